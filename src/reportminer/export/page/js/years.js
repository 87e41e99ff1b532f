// Themes over the years: for each theme, the share of a year's reports that speak of it.
const CHARTS = 12;
const BAR = { width: 232, height: 46 };

const SPANS = [1, 2, 5, 10, 25];
const ENOUGH = 2.5; // reports of a bar, on average
const MOST_BARS = 25;

// How many years a bar stands for: as few as leave reports enough for a share to mean something.
function yearsOfBar(known) {
  const bars = (step) => new Set(known.map((year) => Math.floor(year / step))).size;
  const long = (step) => (Math.max(...known) - Math.min(...known)) / step < MOST_BARS;
  const fit = SPANS.filter((step) => long(step) && bars(step) > 1);
  return fit.find((step) => known.length / bars(step) >= ENOUGH) ?? fit[0] ?? SPANS.at(-1);
}

const known = reports.map((report) => report.year).filter((year) => year !== null);
const step = yearsOfBar(known);

// Years (or spans of several) from the first to the last, with the reports of each.
const spans = (() => {
  if (!known.length) return [];
  const first = Math.min(...known), last = Math.max(...known);
  const from = first - (first % step);
  const found = Array.from({ length: Math.floor((last - from) / step) + 1 }, (_, at) => {
    const year = from + at * step;
    const names = new Set([Math.max(year, first), Math.min(year + step - 1, last)]);
    return { name: [...names].join("–"), reports: [] };
  });
  reports.forEach((report, at) => { if (report.year !== null) found[Math.floor((report.year - from) / step)].reports.push(at); });
  return found;
})();

// Shares of one or two reports are 0 or 1: a trend is drawn where there are reports and years enough.
const TREND = { reports: 5, years: 3 };
const trend = known.length >= TREND.reports && new Set(known).size >= TREND.years;

// How many reports are of which years, where they are too few for a trend.
function toldYears() {
  const counts = new Map();
  for (const year of [...known].sort((a, b) => a - b)) counts.set(year, (counts.get(year) || 0) + 1);
  const own = [...counts].map(([year, count]) => `${number.format(count)} of ${year}`).join(", ");
  const without = reports.length - known.length;
  const have = known.length ? `${plural(known.length, "report has", "reports have")} a year: ${own}${without ? `; ${number.format(without)} without one` : ""}.` : "No report has a year.";
  return `${have} A trend is drawn from ${TREND.reports} reports of ${TREND.years} years on.`;
}

function drawYears(found) {
  $("years").hidden = !reports.length;
  if (!trend) return void ($("years-note").textContent = toldYears());
  const without = reports.length - known.length;
  const order = themes.map((_, at) => at).filter((at) => at !== UNCODED && found.themes[at].reports.size);
  order.sort((a, b) => found.themes[b].reports.size - found.themes[a].reports.size || a - b);
  $("years-note").textContent = `Of the reports of ${step === 1 ? "a year" : `each ${step} years`}, the share that has a finding of the theme; the pale bar stands for all of them. ${plural(reports.length - without, "report has", "reports have")} a year${without ? `, ${number.format(without)} without one are left out here` : ""}. Few reports make the bars jump: point at one to see how many.${order.length > CHARTS ? ` The ${CHARTS} themes of most reports are drawn; the page of a theme draws its own.` : ""}`;
  $("year-charts").replaceChildren(...order.slice(0, CHARTS).map((theme) => el("figure", { class: theme === state.theme ? "chosen" : null },
    el("figcaption", {}, link(themes[theme].name, () => goTheme(theme))), yearChart(found, theme))));
}

function yearChart(found, theme) {
  const shares = spans.map((span) => ({ ...span, with: span.reports.filter((report) => found.grid.get(report)?.[theme]).length }));
  const told = shares.filter((span) => span.reports.length).map((span) => `${span.name}: ${span.with} of ${span.reports.length}`);
  const picture = svg("svg", { role: "img", "aria-label": `${themes[theme].name}, reports by year. ${told.join("; ")}`, viewBox: `0 0 ${BAR.width} ${BAR.height + 16}`, class: "years" });
  const room = BAR.width / spans.length, wide = Math.max(2, Math.min(room - 2, 26));
  shares.forEach((span, at) => {
    if (!span.reports.length) return;
    const x = at * room + (room - wide) / 2, high = (BAR.height * span.with) / span.reports.length;
    picture.append(svg("g", {}, svg("title", {}, document.createTextNode(`${span.name}: ${span.with} of ${plural(span.reports.length, "report", "reports")}`)),
      svg("rect", { class: "rail", x, y: 0, width: wide, height: BAR.height }),
      svg("rect", { class: "share", x, y: BAR.height - high, width: wide, height: high })));
  });
  const mark = (at, anchor) => svg("text", { x: anchor === "start" ? 0 : BAR.width, y: BAR.height + 13, "text-anchor": anchor }, document.createTextNode(spans[at].name));
  picture.append(mark(0, "start"), mark(spans.length - 1, "end"));
  return picture;
}
