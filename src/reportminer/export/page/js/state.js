// The data, the filter, and what the filter lets through.
const data = JSON.parse($("data").textContent);
const { labels, themes, reports, findings, partners } = data;
const UNCODED = themes.length - 1;
const surest = [...findings.text.keys()].sort((a, b) => findings.sure[b] - findings.sure[a] || a - b);
const written = [...findings.text.keys()];
let haystack = null;

// The report and how its words begin: what is said again in a summary has the same gist.
const gists = [];
const gist = (i) => (gists[i] ??= `${findings.report[i]} ${findings.text[i].slice(0, 240).toLowerCase().replace(/[^\p{L}]+/gu, " ").trim().slice(0, 120)}`);
const once = (list) => { const seen = new Set(); return list.filter((i) => !seen.has(gist(i)) && seen.add(gist(i))); };
// The same list with the first of every report in front, then the second of each.
function spread(list) {
  const seen = new Map();
  const ranked = list.map((i, at) => { const rank = seen.get(findings.report[i]) || 0; seen.set(findings.report[i], rank + 1); return [rank, at, i]; });
  return ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((found) => found[2]);
}
// Where it stands, as people cite it; a text of one page has no numbers worth telling.
const onPages = (report, pages) => (reports[report].pages > 1 && pages.length ? `${pages.length > 1 ? "pp." : "p."}\u00a0${pages.join(", ")}` : "");

const blank = () => ({ labels: new Set(), theme: -1, report: -1, sure: 0, q: "", sort: "sure", page: 0, at: -1 });
let state = blank();

const words = () => (state.q.toLowerCase().match(/"[^"]+"|[^\s"]+/g) || []).map((word) => word.replaceAll('"', ""));
const filtered = () => state.labels.size > 0 || state.theme >= 0 || state.report >= 0 || state.sure > 0 || words().length > 0;

function stack(i) {
  haystack ??= findings.text.map((text, at) => `${text}\n${findings.paths[findings.path[at]]}`.toLowerCase());
  return haystack[i];
}

// One walk over all findings. Each chart is counted under the filters of the others, so that choosing
// a theme does not empty the chart in which it was chosen.
function survey() {
  const wanted = words();
  const found = { list: [], labels: labels.map(() => 0), themes: themes.map(() => ({ labels: labels.map(() => 0), reports: new Set() })), grid: new Map(), coded: 0, total: 0 };
  for (const i of state.sort === "sure" ? surest : written) {
    if (findings.sure[i] < state.sure || !wanted.every((word) => stack(i).includes(word))) continue;
    const label = findings.label[i], report = findings.report[i], own = findings.themes[i];
    const byLabel = !state.labels.size || state.labels.has(label);
    const byTheme = state.theme < 0 || own.includes(state.theme);
    const byReport = state.report < 0 || report === state.report;
    if (byLabel && byTheme && byReport) found.list.push(i);
    if (byTheme && byReport) found.labels[label] += 1;
    if (byLabel && byReport) countThemes(found, own, label, report);
    if (byLabel) countCell(found.grid, report, own);
  }
  return found;
}
function countThemes(found, own, label, report) {
  found.total += 1;
  if (own[0] !== UNCODED) found.coded += 1;
  for (const theme of own) {
    found.themes[theme].labels[label] += 1;
    found.themes[theme].reports.add(report);
  }
}
function countCell(grid, report, own) {
  if (!grid.has(report)) grid.set(report, new Uint32Array(themes.length));
  const row = grid.get(report);
  for (const theme of own) row[theme] += 1;
}

// The filter as the part of the address after #, so that a view can be kept and sent.
function toHash() {
  const told = new URLSearchParams();
  if (state.labels.size) told.set("label", [...state.labels].sort().map((label) => labels[label].id).join(","));
  if (state.theme >= 0) told.set("theme", themes[state.theme].id);
  if (state.report >= 0) told.set("report", reports[state.report].id);
  if (state.sure) told.set("sure", state.sure);
  if (state.q) told.set("q", state.q);
  if (state.sort !== "sure") told.set("sort", state.sort);
  if (state.page) told.set("page", state.page + 1);
  if (state.at >= 0) told.set("at", findings.id[state.at]);
  return told.toString();
}
function fromHash(hash) {
  const told = new URLSearchParams(hash);
  const next = blank();
  for (const id of (told.get("label") || "").split(",")) {
    const at = labels.findIndex((label) => label.id === id);
    if (at >= 0) next.labels.add(at);
  }
  next.theme = themes.findIndex((theme) => theme.id === told.get("theme"));
  next.report = reports.findIndex((report) => report.id === told.get("report"));
  next.sure = Number(told.get("sure")) || 0;
  next.q = told.get("q") || "";
  next.sort = told.get("sort") === "report" ? "report" : "sure";
  next.at = told.has("at") ? findings.id.indexOf(told.get("at")) : -1;
  if (next.at >= 0) next.report = findings.report[next.at];
  next.page = Math.max(0, (Number.parseInt(told.get("page"), 10) || 1) - 1);
  return next;
}
