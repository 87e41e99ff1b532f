// Bars: how many findings each theme holds, by label.
const FIRST = 14;
let allThemes = false;
let byReports = false;
const sum = (counts) => counts.reduce((a, b) => a + b, 0);
const LOUD = 1 / 3;

// The report that holds a large part of all findings, where there is one among several: counts of findings follow it.
const loudest = (() => {
  const counts = new Map();
  for (const report of findings.report) counts.set(report, (counts.get(report) || 0) + 1);
  const [report, count] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] || [];
  return counts.size > 2 && count / findings.text.length >= LOUD ? [report, count / findings.text.length] : null;
})();

function drawLegend() {
  $("legend").replaceChildren(...labels.map((label) => el("span", {}, glyph(label), label.many)));
}

function drawOverview(found) {
  const share = found.total ? (100 * (found.total - found.coded)) / found.total : 0;
  $("coded").textContent = found.total
    ? `${number.format(found.coded)} of ${plural(found.total, "finding", "findings")} carry a theme; ${share.toFixed(1)} % are not coded. A finding may carry several. ${state.theme < 0 ? "Choose a theme to filter by it." : "The bars leave the theme filter aside, so that themes can be compared."}`
    : "No finding passes the filter.";
  $("loudest").hidden = !loudest || state.report >= 0;
  if (loudest) $("loudest").replaceChildren(toReport(loudest[0]), ` holds ${Math.round(100 * loudest[1])} % of all findings: how many reports tell of a theme says more of its spread than how many findings.`);
  const order = themes.map((_, at) => at).filter((at) => sum(found.themes[at].labels) || at === state.theme);
  const spreadOf = (at) => (byReports ? found.themes[at].reports.size : 0);
  order.sort((a, b) => (a === UNCODED) - (b === UNCODED) || spreadOf(b) - spreadOf(a) || sum(found.themes[b].labels) - sum(found.themes[a].labels) || a - b);
  const shown = order.length > FIRST + 2 && !allThemes ? order.filter((at, i) => i < FIRST || at === UNCODED || at === state.theme) : order;
  const most = Math.max(1, ...order.filter((at) => at !== UNCODED).map((at) => sum(found.themes[at].labels)));
  const table = el("table", { class: "bars" }, el("caption", { class: "unseen" }, "Findings by theme and label"),
    head("Theme", "Findings by label", "Findings", "Reports"), el("tbody", {}, ...shown.map((at) => barRow(at, found.themes[at], most))));
  const more = el("button", { type: "button", id: "all-themes", on: { click: () => { allThemes = !allThemes; drawOverview(found); $("all-themes").focus(); } } },
    allThemes ? "Show fewer themes" : `Show all ${order.length} themes`);
  $("bars").replaceChildren(table, order.length > FIRST + 2 ? more : "");
}

function barRow(at, counts, most) {
  const total = sum(counts.labels);
  const told = labels.map((label, i) => plural(counts.labels[i], label.one.toLowerCase(), label.many.toLowerCase())).join(", ");
  return el("tr", { class: `${at === UNCODED ? "uncoded" : ""} ${at === state.theme ? "chosen" : ""}` },
    el("th", { scope: "row", title: themes[at].definition || null },
      link(themes[at].name, () => (at === state.theme ? change({ theme: -1 }) : goTheme(at)), { "aria-pressed": String(at === state.theme) })),
    // Findings without a theme may outnumber every theme by far: a bar would dwarf the others.
    el("td", { class: "bar" }, at === UNCODED ? el("span", { class: "soft" }, told) : bar(counts.labels, most, told)),
    el("td", { class: "num" }, number.format(total)),
    el("td", { class: "num soft" }, number.format(counts.reports.size)));
}

function bar(counts, most, told) {
  const picture = svg("svg", { role: "img", "aria-label": told, width: "100%", height: "14" }, svg("title", {}, document.createTextNode(told)));
  let x = 0;
  counts.forEach((count, i) => {
    const width = (100 * count) / most;
    if (count) picture.append(svg("rect", { class: labels[i].id.toLowerCase(), x: `${x}%`, y: "0", width: `${width}%`, height: "14" }));
    x += width;
  });
  return picture;
}
