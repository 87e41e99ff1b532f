// The history: who did what, when. Nothing in it ever changes.

import { el, table } from "./dom.js";
import { get } from "./api.js";
import { S } from "./model.js";
import { said } from "./said.js";

export async function showPast(main) {
  const actions = await get("history", { report: S.report });
  const rows = actions.map((a) => [a.time.slice(0, 19).replace("T", " "), a.who, a.layer, said(a), String(a.guideline), a.model < 0 ? "hidden" : a.model]);
  main.replaceChildren(el("h2", { text: "History of this report" }),
    el("p", { class: "hint", text: "The last 300 actions, the newest first." }),
    el("div", { class: "scroll" }, table(["when (UTC)", "who", "layer", "what", "text of the guideline", "suggestions of model"], rows)));
}
