// One theme: what it is, how often, its best quotes, its challenges and what is recommended.
const BEST = 3;
const PAIRS = 12;

function goTheme(theme) {
  change({ theme });
  goTo("theme-page");
}
function goTo(id) {
  const place = $(id);
  if (place.hidden) return;
  place.scrollIntoView();
  place.focus({ preventScroll: true });
}

function drawTheme(found) {
  const place = $("theme-page");
  place.hidden = state.theme < 0;
  if (place.hidden) return;
  const theme = themes[state.theme], own = found.list;
  const counts = labels.map((_, label) => own.filter((i) => findings.label[i] === label).length);
  const inReports = new Set(own.map((i) => findings.report[i])).size;
  place.replaceChildren(
    el("p", { class: "kicker" }, "Theme"), el("h2", { id: "theme-h" }, theme.name), el("p", { class: "definition" }, theme.definition),
    el("dl", { class: "figures small" }, ...labels.map((label, at) => figure([glyph(label), label.many], counts[at])), figure(["Reports"], inReports, reports.length)),
    theme.terms ? el("p", { class: "note" }, `Words that mark it: ${theme.terms}.`) : "",
    ...together(own),
    ...(trend && state.theme !== UNCODED ? [el("h3", {}, "By year"), yearChart(found, state.theme)] : []),
    el("h3", {}, "Best quotes"), bestQuotes(own), ...differ(own), ...answered(own));
}

const figure = (name, count, of) => el("div", {}, el("dt", {}, ...name), el("dd", {}, number.format(count), of ? el("small", {}, ` of ${number.format(of)}`) : ""));

// Themes that its findings carry as well.
function together(own) {
  const counts = new Map();
  for (const i of own) for (const theme of findings.themes[i]) if (theme !== state.theme) counts.set(theme, (counts.get(theme) || 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 6);
  if (!most.length) return [];
  return [el("p", { class: "note" }, "Often in one quote with: ", ...most.flatMap(([theme, count], at) => [at ? ", " : "", link(themes[theme].name, () => goTheme(theme)), ` (${count})`]), ".")];
}

// The surest of each label, from as many reports as there are.
function bestQuotes(own) {
  const columns = labels.map((label, at) => {
    const list = own.filter((i) => findings.label[i] === at).sort((a, b) => findings.sure[b] - findings.sure[a] || a - b);
    const best = spread(once(list)).slice(0, BEST);
    return el("div", {}, el("h4", {}, glyph(label), label.many), ...(best.length ? best.map((i) => cited(i)) : [el("p", { class: "note" }, "None.")]));
  });
  return el("div", { class: "columns" }, ...columns);
}

// Reports that tell a challenge as one that stands, beside those that tell one as over.
function differ(own) {
  const challenges = own.filter((i) => findings.label[i] === 0).sort((a, b) => findings.sure[b] - findings.sure[a] || a - b);
  const over = challenges.filter(isOver), overIn = new Set(over.map((i) => findings.report[i]));
  const stands = challenges.filter((i) => !isOver(i) && !overIn.has(findings.report[i]));
  if (!over.length || !stands.length) return [];
  const side = (title, list, cue) => {
    const seen = new Set(), first = list.filter((i) => !seen.has(findings.report[i]) && seen.add(findings.report[i]));
    return el("div", {}, el("h4", {}, `${title}: ${plural(seen.size, "report", "reports")}`), ...first.slice(0, BEST).map((i) => cited(i, cue(i))));
  };
  return [el("h3", {}, "Where reports differ"), el("div", { class: "columns" }, side("Tell a difficulty that stands", stands, (i) => findings.cue[i]), side("Tell one as over", over, (i) => findings.notes[i].resolved)),
    el("p", { class: "note" }, "As far as their words tell: “no longer”, “was solved”. Reports that never had the difficulty seldom say so.")];
}

const cited = (i, cue = findings.cue[i]) => el("div", { class: "cited" }, el("q", {}, ...marked(findings.text[i], cue, words())), el("p", {}, toReport(findings.report[i]), ", ", toPlace(i)));

// Challenges with what answers them: as linked, or, where links are not known, as the same report recommends.
function answered(own) {
  const [challenge, , recommendation] = labels.keys();
  const challenges = own.filter((i) => findings.label[i] === challenge).sort((a, b) => findings.sure[b] - findings.sure[a] || a - b);
  const rows = data.answers ? linked(challenges) : beside(own, challenges, recommendation);
  if (!rows.length) return [];
  const title = data.answers ? "Challenges and the recommendations that answer them" : "Challenges, and what the same report recommends on the theme";
  const cut = rows.length > PAIRS ? [el("p", { class: "note" }, `The first ${PAIRS} of ${number.format(rows.length)} are shown.`)] : [];
  return [el("h3", {}, title), rowTable(title, ["Challenge", "Recommendation"], rows.slice(0, PAIRS)), ...cut];
}
// A passage that is both does not answer itself. The surest pairs of every report come first.
function linked(challenges) {
  const by = new Map();
  for (const [source, target] of data.answers) if (gist(source) !== gist(target)) by.set(target, [...(by.get(target) || []), source]);
  return spread(once(challenges.filter((i) => by.has(i)))).map((i) => pair([i], once(by.get(i))));
}
function beside(own, challenges, recommendation) {
  const advice = new Map();
  for (const i of own) if (findings.label[i] === recommendation) advice.set(findings.report[i], [...(advice.get(findings.report[i]) || []), i]);
  const grouped = new Map();
  for (const i of challenges) if (advice.has(findings.report[i])) grouped.set(findings.report[i], [...(grouped.get(findings.report[i]) || []), i]);
  return [...grouped].map(([report, list]) => pair(list.slice(0, 3), advice.get(report).slice(0, 3)));
}
const pair = (left, right) => [el("th", { scope: "row", class: "plain" }, ...left.map((i) => cited(i))), el("td", { class: "plain" }, ...right.map((i) => cited(i)))];
