// People and files: who gets what, annotations out and in, the guideline's text.

import { $, el, note, table, tell } from "./dom.js";
import { get, post } from "./api.js";
import { S, openLayer } from "./model.js";
import { showText } from "./reading.js";
import { loadQueue } from "./queue.js";

export async function showShare(main) {
  const [given, formats, guideline, project] = await Promise.all([get("shares"), get("formats"), get("guideline"), get("project", { who: S.who || "nobody" })]);
  S.project = project;
  main.replaceChildren(work(main, given), out(formats), back(main), words(main, guideline));
}

const guarded = (job) => async (event) => {
  event?.preventDefault?.();
  tell("");
  try {
    if (!S.who) throw new Error("say who you are first");
    await job();
  } catch (error) {
    tell(error.message);
  }
};

function work(main, given) {
  const names = el("input", { id: "names", value: given.map((g) => g.who).join(", ") || S.project.people.filter((p) => p !== "gold").join(", ") });
  const share = el("input", { id: "overlap", type: "number", min: 0, max: 100, value: 20 });
  const give = guarded(async () => {
    const people = names.value.split(",").map((name) => name.trim()).filter(Boolean);
    await post("shares", { who: S.who, people, overlap: Number(share.value) / 100 });
    await loadQueue();
    await showShare(main);
  });
  const rows = given.map((g) => [g.who, g.segments, g.shared]);
  return el("section", {}, el("h2", { text: "Give out the work" }),
    el("p", { text: "Reports are cut into runs of thirty segments; some of them everybody gets (the overlap set, on which agreement is told), the rest go round." }),
    el("form", { onsubmit: give }, el("label", {}, "Annotators, with commas between ", names), " ", el("label", {}, "Overlap, percent ", share), " ", el("button", { id: "give", text: "Give out" })),
    rows.length ? table(["annotator", "segments", "of them everybody's"], rows, "Given out now") : "");
}

function out(formats) {
  const layers = [...new Set([...S.project.people, S.who])].filter(Boolean);
  const layer = el("select", { "aria-label": "Layer" }, ...layers.map((name) => el("option", { value: name, text: name, selected: name === S.who })));
  const form = el("select", { "aria-label": "Format" }, ...formats.map((f) => el("option", { value: f.name, text: `${f.name}: ${f.about}` })));
  const send = guarded(async () => {
    const answer = await fetch(`api/export?${new URLSearchParams({ layer: layer.value, form: form.value })}`);
    if (!answer.ok) throw new Error((await answer.json()).message);
    const left = answer.headers.get("X-Left-Out");
    const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))[1];
    const link = el("a", { href: URL.createObjectURL(await answer.blob()), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
    $("sent").textContent = `${name} written${left ? `. Labels are in it; what ${form.value} has no place for is left out: ${left}` : ""}`;
  });
  return el("section", {}, el("h2", { text: "Annotations out" }), el("form", { onsubmit: send }, layer, " ", form, " ", el("button", { text: "Export" })), el("p", { id: "sent", role: "status" }));
}

function back(main) {
  const file = el("input", { type: "file", accept: ".jsonl,.json,.spacy,.qdpx", "aria-label": "File" });
  const layer = el("input", { placeholder: "as the file says", "aria-label": "Layer" });
  const take = guarded(async () => {
    const [chosen] = file.files;
    if (!chosen) throw new Error("choose a file first");
    if (!/\.(jsonl|json|spacy|qdpx)$/i.test(chosen.name)) throw new Error("files of annotations end in .jsonl, .json, .spacy or .qdpx");
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    const suffix = chosen.name.slice(chosen.name.lastIndexOf(".")).toLowerCase();
    const told = await post("import", { who: S.who, layer: layer.value.trim(), suffix, content: btoa(text) });
    await openLayer();
    showText();
    await showShare(main);
    note(`Taken in: ${told.records === 1 ? "1 record" : `${told.records} records`}, ${told.segments} segments${told.passed_over.length ? `; passed over: ${told.passed_over.slice(0, 5).join("; ")}` : ""}${told.warnings.length ? `; note: ${told.warnings.slice(0, 5).join("; ")}` : ""}`);
  });
  return el("section", {}, el("h2", { text: "Annotations in" }),
    el("p", { text: "The project's own format, Prodigy, doccano, Label Studio, DocBin, REFI-QDA; what a layer says already stays, and the whole import can be undone." }),
    el("form", { onsubmit: take }, file, " ", el("label", {}, "Layer ", layer), " ", el("button", { text: "Import" })));
}

function words(main, guideline) {
  const box = el("textarea", { rows: 14, "aria-label": "Text of the guideline", class: "wide" });
  box.value = guideline.text;
  const keep = guarded(async () => {
    await post("guideline", { who: S.who, text: box.value, version: guideline.version });
    await showShare(main);
  });
  return el("section", {}, el("h2", { text: "Guideline of this project" }),
    el("p", { text: `This is text ${guideline.version}. Every change is a new text; each action in the history says under which it was done.` }),
    box, el("p", {}, el("button", { id: "keep-guideline", text: "Keep as a new text", onclick: keep })));
}
