// The report's text: blocks, segments inside them, names of partners inside those.

import { $, announce, el } from "./dom.js";
import {
  LABELS, S, done, mentions, partners, percent, points, relations, segment, shown, slice,
} from "./model.js";

const NAMES = {
  heading: "h3", paragraph: "p", list_item: "p", table_row: "p", caption: "p", footnote: "p",
  header: "p", footer: "p", contents: "p", figure: "p",
};
const LEAF = 4000; // characters
const HEIGHT = 0.45; // pixels a character takes, until a leaf is seen
let blocks = [];
let spans = [];
let inBlock = [];
let known = [];
let names = new Map();
let moved = () => {};

export const onMove = (listener) => (moved = listener);
export const LETTERS = { CHALLENGE: "C", LESSON: "L", RECOMMENDATION: "R" };

/** Builds the whole text anew. */
export function showText() {
  blocks = [];
  spans = new Array(S.record.segments.length);
  inBlock = S.record.blocks.map(() => []);
  S.record.segments.forEach((row, at) => inBlock[row[2]].push(at));
  refreshMentions();
  $("text").replaceChildren(...leaves());
  for (let at = 0; at < spans.length; at += 1) paint(at);
  $("text").scrollTop = 0;
}

/** Blocks by the page, or a few at a time: what changes in one is no work for the browser in the others. */
function leaves() {
  const made = [];
  let page = 0;
  let much = 0;
  S.record.blocks.forEach((row, at) => {
    const turned = row[3] !== page && S.record.pages.length > 1;
    if (turned || much >= LEAF || !made.length) {
      made.push(el("div", { class: "leaf" }));
      much = 0;
    }
    if (turned) {
      page = row[3];
      made.at(-1).append(el("p", { class: "page-mark", text: `page ${page}`, "aria-hidden": "true" }));
    }
    made.at(-1).append(block(at));
    much += row[2] - row[1] + 100;
    made.at(-1).style.containIntrinsicHeight = `auto ${Math.round(much * HEIGHT)}px`;
  });
  return made;
}

function refreshMentions() {
  known = mentions().map((mark) => ({ ...mark, own: true }));
  if (!S.hidden) {
    const taken = new Set(known.map((mark) => `${mark.start}-${mark.end}`));
    const machine = S.mentionsOf.filter((mark) => !taken.has(`${mark.start}-${mark.end}`));
    known = [...known, ...machine].sort((a, b) => a.start - b.start || a.end - b.end);
  }
  names = new Map(partners().map((partner) => [partner.id, partner]));
}

function block(at) {
  const [kind, start, end, , level, marker] = S.record.blocks[at];
  const made = el(NAMES[kind] ?? "p", { class: `block ${kind}`, "data-block": at, "data-level": level || null });
  if (marker && kind === "list_item") made.classList.add("marked");
  fill(made, at, start, end);
  blocks[at] = made;
  return made;
}

function fill(made, at, start, end) {
  const children = [];
  let from = start;
  for (const number of inBlock[at]) {
    const { start: first, end: last } = segment(number);
    if (first > from) children.push(...words(from, first));
    const span = el("span", {
      class: "seg", "data-seg": number, role: "group", "aria-roledescription": "segment", tabindex: "-1",
    }, ...words(first, last));
    spans[number] = span;
    children.push(span);
    from = last;
  }
  if (end > from) children.push(...words(from, end));
  made.replaceChildren(...children);
}

/** Text with partners' names marked. */
function words(start, end) {
  const pieces = [];
  let from = start;
  for (let at = firstMention(start); at < known.length && known[at].start < end; at += 1) {
    const mark = known[at];
    const first = Math.max(mark.start, from);
    const last = Math.min(mark.end, end);
    if (last <= first) continue;
    if (first > from) pieces.push(slice(from, first));
    const partner = mark.own ? names.get(mark.partner) : null;
    const title = partner ? `${partner.name} (${partner.role ?? "unknown"})` : S.record.machine.partners[mark.partner]?.join(", ");
    pieces.push(el("mark", {
      class: mark.own ? "own" : "machine", title, text: slice(first, last), "data-mention": `${mark.start}-${mark.end}`,
    }));
    from = last;
  }
  if (end > from) pieces.push(slice(from, end));
  return pieces;
}

function firstMention(offset) {
  let low = 0;
  let high = known.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (known[middle].start < offset - 400) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Shows what is said of a segment. */
export function paint(at) {
  const span = spans[at];
  if (!span) return;
  const { labels, own } = shown(at);
  const names_ = ["seg"];
  if (done(at)) names_.push(done(at) === "yes" ? "done" : done(at));
  labels.forEach((label) => names_.push(label.toLowerCase()));
  if (labels.length) names_.push(own ? "own" : "machine");
  if (S.state.get(`s/${at}/flag`)) names_.push("flag");
  if (S.state.get(`s/${at}/comment`)) names_.push("comment");
  if (at === S.current) names_.push("current");
  if (at === S.relating) names_.push("relating");
  span.className = names_.join(" ");
  const badge = labels.map((label) => LETTERS[label]).join("") + (done(at) === "unsure" ? "?" : "");
  if (badge) span.dataset.badge = badge;
  else delete span.dataset.badge;
}

/** Shows what changed. */
export function repaint(keys) {
  const touched = new Set();
  let marks = false;
  for (const key of keys) {
    if (key.startsWith("s/")) touched.add(Number(key.split("/")[1]));
    if (key.startsWith("m/") || key.startsWith("p/")) marks = true;
    if (key === "suggested") {
      for (let at = 0; at < spans.length; at += 1) touched.add(at);
      marks = true;
    }
  }
  if (marks) remark();
  touched.forEach(paint);
}

/** Builds those blocks anew in which a partner's mark came or went. */
function remark() {
  const before = new Map(known.map((mark) => [`${mark.start}-${mark.end}`, `${mark.own}${mark.partner}`]));
  refreshMentions();
  const after = new Map(known.map((mark) => [`${mark.start}-${mark.end}`, `${mark.own}${mark.partner}`]));
  const touched = new Set();
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(key) !== after.get(key)) touched.add(blockAt(Number(key.split("-")[0])));
  }
  for (const at of touched) {
    if (at < 0) continue;
    fill(blocks[at], at, S.record.blocks[at][1], S.record.blocks[at][2]);
    inBlock[at].forEach(paint);
  }
}

export function blockAt(offset) {
  let low = 0;
  let high = S.record.blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (S.record.blocks[middle][1] <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Goes to a segment: shown, focused, told to a screen reader. */
export function goTo(at, { focus = true } = {}) {
  if (at < 0 || at >= spans.length || !spans[at]) return;
  const old = S.current;
  S.current = at;
  if (old >= 0) paint(old);
  paint(at);
  spans[old]?.removeAttribute("aria-current");
  spans[old]?.removeAttribute("aria-describedby");
  const span = spans[at];
  span.setAttribute("aria-current", "true");
  span.setAttribute("aria-describedby", "describe");
  $("describe").textContent = describe(at);
  if (focus) span.focus({ preventScroll: true });
  reveal(span);
  moved(at);
}

function reveal(span) {
  const view = $("text").getBoundingClientRect();
  const place = span.getBoundingClientRect();
  if (place.top < view.top + 60 || place.bottom > view.bottom - 60) span.scrollIntoView({ block: "center" });
}

export function describe(at) {
  const { page } = segment(at);
  const { labels, own } = shown(at);
  const said = labels.length ? labels.join(" and ").toLowerCase() : "nothing";
  const how = own ? "judged" : "suggested";
  const judged = { yes: "", skip: ", skipped", unsure: ", not sure" }[done(at)] ?? ", not judged yet";
  const chance = S.hidden ? "" : LABELS.map((label, bit) => `, ${label.toLowerCase()} ${percent(at, bit)} percent`).join("");
  const joined = relations().filter((r) => r.source === at || r.target === at).length;
  return `Segment ${at + 1} of ${spans.length}, page ${page}: ${how} ${said}${judged}${own ? "" : chance}${joined ? `, ${joined} relations` : ""}.`;
}

export const tellCurrent = () => S.current >= 0 && announce(describe(S.current));

/** Code points of what is selected, in one block; null where nothing is. */
export function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const from = offsetOf(range.startContainer, range.startOffset);
  const to = offsetOf(range.endContainer, range.endOffset);
  if (from === null || to === null || to <= from) return null;
  return trimmed(from, to);
}

function trimmed(from, to) {
  const text = slice(from, to);
  const lead = points(text) - points(text.trimStart());
  const trail = points(text) - points(text.trimEnd());
  return lead + trail < to - from ? wholeWords(from + lead, to - trail) : null;
}

const inWord = (at) => /^[\p{L}\p{N}]{2}$/u.test(slice(at - 1, at + 1));

/** Nobody means half a word: a hand that slips by a letter marks it whole. */
function wholeWords(start, end) {
  const [, first, last] = S.record.blocks[blockAt(start)];
  while (start > first && inWord(start)) start -= 1;
  while (end < last && inWord(end)) end += 1;
  return { start, end };
}

function offsetOf(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const holder = element?.closest?.("[data-block]");
  if (!holder) return null;
  const range = document.createRange();
  range.setStart(holder, 0);
  range.setEnd(node, offset);
  return S.record.blocks[Number(holder.dataset.block)][1] + points(range.toString());
}

/** Selects characters, as a mouse would. */
export function select(start, end) {
  const at = blockAt(start);
  const first = S.record.blocks[at][1];
  const range = document.createRange();
  place(blocks[at], slice(first, start).length, (node, offset) => range.setStart(node, offset));
  place(blocks[at], slice(first, end).length, (node, offset) => range.setEnd(node, offset));
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

function place(holder, offset, put) {
  const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  let left = offset;
  let node = walker.nextNode();
  while (node && left > node.length) {
    left -= node.length;
    node = walker.nextNode();
  }
  if (node) put(node, left);
}
