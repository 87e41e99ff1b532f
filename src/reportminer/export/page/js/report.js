// One report: what is known of it, and its text with the findings marked in their place.
let opened = -1;

function goPlace(i) {
  change({ report: findings.report[i], at: i });
  goTo("report-page");
}
const toPlace = (i) => {
  const at = onPages(findings.report[i], [findings.page[i]]);
  return texts.has(findings.report[i]) ? link(at || "in its text", () => goPlace(i), { title: "Show it in the text of the report", "aria-label": at ? `page ${findings.page[i]}, in the text of the report` : "in the text of the report" }) : at || "in its text";
};
// The picture of its page, where the run drew one.
const toPicture = (i) => ((data.pictures[findings.report[i]] || []).includes(findings.page[i]) ? [" · ", link("page picture", () => goPicture(i), { "aria-label": `picture of page ${findings.page[i]}` })] : []);
function goPicture(i) {
  change({ report: findings.report[i], at: -1 });
  $("picture-fold").open = true;
  fillPictures();
  const shown = $(`picture-${findings.page[i]}`);
  shown?.scrollIntoView();
  shown?.focus({ preventScroll: true });
}
// Pictures of pages, made when someone opens them; the browser loads each as it comes into view.
function fillPictures() {
  const place = $("picture-list");
  if (!place || place.firstChild) return;
  const all = written.filter((i) => findings.report[i] === state.report);
  place.append(...data.pictures[state.report].map((page) => {
    const on = all.filter((i) => findings.page[i] === page);
    const told = labels.map((label, at) => [on.filter((i) => findings.label[i] === at).length, label]).filter(([count]) => count).map(([count, label]) => plural(count, label.one.toLowerCase(), label.many.toLowerCase())).join(", ");
    const address = `pages/${reports[state.report].id}/${page}.jpg`;
    return el("figure", { id: `picture-${page}`, tabindex: -1 }, el("figcaption", {}, el("b", {}, `Page ${page}`), told ? `: ${told}` : "", " ", el("a", { href: address, target: "_blank", rel: "noopener" }, "full size")),
      el("img", { src: address, loading: "lazy", width: 595, height: 842, alt: `Page ${page} as printed, its findings outlined${told ? `: ${told}` : ""}. The same words stand in the text of the report.` }));
  }));
}
const texts = new Set([...document.querySelectorAll("script[data-report]")].map((held) => Number(held.dataset.report)));

function drawReport() {
  const place = $("report-page");
  place.hidden = state.report < 0;
  if (place.hidden) { opened = -1; return; }
  const report = reports[state.report], all = written.filter((i) => findings.report[i] === state.report);
  const about = [report.organisation, report.year, report.country, plural(report.pages, "page", "pages"), report.source].filter(Boolean).join(" · ");
  const counts = labels.map((label, at) => plural(all.filter((i) => findings.label[i] === at).length, label.one.toLowerCase(), label.many.toLowerCase())).join(", ");
  if (opened === state.report) return showPlace();
  opened = state.report;
  const body = el("div", { id: "report-text" });
  const fold = el("details", { id: "report-fold", on: { toggle: () => { if (fold.open && !body.firstChild) fillText(body, all); } } },
    el("summary", {}, "The text, with its findings marked"), body);
  place.replaceChildren(el("p", { class: "kicker" }, "Report"), el("h2", { id: "report-h" }, report.name), el("p", {}, about),
    el("p", { class: "note" }, `${counts}; ${data.statuses[report.status] || report.status}${report.warnings ? `: ${report.warnings}` : ""}.`),
    ...told(all),
    data.pictures[state.report] ? el("details", { id: "picture-fold", on: { toggle: fillPictures } }, el("summary", {}, `Pages with findings, as printed (${data.pictures[state.report].length})`), el("p", { class: "note" }, "C marks a challenge, L a lesson, R a recommendation."), el("div", { id: "picture-list", class: "pictures" })) : "",
    texts.has(state.report) ? fold : el("p", { class: "note" }, `Its text is not carried on this page: see texts/${report.id}.txt.`));
  showPlace();
}

// What the report tells of most, and whom it names as partners.
const MOST = 6;
function told(all) {
  const counts = new Map();
  for (const i of all) for (const theme of findings.themes[i]) if (theme !== UNCODED) counts.set(theme, (counts.get(theme) || 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST);
  const own = partners.map((partner) => [partner, partner.in.find((place) => place[0] === state.report)]).filter(([, place]) => place);
  own.sort((a, b) => b[1][2] - a[1][2]);
  const named = own.slice(0, MOST).map(([partner, place]) => `${partner.name}${place[1] === "unknown" ? "" : ` (${place[1]})`}`).join(", ");
  return [
    most.length ? el("p", {}, "It tells most of: ", ...most.flatMap(([theme, count], at) => [at ? ", " : "", link(themes[theme].name, () => goTheme(theme)), ` (${number.format(count)})`]), ".") : "",
    named ? el("p", {}, `Its partners: ${named}${own.length > MOST ? ` and ${number.format(own.length - MOST)} more` : ""}.`) : ""];
}

// Opens the text where a finding is to be shown; its mark gets the focus when it is there.
function showPlace() {
  const fold = $("report-fold");
  if (state.at < 0 || !fold) return;
  const show = () => { const mark = $(`at-${state.at}`); mark?.scrollIntoView({ block: "center" }); mark?.focus({ preventScroll: true }); };
  if ($("report-text").firstChild) { fold.open = true; show(); }
  else fillText($("report-text"), written.filter((i) => findings.report[i] === state.report)).then(show).finally(() => {});
  fold.open = true;
}

async function fillText(place, all) {
  const own = opened;
  place.replaceChildren(el("p", { class: "note" }, "Opening …"));
  const held = document.querySelector(`script[data-report="${own}"]`);
  const bytes = Uint8Array.from(atob(held.textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const { text, sections } = JSON.parse(await new Response(stream).text());
  if (opened !== own) return;
  const spans = marksOf(all), points = [...spans.flatMap((span) => [span.start, span.end]), ...sections.map((section) => section[0])];
  const unit = units(text, points);
  const heads = new Map(sections.map(([start, level, page]) => [unit.get(start), [level, page]]));
  place.replaceChildren(outline(sections), ...blocks(text, heads, spans.map((span) => ({ ...span, start: unit.get(span.start), end: unit.get(span.end) }))));
}

// One mark a span, in the order of the text, none over another.
function marksOf(all) {
  const by = new Map();
  for (const i of all) {
    const key = `${findings.start[i]} ${findings.end[i]}`;
    if (!by.has(key)) by.set(key, { start: findings.start[i], end: findings.end[i], is: [] });
    by.get(key).is.push(i);
  }
  let end = 0;
  return [...by.values()].sort((a, b) => a.start - b.start || b.end - a.end).filter((span) => { const free = span.start >= end; if (free) end = span.end; return free; });
}

// Where code points stand in a JavaScript string, which counts most emoji twice.
function units(text, points) {
  if (!/[\ud800-\udbff]/.test(text)) return new Map(points.map((point) => [point, point]));
  const found = new Map();
  let at = 0, point = 0;
  for (const wanted of [...new Set(points)].sort((a, b) => a - b)) {
    while (point < wanted && at < text.length) { at += text.codePointAt(at) > 0xffff ? 2 : 1; point += 1; }
    found.set(wanted, at);
  }
  return found;
}

function blocks(text, heads, spans) {
  const nodes = [];
  let next = 0;
  for (const found of text.matchAll(/[^\n]+(?:\n[^\n]+)*/g)) {
    const start = found.index, end = start + found[0].length;
    const parts = [];
    let at = start;
    while (next < spans.length && spans[next].start < end) {
      const span = spans[next];
      parts.push(text.slice(at, Math.max(at, span.start)), finding(span, text.slice(Math.max(at, span.start), Math.min(span.end, end))));
      at = Math.min(span.end, end);
      if (span.end > end) break;
      next += 1;
    }
    parts.push(text.slice(at, end));
    const head = heads.get(start);
    nodes.push(head && head[0] && found[0].length < 200 ? el("p", { class: "heading", role: "heading", "aria-level": Math.min(6, head[0] + 2), id: `head-${start}` }, ...parts, el("span", { class: "soft" }, ` p. ${head[1]}`)) : el("p", {}, ...parts));
  }
  return nodes;
}

function finding(span, words_of_text) {
  const label = labels[findings.label[span.is[0]]];
  const told = span.is.map((i) => `${labels[findings.label[i]].one}, p. ${findings.page[i]}, confidence ${sureOf(i)}`).join("; ");
  return el("mark", { class: `finding ${label.id.toLowerCase()}${span.is.includes(state.at) ? " here" : ""}`, id: $(`at-${span.is[0]}`) ? null : `at-${span.is.includes(state.at) ? state.at : span.is[0]}`, tabindex: -1, title: told },
    el("span", { class: "unseen" }, `${span.is.map((i) => labels[findings.label[i]].one).join(" and ")}: `), glyph(label), words_of_text);
}

// A way through the findings of the text, one after another.
function outline() {
  const step = (by) => {
    const all = [...document.querySelectorAll("#report-text mark.finding[id]")];
    const now = all.findIndex((mark) => mark.classList.contains("here"));
    all[now]?.classList.remove("here");
    const mark = all[Math.max(0, Math.min(all.length - 1, now + by))];
    mark?.classList.add("here");
    mark?.scrollIntoView({ block: "center" });
    told.textContent = mark ? mark.title : "";
  };
  const told = el("output", { "aria-live": "polite" });
  return el("div", { class: "pager steps" }, el("button", { type: "button", on: { click: () => step(-1) } }, "Previous finding"), el("button", { type: "button", on: { click: () => step(1) } }, "Next finding"), told);
}
