// What keys and buttons do. Every one of them works on the current segment.

import { $, announce, closeDialog, el, note, openDialog, tell } from "./dom.js";
import {
  S, act, codes, done, judge, keyOf, machineLabels, mentions, partners, relations, segment, shown, slice,
} from "./model.js";
import { goTo, paint, select, selected } from "./reading.js";
import { nextOfQueue, reflag } from "./queue.js";

const guarded = (work) => async (...given) => {
  tell("");
  try {
    return await work(...given);
  } catch (error) {
    tell(error.message);
  }
};
const here = () => S.current >= 0 && S.record;

export const label = guarded(async (name) => {
  if (!here()) return;
  // what the machine suggests is nobody's word yet: the first key says it, and does not take it away
  const { labels, own } = shown(S.current);
  const toggled = labels.includes(name) ? labels.filter((other) => other !== name) : [...labels, name];
  const wanted = own ? toggled : [name];
  announce(wanted.length ? wanted.join(" and ").toLowerCase() : "nothing");
  await judge(S.current, wanted);
});

export const nothing = guarded(async () => {
  if (!here()) return;
  announce("nothing");
  await judge(S.current, []);
});

/** Takes what is shown, and goes on. */
export const accept = guarded(async () => {
  if (!here()) return;
  const at = S.current;
  const judged = done(at) === "yes" ? null : judge(at, shown(at).labels);
  nextOfQueue();
  await judged;
});

export const later = guarded(async (how) => {
  if (!here()) return;
  const at = S.current;
  const judged = judge(at, how === "unsure" ? shown(at).labels : [], how);
  announce(how === "unsure" ? "not sure" : "skipped");
  nextOfQueue();
  await judged;
});

export const reopen = guarded(() => here() && act({ kind: "open", segment: S.current }));

export const code = guarded(async (id) => {
  if (!here()) return;
  const on = !S.state.get(`s/${S.current}/code/${id}`);
  announce(`${id} ${on ? "given" : "taken away"}`);
  const command = { kind: "code", segment: S.current, code: id, on };
  await act(command, { [`s/${S.current}/code/${id}`]: on ? true : null });
});

export const flag = guarded(async () => {
  if (!here()) return;
  const on = !S.state.get(`s/${S.current}/flag`);
  announce(on ? "flagged for discussion" : "flag taken away");
  reflag(on);
  await act({ kind: "flag", segment: S.current, on }, { [`s/${S.current}/flag`]: on ? true : null });
});

export const undo = guarded(() => back("undo"));
export const redo = guarded(() => back("redo"));

async function back(kind) {
  if (!S.report) return;
  const { action } = await act({ kind });
  const key = action.changes.find(([name]) => name.startsWith("s/"))?.[0];
  if (action.changes.length) announce(`${kind}: ${action.changes.length} values`);
  else note(`Nothing to ${kind} in this report.`);
  if (key) goTo(Number(key.split("/")[1]));
}

export function comment() {
  if (!here()) return;
  const at = S.current;
  const box = el("textarea", { rows: 5, maxlength: 9000, "aria-label": "Comment" });
  box.value = S.state.get(`s/${at}/comment`) ?? "";
  const keep = guarded(async () => {
    closeDialog();
    const text = box.value.trim();
    goTo(at);
    await act({ kind: "comment", segment: at, text }, { [`s/${at}/comment`]: text || null });
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) keep();
  });
  openDialog("Comment", box, el("p", {}, el("button", { text: "Keep (Ctrl+Enter)", onclick: keep })));
  box.focus();
}

/** Theme codes by typing: the list narrows, Enter gives or takes the first one. */
export function typeCode() {
  if (!here()) return;
  const box = el("input", {
    role: "combobox", "aria-expanded": "true", "aria-controls": "code-list", "aria-label": "Code", autocomplete: "off",
  });
  const list = el("ul", { id: "code-list", role: "listbox", class: "choices" });
  let chosen = 0;
  let found = [];
  const draw = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    found = S.project.codes.filter((c) => words.every((w) => `${c.id} ${c.name}`.toLowerCase().includes(w)));
    chosen = Math.min(chosen, Math.max(found.length - 1, 0));
    const given = codes(S.current);
    list.replaceChildren(...found.slice(0, 60).map((c, at) => el("li", {
      role: "option", id: `code-${at}`, title: c.definition, "aria-selected": String(at === chosen),
      class: given.includes(c.id) ? "given" : "", onclick: () => take(c.id),
    }, `${c.name}${given.includes(c.id) ? " ✓" : ""} `, keyOf(c.id) ? el("kbd", { text: keyOf(c.id) }) : null)));
    box.setAttribute("aria-activedescendant", `code-${chosen}`);
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  };
  const take = async (id) => {
    await code(id);
    box.value = "";
    draw();
    box.focus();
  };
  box.addEventListener("input", () => {
    chosen = 0;
    draw();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") chosen += 1;
    else if (event.key === "ArrowUp") chosen = Math.max(chosen - 1, 0);
    else if (event.key === "Enter" && found[chosen]) take(found[chosen].id);
    else return;
    event.preventDefault();
    draw();
  });
  openDialog("Theme codes", box, list, el("p", { class: "hint", text: "Enter gives or takes a code, Esc leaves; the key beside a code does so without this list." }));
  draw();
  box.focus();
}

// Words can be selected by keyboard: arrows move, with Shift they take more.
let words = null;

export const inWords = () => words !== null;

export function beginWords() {
  if (!here()) return;
  const { start, end } = segment(S.current);
  const text = slice(start, end);
  const found = [];
  for (const match of text.matchAll(/[^\s()[\]“”"‘,;:]+/g)) {
    const first = start + [...text.slice(0, match.index)].length;
    const word = match[0].replace(/[.!?]+$/, "") || match[0];
    found.push([first, first + [...word].length]);
  }
  if (!found.length) return;
  words = { found, from: 0, to: 0 };
  showWords();
  note("Choose words: arrows move, Shift and arrows take more, P marks, Escape leaves.");
}

export function endWords() {
  words = null;
  getSelection().removeAllRanges();
}

export function moveWords(by, more) {
  const last = words.found.length - 1;
  words.to = Math.min(Math.max(words.to + by, 0), last);
  if (!more) words.from = words.to;
  showWords();
}

function showWords() {
  const [low, high] = [Math.min(words.from, words.to), Math.max(words.from, words.to)];
  const start = words.found[low][0];
  const end = words.found[high][1];
  select(start, end);
  announce(slice(start, end));
}

/** Marks the selected words as a partner; without any, lets one choose them. */
export function partner() {
  if (!here()) return;
  const place = selected();
  if (!place) {
    beginWords();
    return;
  }
  words = null;
  partnerDialog(place, slice(place.start, place.end).replace(/\s+/g, " "));
}

function partnerDialog(place, text, role = "") {
  const machine = S.mentionsOf.find((mark) => mark.start === place.start && mark.end === place.end);
  const [guess, guessed] = machine ? S.record.machine.partners[machine.partner] : [text, role];
  const name = el("input", { list: "partner-names", maxlength: 300, autocomplete: "off", "aria-label": "Name of the partner" });
  name.value = guess;
  const known = el("datalist", { id: "partner-names" }, ...partners().map((p) => el("option", { value: p.name })));
  const roles = el("select", { "aria-label": "Role" }, ...S.project.roles.map((r) => el("option", { value: r, text: r })));
  roles.value = guessed || "unknown";
  const same = () => partners().find((p) => p.name.toLowerCase() === name.value.trim().toLowerCase());
  name.addEventListener("input", () => {
    if (same()) roles.value = same().role ?? "unknown";
  });
  const keep = guarded(async () => {
    closeDialog();
    endWords();
    goTo(S.current);
    const command = { kind: "partner", ...place, name: name.value.trim(), role: roles.value };
    if (same()) command.partner = same().id;
    announce(`partner ${command.name}, ${command.role}`);
    await act(command);
  });
  const form = el("form", { onsubmit: (event) => {
    event.preventDefault();
    keep();
  } },
  el("p", { class: "quote", text: slice(place.start, place.end) }),
  el("p", {}, el("label", { text: "Name " }, name, known)),
  el("p", {}, el("label", { text: "Role " }, roles)),
  el("p", {}, el("button", { text: "Mark as partner" })));
  openDialog("Partner", form);
  name.focus();
  name.select();
}

/** Takes the machine's partners in this segment as they are. */
export const takePartners = guarded(async () => {
  if (!here()) return;
  const { start, end } = segment(S.current);
  const own = new Set(mentions().map((mark) => `${mark.start}-${mark.end}`));
  const found = S.mentionsOf.filter((m) => m.start >= start && m.end <= end && !own.has(`${m.start}-${m.end}`));
  for (const mark of found) {
    const [name, role] = S.record.machine.partners[mark.partner];
    const same = partners().find((p) => p.name.toLowerCase() === name.toLowerCase());
    const command = { kind: "partner", start: mark.start, end: mark.end, name, role: same?.role ?? role };
    if (same) command.partner = same.id;
    await act(command);
  }
  note(found.length ? `Partners taken: ${found.length}.` : "The machine names no partner here.");
});

export const unmark = guarded((place) => act({ kind: "unmark", ...place }));
export const rename = guarded((id, told) => act({ kind: "rename", partner: id, ...told }));
export const dropPartner = guarded((id) => act({ kind: "drop", partner: id }));

/** First press: from here. Second press, on another segment: to there. */
export const relate = guarded(async () => {
  if (!here()) return;
  const first = S.relating;
  if (first < 0 || first === S.current) {
    S.relating = first === S.current ? -1 : S.current;
    paint(S.current);
    note(S.relating < 0 ? "No relation." : "Go to the other segment and press R again.");
    return;
  }
  S.relating = -1;
  paint(first);
  const on = !relations().some((r) => joins(r, first, S.current));
  await act({ kind: "relate", source: first, target: S.current, on });
  note(on ? "Related." : "No longer related.");
});

const joins = (r, a, b) => (r.source === a && r.target === b) || (r.source === b && r.target === a);
export const setRelation = guarded((source, target, on) => act({ kind: "relate", source, target, on }));
export const leaveRelation = () => {
  const first = S.relating;
  S.relating = -1;
  if (first >= 0) paint(first);
};

export { $, machineLabels };
