// Wires the controls to the state, and draws what the state lets through.
function change(parts) {
  state = { ...state, page: 0, at: -1, ...parts };
  gridPage = partnerPage = reportPage = pairPage = 0;
  keep();
  draw();
}
const keep = () => history.replaceState(null, "", `#${toHash()}`);

let current = null;
function draw() {
  current = survey();
  drawControls(current);
  drawTheme(current);
  drawReport();
  drawOverview(current);
  drawYears(current);
  drawHeat(current);
  drawFindings(current);
  drawPartners();
  drawNetwork();
  drawReports(current);
}

function drawControls(found) {
  if ($("q").value !== state.q) $("q").value = state.q;
  $("theme").value = state.theme;
  $("report").value = state.report;
  $("sure").value = state.sure;
  $("sort").value = state.sort;
  labels.forEach((label, at) => {
    const toggle = $(`label-${at}`);
    toggle.setAttribute("aria-pressed", String(state.labels.has(at)));
    toggle.querySelector("b").textContent = number.format(found.labels[at]);
  });
  const total = findings.text.length;
  $("count").textContent = filtered() ? `${number.format(found.list.length)} of ${plural(total, "finding", "findings")}` : plural(total, "finding", "findings");
  $("clear").hidden = !filtered();
}

function toggleLabel(at) {
  const chosen = new Set(state.labels);
  if (!chosen.delete(at)) chosen.add(at);
  change({ labels: chosen.size === labels.length ? new Set() : chosen });
}

function options(place, any, names) {
  place.append(el("option", { value: -1 }, any), ...names.map((name, at) => el("option", { value: at }, name)));
}

function wire() {
  options($("theme"), "all themes", themes.map((theme) => theme.name));
  options($("report"), "all reports", reports.map((report) => report.name));
  $("labels").append(...labels.map((label, at) =>
    el("button", { type: "button", id: `label-${at}`, class: "toggle", on: { click: () => toggleLabel(at) } }, glyph(label), label.many, " ", el("b"))));
  for (const id of ["theme", "report", "sure"]) $(id).addEventListener("change", () => change({ [id]: Number($(id).value) }));
  $("theme-order").addEventListener("change", () => { byReports = $("theme-order").value === "reports"; drawOverview(current); });
  $("sort").addEventListener("change", () => change({ sort: $("sort").value }));
  let timer = 0;
  $("q").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => change({ q: $("q").value.trim() }), 150); });
  $("filters").addEventListener("submit", (event) => { event.preventDefault(); change({ q: $("q").value.trim() }); });
  $("clear").addEventListener("click", () => { $("q").value = ""; change({ ...blank(), sort: state.sort }); $("q").focus(); });
  $("save").addEventListener("click", () => save(current.list));
  wireNetwork();
  // An address with = is a filter; any other names a part of the page.
  addEventListener("hashchange", () => { if (location.hash.includes("=")) { state = fromHash(location.hash.slice(1)); draw(); goTo(state.theme >= 0 ? "theme-page" : state.report >= 0 ? "report-page" : "findings"); } });
  addEventListener("beforeprint", () => { $("printed").textContent = toldFilter(current); drawFindings(current, PRINTED); });
  addEventListener("afterprint", () => drawFindings(current));
}

// What a printed page must say, since its controls are gone.
function toldFilter(found) {
  const chosen = [
    [...state.labels].map((at) => labels[at].many).join(" and "),
    state.theme < 0 ? "" : `theme “${themes[state.theme].name}”`,
    state.report < 0 ? "" : `report “${reports[state.report].name}”`,
    state.sure ? `confidence ${state.sure} and up` : "",
    state.q ? `with the words: ${state.q}` : "",
  ].filter(Boolean);
  const cut = found.list.length > PRINTED ? ` The first ${PRINTED} are printed.` : "";
  return `${$("count").textContent}${chosen.length ? `: ${chosen.join("; ")}` : ""}.${cut}`;
}

function tellLimits() {
  const { totals } = data;
  const told = [
    totals.reports > reports.length ? `the first ${number.format(reports.length)} of ${number.format(totals.reports)} reports` : "",
    totals.findings > findings.text.length ? `the ${number.format(findings.text.length)} surest of ${number.format(totals.findings)} findings` : "",
    totals.partners > partners.length ? `${number.format(partners.length)} of ${number.format(totals.partners)} partners` : "",
  ].filter(Boolean);
  $("limits").hidden = !told.length;
  $("limits").textContent = `So that your browser stays quick, what follows shows ${told.join(", ")}. The tables hold all.`;
}

$("app").hidden = false;
drawLegend();
tellLimits();
wire();
watchWidths();
if (location.hash.includes("=")) state = fromHash(location.hash.slice(1));
draw();
// The part that the address names was hidden until now.
if (location.hash && !location.hash.includes("=")) document.getElementById(location.hash.slice(1))?.scrollIntoView();
