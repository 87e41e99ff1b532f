// What the page knows: the open report, the layer, what the machine says. Changes are told to listeners.

import { get, save, unsaved } from "./api.js";

export const S = {
  project: null,
  who: "",
  report: "",
  record: null,
  boxes: null,
  state: new Map(),
  last: 0,
  undo: 0,
  redo: 0,
  of: "", // whose `state` is
  suggested: null,
  current: -1,
  hidden: false,
  relating: -1,
  seen: new Set(),
};
export const LABELS = ["CHALLENGE", "LESSON", "RECOMMENDATION"];
const listeners = [];

export const onChange = (listener) => listeners.push(listener);
const changed = (keys) => listeners.forEach((listener) => listener(keys));

// Offsets count code points; a text without astral characters can be cut as it is.
let places = null;

export function slice(start, end) {
  const text = S.record.text;
  return places ? text.slice(places[start], places[end]) : text.slice(start, end);
}

function measure(text) {
  places = null;
  if (!/[\u{10000}-\u{10ffff}]/u.test(text)) return text.length;
  const found = [];
  for (let at = 0; at < text.length; at += text.codePointAt(at) > 0xffff ? 2 : 1) found.push(at);
  found.push(text.length);
  places = Uint32Array.from(found);
  return found.length - 1;
}

export const points = (text) => (places ? [...text].length : text.length);

let opening = 0;
let answers = 0;
const early = new Set(); // what is shown before the server has answered for it
let wrong = false; // something refused is still shown

/** Opens a report; says whether it did, for the annotator may have turned to another one meanwhile. */
export async function openReport(report) {
  const turn = ++opening;
  const { who } = S;
  const [record, told, suggested] = await Promise.all([
    get(`report/${report}`),
    fresh(report, who),
    get(`report/${report}/suggestions`),
  ]);
  if (turn !== opening) return false;
  if (who !== S.who) return openReport(report);
  Object.assign(S, { report, record, suggested, boxes: null, current: -1, relating: -1, seen: new Set() });
  measure(record.text);
  take(told, who);
  S.mentionsOf = byPlace(record.machine.mentions.map(([partner, start, end]) => ({ partner, start, end })));
  S.codesOf = new Map(record.machine.codes);
  askAgain(2000);
  get(`report/${report}/boxes`).then((boxes) => {
    if (S.report === report) {
      S.boxes = boxes;
      changed(["boxes"]);
    }
  });
  return true;
}

/** Takes the layer as the server has it. Gives the keys that changed; null if it came too late to be of use. */
export async function openLayer() {
  const { report, who } = S;
  const told = await fresh(report, who);
  if (report !== S.report || who !== S.who) return null;
  const before = S.state;
  take(told, who);
  const keys = [...new Set([...before.keys(), ...S.state.keys()])];
  return keys.filter((key) => before.get(key) !== S.state.get(key));
}

/** A layer, asked for again where something was answered while it was on its way: it may lack that. */
async function fresh(report, who) {
  for (;;) {
    const before = answers;
    const told = await get(`report/${report}/layer`, { layer: who });
    if (before === answers) return told;
  }
}

export async function reloadSuggestions() {
  const report = S.report;
  const suggested = await get(`report/${report}/suggestions`);
  if (report !== S.report) return;
  const before = S.suggested;
  S.suggested = suggested;
  if (suggested.read !== before.read || suggested.model !== before.model) changed(["suggested"]);
  askAgain();
}

// While the encoder reads the report, what is suggested comes from rules and words alone: ask until it is done.
let asking = 0;
let wait = 0;

function askAgain(first = 0) {
  clearTimeout(asking);
  wait = first || Math.min(1.3 * wait, 30000);
  if (!S.suggested.read) asking = setTimeout(() => reloadSuggestions().catch(() => askAgain()), wait);
}

function take(told, who) {
  S.state = new Map(Object.entries(told.state));
  Object.assign(S, { of: who, last: told.last, undo: told.undo, redo: told.redo });
  wrong = false;
  showEarly();
}

/** What the server has not answered for stays in sight, whatever comes from it. */
function showEarly() {
  for (const one of early) if (one.report === S.report && one.who === S.who) apply(one.changes);
}

const byPlace = (marks) => marks.sort((a, b) => a.start - b.start || a.end - b.end);

export const segment = (at) => {
  const [start, end, block, section, kind, page] = S.record.segments[at];
  return { at, start, end, block, section, kind, page };
};

export const done = (at) => S.state.get(`s/${at}/done`);
export const ownLabels = (at) => LABELS.filter((label) => S.state.get(`s/${at}/label/${label}`));
export const machineLabels = (at) => LABELS.filter((_, bit) => S.suggested.labels[at] & (1 << bit));
export const percent = (at, bit) => S.suggested.percent[3 * at + bit];

/** The labels that are shown: one's own where one has judged, else the machine's unless they are hidden. */
export function shown(at) {
  const judged = done(at);
  if (judged === "yes" || judged === "unsure") return { labels: ownLabels(at), own: true };
  if (judged === "skip" || S.hidden) return { labels: [], own: false };
  return { labels: machineLabels(at), own: false };
}

export function codes(at) {
  const prefix = `s/${at}/code/`;
  return [...S.state.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
}

/** The key of a theme as one reads it: `7`, `Shift+L`; nothing where it has none. */
export function keyOf(id) {
  const key = Object.keys(S.project.keys).find((each) => S.project.keys[each] === id);
  return key && (/\d/.test(key) ? key : `Shift+${key}`);
}

export function partners() {
  const found = [];
  for (const [key, name] of S.state) {
    const parts = key.split("/");
    if (parts[0] === "p" && parts[2] === "name") {
      found.push({ id: Number(parts[1]), name, role: S.state.get(`p/${parts[1]}/role`) });
    }
  }
  return found.sort((a, b) => a.id - b.id);
}

export function mentions() {
  const found = [];
  for (const [key, partner] of S.state) {
    if (!key.startsWith("m/")) continue;
    const [start, end] = key.slice(2).split("-").map(Number);
    found.push({ partner, start, end });
  }
  return byPlace(found);
}

export function relations() {
  return [...S.state.keys()].filter((key) => key.startsWith("r/")).map((key) => {
    const [, kind, source, target] = key.split("/");
    return { kind, source: Number(source), target: Number(target) };
  });
}

function apply(changes) {
  const keys = [];
  for (const [key, , value] of changes) {
    if (value === null) S.state.delete(key);
    else S.state.set(key, value);
    keys.push(key);
  }
  return keys;
}

/** Do something: at once on the page (`ahead`: key to value), then for good on the server. */
export async function act(command, ahead = {}) {
  if (!S.who) throw new Error("say who you are first");
  if (S.of !== S.who) throw new Error(`what ${S.who} has judged is still on its way`);
  const { report, who } = S;
  const one = { report, who, changes: Object.entries(ahead).map(([key, value]) => [key, null, value]) };
  early.add(one);
  const keys = apply(one.changes);
  if (keys.length) changed(keys);
  const sent = { who, layer: who, report, model: S.hidden ? -1 : S.suggested.model, command };
  const told = await save(sent).catch((error) => takeBack(one, error)).finally(() => (answers += 1));
  early.delete(one);
  S.seen.add(told.action.id);
  if (report !== S.report || who !== S.who) return told;
  Object.assign(S, { undo: told.undo, redo: told.redo });
  const after = apply(told.action.changes);
  showEarly();
  changed([...after, "stacks"]);
  return told;
}

/** What was refused was shown already: the page shows again what is true. */
async function takeBack(one, error) {
  early.delete(one);
  if (one.report === S.report && one.who === S.who) {
    wrong = true;
    await retake().catch(() => {}); // without an answer, `poll` asks again
  }
  throw error;
}

async function retake() {
  const keys = await openLayer();
  if (keys) changed([...keys, "stacks"]);
}

export function judge(at, labels, how = "yes") {
  const ahead = { [`s/${at}/done`]: how };
  for (const label of LABELS) ahead[`s/${at}/label/${label}`] = labels.includes(label) ? true : null;
  return act({ kind: "judge", segment: at, labels, done: how }, ahead);
}

/** What others (or another window) did in this layer. */
export async function poll() {
  if (!S.report || !S.who || document.hidden) return;
  if (wrong || S.of !== S.who) await retake();
  if (unsaved()) return;
  const { report, who } = S;
  const actions = await get(`report/${report}/changes`, { layer: who, since: S.last });
  if (report !== S.report || who !== S.who || unsaved()) return;
  const keys = actions.filter((action) => !S.seen.has(action.id)).flatMap((action) => apply(action.changes));
  if (actions.length) S.last = actions.at(-1).id;
  if (!keys.length) return;
  const more = await openLayer();
  if (more) changed([...keys, ...more, "stacks"]);
}
