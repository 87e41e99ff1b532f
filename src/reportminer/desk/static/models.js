// Models that were learnt, with their figures: take one, or go back.

import { $, el, figure, table, tell } from "./dom.js";
import { get, post } from "./api.js";
import { LABELS, S, reloadSuggestions } from "./model.js";
import { loadQueue } from "./queue.js";
import { modelLine } from "./panel.js";

const FEW = 30; // held-out segments

export async function showModels(main) {
  const told = await get("models");
  const rows = told.kept.map((model) => row(model, told.active));
  const heads = ["model", "when", "by", "learnt from", "held out", ...LABELS.map((l) => l.toLowerCase()), "all labels", ""];
  const shipped = [0, "–", "the program", "–", "–", ...LABELS.map(() => "–"), "–", button(0, told.active)];
  main.replaceChildren(
    el("h2", { text: "Models" }),
    el("p", { text: "Each was learnt from corrections. Figures are F1 over segments of the held-out part, before → after: runs of twelve segments drawn by lot, in the long run a third of what was judged, never learnt from." }),
    table(heads, [...rows, shipped], "Models of this project"),
    el("p", { text: told.kept.length
      ? "Each is a whole folder of models, which the program takes in the place of its own:"
      : `None was learnt yet. ${needs()}` }),
    el("ul", { id: "commands" }, ...told.kept.map((model) => el("li", {}, `model ${model.id}: `, el("code", { text: `reportminer run REPORTS --out OUT --models '${model.folder}'` })))));
}

/** What learning asks for, told before anybody presses the button. */
export const needs = () => `Judge ${S.project.least} segments or more, then press Retrain: it learns from what you judged.`;

function row(model, active) {
  const f = model.figures;
  const change = (name) => `${figure(f.before[name])} → ${figure(f.after[name])}`;
  const labels = LABELS.map((label) => `${change(label)} (${f.positives[label]})`);
  return [model.id, model.time.slice(0, 16).replace("T", " "), model.who, f.learnt_from, f.held_out, ...labels, change("ALL"), button(model.id, active)];
}

function button(model, active) {
  if (model === active) return el("strong", { text: "in force" });
  return el("button", { "data-take": model, text: model ? "take" : "go back to it", onclick: () => take(model).then(() => showModels($("models"))).catch((error) => tell(error.message)) });
}

export async function take(model) {
  const told = await post("model", { who: S.who, model });
  S.project.model = told.active;
  $("model").textContent = modelLine();
  await Promise.all([reloadSuggestions(), loadQueue()]);
}

export async function retrain() {
  $("retrain").disabled = true;
  $("learnt").replaceChildren("learning …");
  try {
    const told = await post("retrain", { who: S.who, layer: S.who });
    const f = told.figures;
    if (!f.step) {
      $("learnt").replaceChildren(`Nothing was gained from these ${f.learnt_from} segments: the model stays as it is. Judge more, then try again.`);
      $("retrain").disabled = false;
      return;
    }
    const few = f.held_out < FEW ? " – too few to tell much" : "";
    $("learnt").replaceChildren(
      el("span", { id: "f1", text: `F1 on ${f.held_out} held-out segments: ${figure(f.before.ALL)} → ${figure(f.after.ALL)}` }),
      `${few} (learnt from ${f.learnt_from}) `,
      el("button", { id: "take", text: "Take it", onclick: async () => {
        try {
          await take(told.model);
        } catch (error) {
          return tell(error.message);
        }
        $("learnt").replaceChildren(`model ${told.model} is in force `, el("button", { id: "go-back", text: "Go back", onclick: () => take(f.before_model).then(() => $("learnt").replaceChildren("gone back")) }));
      } }));
  } catch (error) {
    $("learnt").replaceChildren();
    tell(error.message);
  }
  $("retrain").disabled = false;
}
