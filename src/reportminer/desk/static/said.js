// What a change says, in words: for the history. Keys are those of the layers (see desk/commands.py).

import { S, slice } from "./model.js";

const DONE = { yes: "judged", skip: "skipped", unsure: "not sure" };
const KINDS = {
  judge: "judged", open: "opened again", code: "theme", comment: "comment", flag: "flag", partner: "partner marked",
  rename: "partner changed", unmark: "mark of a partner taken away", drop: "partner taken away", relate: "relation",
  undo: "undone", redo: "done again", load: "taken in from a file", adopt: "settled",
};
const JOINS = { answers: "answers", from: "came from" };
const MOST = 4;

/** An action in words, as `segment 29 judged: challenge given`. */
export function said(action) {
  const at = action.told.segment;
  const place = at === undefined ? "" : `segment ${at + 1} `;
  const words = action.changes.map((change) => changed(change, at, action)).filter(Boolean);
  const more = words.length > MOST ? `; and ${words.length - MOST} more` : "";
  const kind = action.kind === "judge" && action.told.done !== "yes" ? DONE[action.told.done] : KINDS[action.kind];
  const none = action.kind === "judge" && action.told.done === "yes" && !action.told.labels?.length ? "none of the labels" : "";
  const what = [none, ...words.slice(0, MOST)].filter(Boolean).join("; ");
  return `${place}${kind ?? action.kind}${what ? `: ${what}${more}` : ""}`;
}

function changed([key, before, after], told, action) {
  const [head, ...rest] = key.split("/");
  if (head === "s") return ofSegment(Number(rest[0]), rest[1], rest.slice(2).join("/"), before, after, told);
  if (head === "m") return `${marked(rest[0], action)}: ${after === null ? "no partner's name any more" : "a partner's name"}`;
  if (head === "p") return ofPartner(rest[1], before, after);
  if (head === "r") return `segment ${Number(rest[1]) + 1} ${after ? "" : "no longer "}${JOINS[rest[0]] ?? rest[0]} segment ${Number(rest[2]) + 1}`;
  return "";
}

function ofSegment(at, what, name, before, after, told) {
  const place = at === told ? "" : `segment ${at + 1} `;
  const turn = after ? "given" : "taken away";
  if (what === "label") return `${place}${name.toLowerCase()} ${turn}`;
  if (what === "code") return `${place}theme ${theme(name)} ${turn}`;
  if (what === "comment") return after ? `${place}comment “${after}”` : `${place}comment taken away`;
  if (what === "flag") return after ? `${place}flagged` : `${place}flag taken away`;
  return at === told ? "" : `${place}${DONE[after] ?? "open again"}`;
}

function ofPartner(what, before, after) {
  if (what === "role") return after ? `role ${after}` : "";
  if (after === null) return `partner “${before}” taken away`;
  return before === null ? `partner “${after}”` : `partner “${before}” named “${after}”`;
}

const theme = (id) => S.project.codes.find((code) => code.id === id)?.name ?? id;

function marked(span, action) {
  const [start, end] = span.split("-").map(Number);
  return S.record && action.report === S.report ? `“${slice(start, end)}”` : `characters ${start} to ${end}`;
}
