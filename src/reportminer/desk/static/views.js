// Which view is shown, and those beside reading.

import { $, tell } from "./dom.js";
import * as settle from "./settle.js";
import { showAgreement } from "./agree.js";
import { showModels } from "./models.js";
import { showShare } from "./share.js";
import { showPast } from "./past.js";

const SHOWS = { settle: settle.showSettle, agree: showAgreement, models: showModels, share: showShare, past: showPast };
let view = "read";

export const currentView = () => view;
export const settleKey = (key) => settle.key(key);

export async function showView(name) {
  view = name;
  for (const main of document.querySelectorAll("main")) main.hidden = main.id !== name;
  for (const button of $("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === name));
  tell("");
  try {
    await SHOWS[name]?.($(name));
  } catch (error) {
    tell(error.message);
  }
}
