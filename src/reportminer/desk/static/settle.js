// Adjudication: layers side by side; what is chosen becomes the gold layer.

import { $, announce, el, note, tell } from "./dom.js";
import { get, post } from "./api.js";
import { LABELS, S } from "./model.js";

let told = { layers: [], cases: [], partners: [] };
let current = 0;
let every = false;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const nonce = () => crypto.randomUUID();
const need = () => {
  if (!S.who) throw new Error("say who you are first");
};

// One thing after the other: what a key means depends on what the key before it did.
let last = Promise.resolve();

function inTurn(work) {
  const mine = last.then(work);
  last = mine.catch(() => {});
  return mine;
}

export const showSettle = (main = $("settle")) => inTurn(() => load(main));

const again = () => load($("settle"), true);

async function load(main, keep = false) {
  told = await get("settle", { every: every || "" });
  current = keep ? Math.min(current, Math.max(told.cases.length - 1, 0)) : Math.max(told.cases.findIndex((c) => !c.gold), 0);
  draw(main);
}

function draw(main) {
  const settled = told.cases.filter((c) => c.gold).length;
  const all = el("label", {}, el("input", { type: "checkbox", checked: every, onchange: (event) => {
    every = event.target.checked;
    showSettle().catch((error) => tell(error.message));
  } }), " also where they agree");
  main.replaceChildren(
    el("h2", { text: "Settle" }),
    el("p", { class: "hint", text: "What one person judged is that person's layer. Here the layers lie side by side; what you choose goes into a layer of its own, called gold, and changes nobody's." }),
    el("p", { id: "settled", text: `${settled} of ${told.cases.length} segments on which layers ${every ? "were laid over each other" : "differ"} are settled. The gold layer is what comes of it.` }),
    partnersLeft(),
    el("p", {}, all, " ", el("button", { id: "agreed", text: "Take all that everybody agrees on", onclick: run(agreed) })),
    el("p", { class: "hint", text: "j and k move; a, b, … take that layer's word; 1 to 3 give or take labels; 0 says nothing; z takes back." }),
    el("ol", { class: "cases" }, ...told.cases.map((c, at) => one(c, at))),
    ...partnerList());
  main.querySelector(".case.current")?.scrollIntoView({ block: "center" });
}

const run = (work) => async () => {
  tell("");
  try {
    need();
    await inTurn(work);
  } catch (error) {
    tell(error.message);
  }
};

const say = (said) => said.labels.join(" + ").toLowerCase() || "nothing";

function one(c, at) {
  const columns = told.layers.map((layer, number) => {
    const said = c.said[layer];
    if (!said) return el("div", { class: "word" }, el("strong", { text: layer }), el("p", { class: "hint", text: "not judged" }));
    return el("div", { class: "word" }, el("strong", { text: layer }), el("p", { text: say(said) }),
      said.done === "unsure" ? el("p", { class: "hint", text: "not sure" }) : "",
      said.codes.length ? el("p", { class: "hint", text: said.codes.join(", ") }) : "",
      said.comment ? el("p", { class: "quote", text: said.comment }) : "", said.flag ? "⚑" : "",
      el("button", { onclick: run(() => adopt(c, layer)) }, "take this ", el("kbd", { text: LETTERS[number] })));
  });
  const buttons = LABELS.map((label, number) => el("button", {
    class: `label ${label.toLowerCase()}`, "aria-pressed": String(Boolean(c.gold?.labels.includes(label))), onclick: run(() => toggle(c, label)),
  }, `${label.toLowerCase()} `, el("kbd", { text: number + 1 })));
  const gold = el("div", { class: "word gold" }, el("strong", { text: "gold" }), el("p", { class: "verdict", text: c.gold ? say(c.gold) : "open" }), ...buttons);
  return el("li", { class: `case${at === current ? " current" : ""}${c.gold ? " settled" : ""}`, "data-case": at, tabindex: "-1", onclick: () => mark(at) },
    el("p", { class: "path", text: `${title(c.report)}, page ${c.page}${c.section ? ` — ${c.section}` : ""}` }),
    el("p", { class: "words" }, el("span", { class: "hint", text: c.before }), el("b", { text: c.text }), el("span", { class: "hint", text: c.after })),
    el("div", { class: "sides" }, ...columns, gold));
}

const title = (id) => {
  const report = S.project.reports.find((r) => r.id === id);
  return report?.title || report?.name || id;
};

function mark(at) {
  document.querySelector(".case.current")?.classList.remove("current");
  current = at;
  const item = document.querySelector(`[data-case="${at}"]`);
  item?.classList.add("current");
  return item;
}

function move(by) {
  const item = mark(Math.min(Math.max(current + by, 0), told.cases.length - 1));
  item?.focus({ preventScroll: true });
  item?.scrollIntoView({ block: "center" });
  const c = told.cases[current];
  if (c) announce(`${c.text}. ${Object.entries(c.said).map(([layer, said]) => `${layer} says ${say(said)}`).join(", ")}`);
}

/** A case as it is by now. */
const now = (c) => told.cases.find((other) => other.report === c.report && other.segment === c.segment) ?? c;

async function adopt(c, layer) {
  await post("settle/adopt", { who: S.who, nonce: nonce(), report: c.report, layer, segment: c.segment });
  await again();
  announce(`gold: ${say(now(c).gold ?? { labels: [] })}`);
}

async function act(c, command) {
  await post("act", { who: S.who, layer: "gold", nonce: nonce(), report: c.report, model: -1, command });
  await again();
}

const judge = (c, labels) => act(c, { kind: "judge", segment: c.segment, labels, done: "yes" });
const back = (c) => act(c, { kind: "undo" });

function toggle(c, label) {
  const labels = now(c).gold?.labels ?? [];
  return judge(c, labels.includes(label) ? labels.filter((l) => l !== label) : [...labels, label]);
}

async function agreed() {
  const done = await post("settle/agreed", { who: S.who, nonce: nonce() });
  await load($("settle"));
  note(done.segments ? `Segments taken into gold: ${done.segments}.` : "Nothing more that all agree on.");
}

/** Keys of this view; says whether one was meant. */
export function key(name) {
  const c = told.cases[current];
  const moves = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  if (name in moves) move(moves[name]);
  else if (!c) return false;
  else if (name === "z") run(() => back(c))();
  else if (/^[1-3]$/.test(name)) run(() => toggle(c, LABELS[Number(name) - 1]))();
  else if (name === "0") run(() => judge(c, []))();
  else if (name.length === 1 && LETTERS.indexOf(name) >= 0 && c.said[told.layers[LETTERS.indexOf(name)]]) run(() => adopt(c, told.layers[LETTERS.indexOf(name)]))();
  else return false;
  return true;
}

/** Partners are settled by themselves: gold has none before somebody takes them. */
function partnersLeft() {
  const left = told.partners.filter((p) => !p.gold).length;
  if (!left) return "";
  const jump = () => document.getElementById("partners-head").scrollIntoView();
  return el("p", {}, `Partners that gold has not yet: ${left}. `, el("button", { class: "link", text: "To the partners, below", onclick: jump }));
}

function partnerList() {
  if (!told.partners.length) return [];
  const row = (p) => el("li", { class: p.gold ? "settled" : "" }, el("strong", { text: p.name }), ` (${title(p.report)}) ${p.gold ? "– in gold " : ""}`,
    ...Object.entries(p.said).map(([layer, said]) => el("button", {
      text: `${layer}: ${said.role}, ${said.mentions} places`, title: "take into gold", onclick: run(async () => {
        await post("settle/adopt", { who: S.who, nonce: nonce(), report: p.report, layer, partner: said.partner });
        await again();
      }),
    })));
  return [el("h2", { id: "partners-head", text: "Partners" }), el("ul", { class: "partner-cases" }, ...told.partners.map(row))];
}

