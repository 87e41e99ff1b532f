// The grid of themes and reports. One stop for the tab key; the arrow keys move within.
const ROWS = 30;
let gridPage = 0;
let spot = [1, 1];

function drawHeat(found) {
  const totals = new Float64Array(themes.length);
  for (const row of found.grid.values()) row.forEach((count, at) => { totals[at] += count; });
  const columns = themes.map((_, at) => at).filter((at) => totals[at]);
  columns.sort((a, b) => (a === UNCODED) - (b === UNCODED) || totals[b] - totals[a] || a - b);
  const rows = [...found.grid.keys()].sort((a, b) => a - b);
  gridPage = Math.min(gridPage, Math.max(0, Math.ceil(rows.length / ROWS) - 1));
  const shown = rows.slice(gridPage * ROWS, (gridPage + 1) * ROWS);
  $("grid").replaceChildren(rows.length ? gridTable(found, columns, shown) : el("p", { class: "note" }, "Nothing to show."));
  pager($("grid-pager"), { total: rows.length, size: ROWS, page: gridPage, what: "reports of the table", go: (to) => { gridPage = to; drawHeat(found); } });
  tabStop(0, 0);
}

// Added to the findings of a report before shares are taken, so that one of two is no half.
const FEW = 10;
const FULL = 0.4; // the share with the strongest shade

function gridTable(found, columns, shown) {
  const top = el("tr", {}, el("td", { class: "corner" }),
    ...columns.map((theme) => el("th", { scope: "col", tabindex: -1, class: theme === state.theme ? "chosen" : null, "data-theme": theme }, el("span", {}, themes[theme].name))));
  const body = shown.map((report) => el("tr", {},
    el("th", { scope: "row", tabindex: -1, class: report === state.report ? "chosen" : null, "data-report": report, title: reports[report].name }, el("span", {}, reports[report].name)),
    ...columns.map((theme) => cell(report, theme, found.grid.get(report)))));
  return el("table", { class: "grid", role: "grid", "aria-labelledby": "heat-h", on: { click: choose, keydown: move } },
    el("thead", {}, top), el("tbody", {}, ...body));
}

// The shade is the share of what the report tells, so that a long report does not drown the others.
function cell(report, theme, row) {
  const count = row[theme], share = count / (FEW + sum(row));
  const shade = count ? Math.min(6, Math.ceil(6 * Math.sqrt(share / FULL))) : 0;
  const chosen = report === state.report && theme === state.theme;
  return el("td", { class: `${theme === UNCODED ? "rest" : `h${shade}`}${chosen ? " chosen" : ""}`, tabindex: -1, "data-theme": theme, "data-report": report,
    title: `${reports[report].name}: ${themes[theme].name}, ${plural(count, "finding", "findings")}` }, count ? number.format(count) : "");
}

function choose(event) {
  const at = event.target.closest("[data-theme], [data-report]");
  if (!at) return;
  const picked = { theme: Number(at.dataset.theme ?? -1), report: Number(at.dataset.report ?? -1) };
  const same = picked.theme === state.theme && picked.report === state.report;
  spot = [at.parentNode.rowIndex, at.cellIndex];
  change(same ? { theme: -1, report: -1 } : picked);
  if (event.type === "keydown") tabStop(0, 0)?.focus();
}

const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
function move(event) {
  if (event.key === "Enter" || event.key === " ") choose(event);
  else if (STEPS[event.key]) tabStop(...STEPS[event.key])?.focus();
  else return;
  event.preventDefault();
}

// Move the one tab stop of the grid by so many rows and columns; gives the cell that has it now.
function tabStop(down, right) {
  const table = $("grid").querySelector("table");
  if (!table) return null;
  table.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
  const clamp = (at, end) => Math.max(0, Math.min(at, end));
  const row = clamp(spot[0] + down, table.rows.length - 1);
  const column = clamp(spot[1] + right, table.rows[row].cells.length - 1);
  if (row || column) spot = [row, column];
  const stop = table.rows[spot[0]]?.cells[spot[1]] || table.rows[1].cells[0];
  stop.setAttribute("tabindex", "0");
  return stop;
}
