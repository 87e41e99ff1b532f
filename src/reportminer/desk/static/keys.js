// The keyboard. Letters do nothing while one types.

import { $, closeDialog, el, openDialog, table } from "./dom.js";
import { get } from "./api.js";
import { LABELS, S, keyOf } from "./model.js";
import { goTo, tellCurrent } from "./reading.js";
import * as actions from "./actions.js";
import { nextOfQueue } from "./queue.js";
import { currentView, settleKey } from "./views.js";

const KEYS = {
  j: ["next segment", () => step(1)],
  k: ["segment before", () => step(-1)],
  n: ["next of the queue", nextOfQueue],
  0: ["nothing: no label", actions.nothing],
  u: ["not sure", () => actions.later("unsure")],
  s: ["skip", () => actions.later("skip")],
  o: ["reopen: as if not judged", actions.reopen],
  t: ["theme code, by typing", actions.typeCode],
  p: ["partner: of the selected words, or choose them", actions.partner],
  a: ["take the machine's partners here", actions.takePartners],
  r: ["relation: press on the one, then on the other", actions.relate],
  c: ["comment", actions.comment],
  f: ["flag for discussion", actions.flag],
  z: ["undo (also Ctrl+Z)", actions.undo],
  y: ["redo (also Ctrl+Shift+Z)", actions.redo],
  h: ["hide or show what the machine says", () => $("hidden").click()],
  g: ["guideline", guideline],
  "?": ["this list", help],
};
const ALSO = { ArrowDown: "j", ArrowUp: "k", Z: "z" };

function step(by) {
  const at = Math.min(Math.max(S.current + by, 0), S.record.segments.length - 1);
  goTo(at);
  tellCurrent();
}

// A checkbox takes no letters: keys work on after a click on one.
const TYPED = "input:not([type=checkbox]), select, textarea";

export function listen() {
  $("letters").checked = localStorage.getItem("letters") !== "off";
  $("letters").addEventListener("change", () => {
    localStorage.setItem("letters", $("letters").checked ? "on" : "off");
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      closeDialog();
      leave();
    }
    if ($("dialog").open || event.target.closest(TYPED)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) {
      combined(event);
      return;
    }
    if (pressed(event)) event.preventDefault();
  });
  $("help").addEventListener("click", help);
  $("guide").addEventListener("click", guideline);
}

function combined(event) {
  if (currentView() !== "read") {
    // elsewhere it would take back, out of sight, what was last done in the report
    const back = event.key.toLowerCase() === "z" && !event.altKey && !event.shiftKey;
    if (back && currentView() === "settle" && settleKey("z")) event.preventDefault();
    return;
  }
  if (event.key.toLowerCase() !== "z" || event.altKey) {
    if (event.key.toLowerCase() !== "y" || !event.ctrlKey) return;
    actions.redo();
  } else if (event.shiftKey) actions.redo();
  else actions.undo();
  event.preventDefault();
}

function pressed(event) {
  const { key } = event;
  // whoever speaks to the page, or strikes keys by accident, can do without (WCAG 2.1.4)
  if (key.length === 1 && !$("letters").checked) return false;
  if (key === "g" || key === "?") {
    KEYS[key][1]();
    return true;
  }
  if (currentView() === "settle") return settleKey(key);
  if (currentView() !== "read" || !S.record) return false;
  if (actions.inWords() && wordKey(event)) return true;
  if (key === "Enter" || key === " ") {
    if (event.target.closest(key === "Enter" ? "button, a, summary" : "button, a, summary, input")) return false;
    actions.accept();
    return true;
  }
  if (/^[1-9]$/.test(key)) {
    numbered(Number(key));
    return true;
  }
  // Caps Lock alone gives no themes: who means "next" would code a segment unawares
  if (event.shiftKey && /^[A-Z]$/.test(key) && themed(key)) return true;
  const action = KEYS[ALSO[key] ?? key];
  if (action) action[1]();
  return Boolean(action);
}

function numbered(number) {
  if (number <= LABELS.length) actions.label(LABELS[number - 1]);
  else themed(String(number));
}

function themed(key) {
  const id = S.project.keys[key];
  if (id) actions.code(id);
  return Boolean(id);
}

function wordKey(event) {
  if (event.key === "ArrowRight") actions.moveWords(1, event.shiftKey);
  else if (event.key === "ArrowLeft") actions.moveWords(-1, event.shiftKey);
  else if (event.key === "Enter") actions.partner();
  else return false;
  return true;
}

function leave() {
  if (actions.inWords()) actions.endWords();
  actions.leaveRelation();
  if (S.current >= 0 && currentView() === "read") requestAnimationFrame(() => goTo(S.current));
}

function help() {
  const names = LABELS.map((label, at) => [at + 1, label.toLowerCase()]);
  const themes = S.project.codes.map((code) => [keyOf(code.id), `theme: ${code.name}`]).filter(([key]) => key);
  const others = Object.entries(KEYS).map(([key, [said]]) => [key, said]);
  const rows = [["Enter", "take what is shown, go on"], ...names, ...others, ...themes];
  const cells = rows.map(([key, said]) => [el("kbd", { text: key }), said]);
  openDialog("Keys", table(["key", "does"], cells),
    el("p", { text: "Letters, digits and signs do nothing while “letter keys” is off; Enter, arrows, Ctrl+Z and Ctrl+Y always work." }),
    el("button", { text: "Close", onclick: closeDialog }));
}

/** The guideline; what was labelled already is shown under it as examples. */
export async function guideline() {
  const told = await get("guideline");
  const versions = told.versions.map((v) => `text ${v.version}: ${v.time.slice(0, 16).replace("T", " ")}, ${v.who}`);
  const examples = Object.entries(told.examples).flatMap(([label, found]) => found.length
    ? [el("h3", { text: `${label.toLowerCase()}: from the gold layer of this project` }), el("ul", {}, ...found.map((text) => el("li", { text })))]
    : []);
  openDialog("Guideline of this project",
    el("p", { class: "hint", text: `Text ${told.version} of ${told.versions.length}: every change that is made here is counted. A version that the text itself names is its author's.` }),
    el("p", {}, el("button", { text: "Close (Esc)", onclick: closeDialog })),
    ...examples, ...markdown(told.text),
    el("details", {}, el("summary", { text: "Texts so far" }), el("ul", {}, ...versions.map((text) => el("li", { text })))));
}

/** Just enough Markdown to read a guideline: headings, lists, tables, bold. */
function markdown(text) {
  const made = [];
  let rows = null;
  for (const part of text.split(/\n{2,}/)) {
    const lines = part.split("\n").filter((line) => line.trim());
    if (!lines.length) continue;
    rows = lines.every((line) => line.startsWith("|")) ? lines : null;
    const head = /^(#{1,6})\s+(.*)/.exec(lines[0]);
    if (rows) made.push(grid(rows));
    else if (head) {
      made.push(el(`h${Math.min(head[1].length + 1, 6)}`, {}, ...inline(head[2])));
      if (lines.length > 1) made.push(el("p", {}, ...inline(lines.slice(1).join(" "))));
    } else if (/^[-*] /.test(lines[0])) {
      const items = part.split(/\n(?=[-*] )/).map((item) => item.replace(/^[-*] /, "").replace(/\n\s*/g, " "));
      made.push(el("ul", {}, ...items.map((item) => el("li", {}, ...inline(item)))));
    } else made.push(el("p", {}, ...inline(lines.join(" "))));
  }
  return made;
}

const inline = (text) => text.split(/(\*\*[^*]+\*\*)/).map((piece) => piece.startsWith("**") && piece.length > 4
  ? el("strong", { text: piece.slice(2, -2) }) : piece);

function grid(lines) {
  const cells = (line) => line.replace(/^\||\|\s*$/g, "").split("|").map((cell) => cell.trim());
  const body = lines.slice(1).filter((line) => !/^[|\s:-]+$/.test(line));
  return table(cells(lines[0]), body.map((line) => cells(line).map((cell) => el("span", {}, ...inline(cell)))));
}
