// Agreement: all together, pair by pair, over time.

import { el, figure, table } from "./dom.js";
import { get } from "./api.js";

let overlap = false;
let gold = false;

export async function showAgreement(main) {
  const told = await get("agreement", { overlap: overlap || "", gold: gold || "" });
  const box = (text, on, set) => el("label", {}, el("input", { type: "checkbox", checked: on, onchange: (event) => {
    set(event.target.checked);
    showAgreement(main);
  } }), ` ${text} `);
  const choices = el("p", {}, box("only the overlap set", overlap, (on) => (overlap = on)), box("with the gold layer", gold, (on) => (gold = on)));
  if (told.layers.length < 2) {
    main.replaceChildren(el("h2", { text: "Agreement" }), choices, el("p", { text: "One annotator has nobody to agree with: open the page under another name." }));
    return;
  }
  const counts = told.layers.map((layer, at) => `${layer}: ${told.judged[at]} segments judged`).join("; ");
  main.replaceChildren(
    el("h2", { text: "Agreement" }), choices, el("p", { text: `${counts}.` }),
    el("p", { class: "hint", text: "Kappa: Cohen's, beyond chance. F1: of one's labels against the other's. Alpha: Krippendorff's, also where somebody judged less. – where there is nothing to agree on." }),
    figures("All together (kappa and F1: means over pairs)", told.layers, told.together, "together"),
    ...told.pairs.map((pair) => figures(`${pair.names.join(" and ")}: ${pair.units} segments both judged, partners F1 ${figure(pair.partners)}`, pair.names, pair.rows, "pair")),
    el("h3", { text: "Over time (kappa)" }), el("div", { class: "scroll" }, curve(told.time), times(told.time)));
}

function figures(title, layers, rows, name) {
  const heads = ["label", ...layers, "kappa", "F1", "alpha"];
  const cells = rows.map((row) => [row.name.toLowerCase(), ...row.counts, figure(row.kappa), figure(row.f1), figure(row.alpha)]);
  const made = el("div", { class: `scroll ${name}` }, table(heads, cells, title));
  return made;
}

function times(points) {
  const names = Object.keys(points.at(-1)?.kappa ?? {});
  const cells = points.map((p) => [p.until.slice(0, 16).replace("T", " "), p.units, ...names.map((name) => figure(p.kappa[name]))]);
  return table(["until", "segments", ...names.map((name) => name.toLowerCase())], cells);
}

/** Kappa of all labels, moment by moment. */
function curve(points) {
  const known = points.map((p, at) => [at, p.kappa.ALL]).filter(([, value]) => typeof value === "number");
  const space = "http://www.w3.org/2000/svg";
  const make = (name, attributes) => {
    const made = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const x = (at) => 20 + (at * 340) / Math.max(points.length - 1, 1);
  const y = (value) => 100 - 90 * Math.max(value, 0);
  const svg = make("svg", { viewBox: "0 0 380 110", width: 380, height: 110, role: "img", "aria-label": `Kappa of all labels over time: ${known.map(([, v]) => v.toFixed(2)).join(", ")}` });
  for (const value of [0, 0.5, 1]) svg.append(make("line", { x1: 20, x2: 360, y1: y(value), y2: y(value), class: "grid" }));
  svg.append(make("polyline", { points: known.map(([at, value]) => `${x(at)},${y(value)}`).join(" "), class: "curve" }));
  return svg;
}
