// Who took part, and the reports themselves.
const LINES = 25;
let partnerPage = 0;
let reportPage = 0;

function drawPartners() {
  const wanted = words();
  const fits = (partner) => {
    if (state.report >= 0 && !partner.in.some((place) => place[0] === state.report)) return false;
    partner.stack ??= [partner.name, ...partner.aliases, ...partner.in.map((place) => place[4])].join("\n").toLowerCase();
    return wanted.every((word) => partner.stack.includes(word));
  };
  const list = partners.filter(fits);
  partnerPage = Math.min(partnerPage, Math.max(0, Math.ceil(list.length / LINES) - 1));
  $("partners-note").textContent = `${plural(list.length, "organisation", "organisations")}; report and words filter this list, labels and themes do not.`;
  const shown = list.slice(partnerPage * LINES, (partnerPage + 1) * LINES);
  $("partner-table").replaceChildren(shown.length ? rowTable("Partners", ["Organisation", "Role", "Times named", "Where, and what shows it"], shown.map(partnerRow)) : "");
  pager($("partner-pager"), { total: list.length, size: LINES, page: partnerPage, what: "partners", go: (to) => { partnerPage = to; drawPartners(); } });
}

function partnerRow(partner) {
  const places = state.report < 0 ? partner.in : partner.in.filter((place) => place[0] === state.report);
  const roles = [...new Set(places.map((place) => place[1]))].filter((role) => role !== "unknown" || places.length === 1);
  const named = places.reduce((total, place) => total + place[2], 0);
  const rest = places.length > 1 ? [el("details", {}, el("summary", {}, `and ${plural(places.length - 1, "more report", "more reports")}`), ...places.slice(1).map(evidence))] : [];
  return [
    el("th", { scope: "row" }, partner.name, partner.aliases.length ? el("span", { class: "also" }, partner.aliases.join(", ")) : ""),
    el("td", {}, roles.map((role) => (role === "unknown" ? "not said" : role)).join(", ")),
    el("td", { class: "num" }, number.format(named)),
    el("td", { class: "plain" }, evidence(places[0]), ...rest)];
}

function evidence([report, , , pages, words_of_report]) {
  const at = onPages(report, pages.slice(0, 8));
  return el("div", { class: "evidence" }, toReport(report), at ? `, ${at}${pages.length > 8 ? " …" : ""}` : "", el("q", {}, ...marked(words_of_report, "", words())));
}

function drawReports(found) {
  const counts = new Map();
  for (const i of found.list) {
    const report = findings.report[i];
    if (!counts.has(report)) counts.set(report, labels.map(() => 0));
    counts.get(report)[findings.label[i]] += 1;
  }
  const list = reports.map((_, at) => at).filter((at) => !filtered() || counts.has(at) || at === state.report);
  reportPage = Math.min(reportPage, Math.max(0, Math.ceil(list.length / LINES) - 1));
  const shown = list.slice(reportPage * LINES, (reportPage + 1) * LINES);
  $("report-table").replaceChildren(shown.length ? rowTable("Reports with the findings that pass the filter",
    ["Report", "Organisation", "Year", "Country", "Pages", ...labels.map((label) => label.many), "Read"],
    shown.map((at) => reportRow(at, counts.get(at) || labels.map(() => 0)))) : "");
  pager($("report-pager"), { total: list.length, size: LINES, page: reportPage, what: "reports", go: (to) => { reportPage = to; drawReports(found); } });
}

function reportRow(at, counts) {
  const report = reports[at];
  return [
    el("th", { scope: "row" }, toReport(at), el("span", { class: "also" }, report.source)),
    el("td", {}, report.organisation), el("td", {}, report.year === null ? "" : String(report.year)), el("td", {}, report.country),
    el("td", { class: "num" }, number.format(report.pages)), ...counts.map((count) => el("td", { class: "num" }, number.format(count))),
    el("td", {}, data.statuses[report.status] || report.status, report.warnings ? el("span", { class: "also" }, report.warnings) : "")];
}
