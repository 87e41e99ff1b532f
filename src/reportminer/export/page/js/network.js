// Who is named with whom: the picture answers to the mouse and to keys, the table tells it in words.
const { pairs } = data;
const PAIRS_SHOWN = 15;
let pairPage = 0;
let chosenPartner = -1;
const spots = [...document.querySelectorAll("#network-picture .spot")];

// Ties of the reports and words that are asked for, each two partners once, those of most reports first.
function tiesShown() {
  const wanted = words(), by = new Map();
  pairs.a.forEach((a, at) => {
    const b = pairs.b[at];
    if (state.report >= 0 && pairs.report[at] !== state.report) return;
    if (chosenPartner >= 0 && a !== chosenPartner && b !== chosenPartner) return;
    const key = `${a} ${b}`;
    if (!by.has(key)) by.set(key, { a, b, passages: 0, rows: [] });
    by.get(key).passages += pairs.passages[at];
    by.get(key).rows.push(at);
  });
  const fits = (tie) => { const said = [partners[tie.a].name, partners[tie.b].name, ...tie.rows.map((at) => pairs.quotes[pairs.words[at]])].join("\n").toLowerCase(); return wanted.every((word) => said.includes(word)); };
  return [...by.values()].filter((tie) => !wanted.length || fits(tie)).sort((x, y) => y.rows.length - x.rows.length || y.passages - x.passages || x.a - y.a || x.b - y.b);
}

function drawNetwork() {
  $("network").hidden = !pairs.a.length;
  if (!pairs.a.length) return;
  const ties = tiesShown();
  pairPage = Math.min(pairPage, Math.max(0, Math.ceil(ties.length / PAIRS_SHOWN) - 1));
  const shown = ties.slice(pairPage * PAIRS_SHOWN, (pairPage + 1) * PAIRS_SHOWN);
  const whose = chosenPartner < 0 ? [] : [` with ${partners[chosenPartner].name}. `, link("Show all pairs", () => pickPartner(-1))];
  $("network-told").replaceChildren(plural(ties.length, "pair", "pairs"), ...(whose.length ? whose : ["; report and words filter this list, labels and themes do not."]));
  $("tie-table").replaceChildren(shown.length ? rowTable("Partners that are named together", ["Organisation", "Named with", "Reports", "Passages", "Words that name both"], shown.map(tieRow)) : "");
  pager($("tie-pager"), { total: ties.length, size: PAIRS_SHOWN, page: pairPage, what: "pairs", go: (to) => { pairPage = to; drawNetwork(); } });
  light();
}

function tieRow({ a, b, passages, rows }) {
  rows.sort((x, y) => pairs.quotes[pairs.words[x]].length - pairs.quotes[pairs.words[y]].length || x - y);
  const [one, other] = b === chosenPartner ? [b, a] : [a, b];
  const quote = (at) => el("div", { class: "evidence" }, toReport(pairs.report[at]), onPages(pairs.report[at], [pairs.page[at]]).replace(/^./, ", $&"), el("q", {}, ...marked(pairs.quotes[pairs.words[at]], "", words())));
  const rest = rows.length > 1 ? [el("details", {}, el("summary", {}, `and ${plural(rows.length - 1, "more report", "more reports")}`), ...rows.slice(1, 21).map(quote), rows.length > 21 ? el("p", { class: "note" }, "partnerships.csv holds all.") : "")] : [];
  return [el("th", { scope: "row" }, link(partners[one].name, () => pickPartner(one))), el("td", {}, link(partners[other].name, () => pickPartner(other))),
    el("td", { class: "num" }, number.format(rows.length)), el("td", { class: "num" }, number.format(passages)), el("td", { class: "plain" }, quote(rows[0]), ...rest)];
}

function pickPartner(at) {
  chosenPartner = at === chosenPartner ? -1 : at;
  pairPage = 0;
  drawNetwork();
}

// What has no tie with the chosen partner, or stands in other reports, steps back.
function light() {
  const near = new Set(), within = state.report < 0 ? null : new Set();
  pairs.a.forEach((a, at) => {
    if (within && pairs.report[at] === state.report) within.add(a).add(pairs.b[at]);
    if (a === chosenPartner || pairs.b[at] === chosenPartner) near.add(a).add(pairs.b[at]);
  });
  const off = (at) => (chosenPartner >= 0 && !near.has(at)) || (within !== null && !within.has(at));
  for (const spot of spots) {
    const at = Number(spot.dataset.partner);
    spot.setAttribute("aria-pressed", String(at === chosenPartner));
    spot.classList.toggle("off", off(at));
  }
  for (const line of document.querySelectorAll("#network-picture line")) {
    const ends = line.dataset.ends.split(" ").map(Number);
    line.classList.toggle("off", ends.some(off) || (chosenPartner >= 0 && !ends.includes(chosenPartner)));
    line.classList.toggle("lit", chosenPartner >= 0 && ends.includes(chosenPartner));
  }
}

// One stop for the tab key; the arrow keys go to the nearest partner on that side.
function wireNetwork() {
  const stop = (spot) => { for (const other of spots) other.setAttribute("tabindex", other === spot ? "0" : "-1"); spot.focus(); };
  const middle = (spot) => { const box = spot.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
  for (const spot of spots) {
    spot.addEventListener("click", () => { pickPartner(Number(spot.dataset.partner)); stop(spot); });
    spot.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") pickPartner(Number(spot.dataset.partner));
      else if (event.key === "Escape" && chosenPartner >= 0) pickPartner(-1);
      else if (STEPS[event.key]) {
        const [down, right] = STEPS[event.key], [x, y] = middle(spot);
        const far = (other) => { const [ox, oy] = middle(other), along = (ox - x) * right + (oy - y) * down, across = Math.abs((ox - x) * down) + Math.abs((oy - y) * right); return along > 1 ? along + 2 * across : Infinity; };
        const next = spots.filter((other) => other !== spot).sort((p, q) => far(p) - far(q))[0];
        if (next && far(next) < Infinity) stop(next);
      } else return;
      event.preventDefault();
    });
  }
}
