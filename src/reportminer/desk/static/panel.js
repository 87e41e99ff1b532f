// Beside the text: what is said of the current segment, and the picture of its page.

import { $, el, figure } from "./dom.js";
import {
  LABELS, S, codes, done, mentions, ownLabels, partners, percent, relations, segment, shown, slice,
} from "./model.js";
import * as actions from "./actions.js";
import { goTo } from "./reading.js";

export function showPanel() {
  const at = S.current;
  if (at < 0 || !S.record) {
    $("panel").replaceChildren(el("p", { class: "hint", text: "Choose a segment: j and k, or a click." }));
    return;
  }
  const { start, end, section, page } = segment(at);
  $("panel").replaceChildren(
    el("h2", { text: `Segment ${at + 1} of ${S.record.segments.length}, page ${page}` }),
    el("p", { class: "path", text: path(section) }),
    ...[
      buttons(at), codeList(at), tools(at), remarks(at), partnerList(start, end), relationList(at),
    ].filter(Boolean));
}

function path(at) {
  const found = [];
  for (let here = at; here >= 0; here = S.record.sections[here][6]) {
    if (S.record.sections[here][4]) found.unshift(S.record.sections[here][4]);
  }
  const role = S.record.sections[at]?.[5];
  return `${found.join(" › ")}${role && role !== "other" ? ` (${role})` : ""}`;
}

function buttons(at) {
  const { labels, own } = shown(at);
  const made = LABELS.map((label, bit) => el("button", {
    class: `label ${label.toLowerCase()}`, "aria-pressed": String(labels.includes(label)), "data-label": label,
    onclick: () => actions.label(label),
  }, `${label.toLowerCase()} `, el("kbd", { text: bit + 1 }),
  S.hidden ? null : el("small", { text: ` ${percent(at, bit)} %` })));
  const state = { yes: "judged", skip: "skipped", unsure: "not sure" }[done(at)] ?? "not judged yet";
  return el("div", { class: "labels" }, ...made,
    el("button", { onclick: actions.nothing }, "nothing ", el("kbd", { text: "0" })),
    el("span", { class: "state", id: "state", text: own ? state : `${state}${labels.length ? "; this is what the machine says" : ""}` }));
}

function tools() {
  const tool = (text, key, onclick) => el("button", { onclick }, `${text} `, el("kbd", { text: key }));
  return el("div", { class: "tools" },
    tool("take and next", "Enter", actions.accept), tool("not sure", "u", () => actions.later("unsure")),
    tool("skip", "s", () => actions.later("skip")), tool("partner", "p", actions.partner),
    tool("theme", "t", actions.typeCode), tool("relation", "r", actions.relate),
    tool("comment", "c", actions.comment), tool("flag", "f", actions.flag), tool("reopen", "o", actions.reopen),
    el("button", { onclick: actions.undo, disabled: !S.undo, id: "undo" }, `undo (${S.undo}) `, el("kbd", { text: "z" })),
    el("button", { onclick: actions.redo, disabled: !S.redo, id: "redo" }, `redo (${S.redo}) `, el("kbd", { text: "y" })));
}

function codeList(at) {
  const given = codes(at);
  const machine = S.hidden ? [] : (S.codesOf.get(at) ?? []).filter((id) => !given.includes(id));
  const name = (id) => S.project.codes.find((c) => c.id === id)?.name ?? id;
  const chip = (id, own) => el("button", {
    class: own ? "chip own" : "chip", "aria-pressed": String(own), onclick: () => actions.code(id),
    title: own ? "take away" : "the machine says so: take it", text: name(id),
  });
  if (!given.length && !machine.length) return null;
  return el("p", { class: "chips" }, "themes ", ...given.map((id) => chip(id, true)), ...machine.map((id) => chip(id, false)));
}

function remarks(at) {
  const said = S.state.get(`s/${at}/comment`);
  const flagged = S.state.get(`s/${at}/flag`);
  if (!said && !flagged) return null;
  return el("p", { class: "remark" }, flagged ? "⚑ for discussion " : "", said ? `“${said}”` : "");
}

function partnerList(start, end) {
  const marks = mentions().filter((m) => m.start < end && m.end > start);
  const all = partners();
  const own = marks.map((mark) => {
    const partner = all.find((p) => p.id === mark.partner);
    const roles = el("select", {
      "aria-label": `Role of ${partner?.name}`, onchange: (event) => actions.rename(mark.partner, { role: event.target.value }),
    }, ...S.project.roles.map((r) => el("option", { value: r, text: r, selected: r === partner?.role })));
    return el("li", {}, `${slice(mark.start, mark.end)} → ${partner?.name} `, roles,
      el("button", { title: "Take this mark away", "aria-label": `Unmark ${slice(mark.start, mark.end)}`, text: "×", onclick: () => actions.unmark({ start: mark.start, end: mark.end }) }));
  });
  const known = new Set(marks.map((m) => `${m.start}-${m.end}`));
  const machine = S.hidden ? [] : S.mentionsOf.filter((m) => m.start >= start && m.end <= end && !known.has(`${m.start}-${m.end}`));
  if (!own.length && !machine.length) return null;
  return el("div", {}, el("h3", { text: "Partners" }), el("ul", { class: "partners" }, ...own,
    ...machine.map((m) => el("li", { class: "machine", text: `${slice(m.start, m.end)}: the machine says ${S.record.machine.partners[m.partner].join(", ")}` }))),
  machine.length ? el("button", { onclick: actions.takePartners }, "take the machine's ", el("kbd", { text: "a" })) : null);
}

function relationList(at) {
  const found = relations().filter((r) => r.source === at || r.target === at);
  if (!found.length) return null;
  return el("div", {}, el("h3", { text: "Relations" }), el("ul", {}, ...found.map((r) => {
    const other = r.source === at ? r.target : r.source;
    const { start, end } = segment(other);
    const words = slice(start, end);
    const said = r.source === at ? r.kind : `is ${r.kind === "answers" ? "answered by" : "where this came from:"}`;
    return el("li", {}, `${said} `, el("button", { class: "link", onclick: () => goTo(other), text: words.length > 90 ? `${words.slice(0, 90)} …` : words }),
      el("button", { "aria-label": "Take the relation away", text: "×", onclick: () => actions.setRelation(r.source, r.target, false) }));
  })));
}

const AROUND = 60; // pixels of the page that are shown about a box
let drawn = "";

/** The page of the current segment, with its boxes. */
export function showPage() {
  const at = S.current;
  if (at < 0) return;
  const boxes = S.boxes?.[at] ?? [];
  const number = boxes[0]?.[0] ?? segment(at).page;
  const told = S.record.pages.find((page) => page[0] === number);
  $("page-head").textContent = S.record.pages.length ? `Page ${number}` : "Page";
  const key = `${S.report}/${number}`;
  if (drawn !== key) {
    drawn = key;
    draw(number, told);
  }
  $("sheet").querySelectorAll(".box").forEach((box) => box.remove());
  if (!told?.[1]) return;
  for (const [page, x0, top, x1, bottom] of boxes) {
    if (page !== number) continue;
    const box = el("div", { class: "box" });
    box.style.left = `${(100 * x0) / told[1]}%`;
    box.style.top = `${(100 * top) / told[2]}%`;
    box.style.width = `${(100 * (x1 - x0)) / told[1]}%`;
    box.style.height = `${(100 * (bottom - top)) / told[2]}%`;
    $("sheet").append(box);
  }
  const first = $("sheet").querySelector(".box");
  if (first) revealBox(first);
}

/** Scrolls the picture alone: labels stay in sight, and on a phone the text. */
function revealBox(box) {
  const view = $("page").getBoundingClientRect();
  const place = box.getBoundingClientRect();
  const over = Math.max(0, view.top + AROUND - place.top);
  const under = Math.max(0, place.bottom + AROUND - view.bottom);
  if (over || under) $("page").scrollTop += over ? -over : under;
}

function draw(number, told) {
  if (!told?.[1]) {
    $("sheet").replaceChildren(el("p", { class: "hint", text: "No picture: this report has no pages to draw." }));
    return;
  }
  const picture = el("img", { alt: `Picture of page ${number}`, src: `api/report/${S.report}/page/${number}.png` });
  picture.width = told[1];
  picture.height = told[2];
  picture.addEventListener("error", () => {
    drawn = "";
    $("sheet").replaceChildren(el("p", { class: "hint", text: "No picture: the server is gone, or the file is not there or has changed." }));
  });
  $("sheet").replaceChildren(picture);
}

export const modelLine = () => {
  const { model } = S.project;
  const name = model ? `model ${model} of this project` : "the model that came with the program";
  return S.suggested?.read === false ? `${name} (it is still reading this report)` : name;
};

export { figure, ownLabels };
