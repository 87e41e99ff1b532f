// The queue: which segment comes next, and how much is done.

import { $, announce, note, tell } from "./dom.js";
import { get, unsaved } from "./api.js";
import { S, done } from "./model.js";
import { goTo, tellCurrent } from "./reading.js";

const Q = { places: [], at: -1, counts: null };
let open = async () => {};
export const onOpen = (listener) => (open = listener);

export async function loadQueue() {
  if (!S.who || !S.report) return;
  const asked = {
    who: S.who, order: $("order").value, report: $("every").checked ? "" : S.report, mine: $("mine").checked || "",
  };
  const told = await get("queue", asked);
  const key = JSON.stringify([asked, S.report]);
  // What is shown counts acts that the server has still to take or to refuse: it stands until then.
  const counts = Q.counts && Q.key === key && unsaved() ? Q.counts : told.counts;
  Object.assign(Q, { key, counts, places: told.places, at: -1, given: told.places.length || told.counts.open });
  showCounts();
}

export function showCounts() {
  if (!Q.counts) return;
  const { yes, skip, unsure, open: left, flag } = Q.counts;
  const all = yes + skip + unsure + left;
  $("counts").textContent = `${yes + skip + unsure} of ${all} done (${skip} skipped, ${unsure} not sure), ${flag} flagged`;
  $("progress").firstElementChild.style.width = `${all ? (100 * (yes + skip + unsure)) / all : 0}%`;
  $("progress").setAttribute("aria-label", $("counts").textContent);
}

/** A flag that came or went. */
export function reflag(on) {
  if (!Q.counts) return;
  Q.counts.flag += on ? 1 : -1;
  showCounts();
}

/** Counts as they change, without asking the server. */
export function recount(before, after) {
  if (!Q.counts || before === after) return;
  Q.counts[before ?? "open"] -= 1;
  Q.counts[after ?? "open"] += 1;
  showCounts();
}

export async function nextOfQueue() {
  if ($("order").value === "order" && !$("every").checked && !$("mine").checked) {
    nextOpen();
    return;
  }
  try {
    await fromQueue();
  } catch (error) {
    tell(error.message);
  }
}

async function fromQueue() {
  if (Q.at >= Q.places.length - 1) await loadQueue();
  while (Q.at < Q.places.length - 1) {
    Q.at += 1;
    const [report, at] = Q.places[Q.at];
    if (report === S.report && done(at)) continue;
    if (report !== S.report) await open(report);
    goTo(at);
    tellCurrent();
    return;
  }
  note($("mine").checked && !Q.given ? "Nothing was given to you: see “People and files”." : "Everything in this queue is done.");
}

function nextOpen() {
  const { length } = S.record.segments;
  for (let at = S.current + 1; at < length; at += 1) {
    if (!done(at)) {
      goTo(at);
      return;
    }
  }
  announce("no open segment below");
  if (S.current < length - 1) goTo(S.current + 1);
}
