// The page: what is opened, and what follows when something changes.

import { $, closeDialog, el, openDialog, tell } from "./dom.js";
import { flush, get } from "./api.js";
import { S, done, onChange, openLayer, openReport, poll } from "./model.js";
import { goTo, onMove, repaint, showText, tellCurrent } from "./reading.js";
import { modelLine, showPage, showPanel } from "./panel.js";
import { loadQueue, onOpen, recount } from "./queue.js";
import { needs, retrain } from "./models.js";
import { listen } from "./keys.js";
import { showView } from "./views.js";

const JUDGED = /^s\/\d+\/done$/;
const judged = new Map();

async function begin() {
  S.who = localStorage.getItem("who") ?? "";
  S.project = await get("project", { who: S.who || "nobody" });
  $("people").replaceChildren(...S.project.people.map((name) => el("option", { value: name })));
  $("who").value = S.who;
  $("model").textContent = modelLine();
  $("needs").textContent = needs();
  showReports();
  wire();
  flush();
  if (S.who) await start();
  else welcome();
}

async function start() {
  const wanted = new URLSearchParams(location.hash.slice(1)).get("report");
  const ready = S.project.reports.filter((report) => report.status === "ready");
  const first = ready.find((report) => report.id === wanted) ?? ready[0];
  if (first) await open(first.id);
  else await wait();
}

/** Nothing is shown to nobody: what one judges is kept under one's name. */
function welcome() {
  const name = el("input", { id: "name", list: "people", maxlength: 60, autocomplete: "off", "aria-label": "Your name" });
  const form = el("form", {}, name, el("p", {}, el("button", { text: "Begin" })));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!name.value.trim()) return;
    closeDialog();
    $("who").value = name.value.trim();
    become($("who").value).catch((error) => tell(error.message));
  });
  $("text").replaceChildren(el("p", { class: "hint", text: "Give your name above, at “You are”, and the report opens." }));
  openDialog("Who are you?",
    el("p", { text: "What you judge is kept under your name, apart from what others judge, so that you can be compared. Nothing leaves this machine." }),
    form);
  name.focus();
}

function showReports() {
  const line = (report) => {
    const { yes = 0, skip = 0, unsure = 0 } = report.done ?? {};
    const much = report.status === "ready" ? `${yes + skip + unsure}/${report.segments}` : report.status;
    return el("option", { value: report.id, text: `${report.title || report.name} – ${much}`, disabled: report.status !== "ready", title: report.said });
  };
  $("report").replaceChildren(...S.project.reports.map(line));
  if (S.report) $("report").value = S.report;
}

/** Reports are taken in beside: look again until all are. */
async function wait() {
  if (!S.project.reports.some((report) => report.status === "waiting")) return;
  setTimeout(async () => {
    S.project = await get("project", { who: S.who || "nobody" });
    showReports();
    const ready = S.project.reports.find((report) => report.status === "ready");
    if (!S.report && ready) await open(ready.id);
    wait();
  }, 1000);
}

export async function open(report) {
  const from = performance.now();
  if (!(await openReport(report))) return;
  $("report").value = report;
  $("model").textContent = modelLine();
  history.replaceState(null, "", `#report=${report}`);
  remember();
  showText();
  showSections();
  showPanel();
  const left = Number(localStorage.getItem(`at:${report}`));
  if (S.record.segments.length) goTo(Math.min(left, S.record.segments.length - 1), { focus: Boolean(S.who) });
  await new Promise((done_) => requestAnimationFrame(() => setTimeout(done_)));
  document.body.dataset.opened = (performance.now() - from).toFixed(1);
  await loadQueue();
  wait();
}

function remember() {
  judged.clear();
  for (const [key, value] of S.state) if (JUDGED.test(key)) judged.set(key, value);
}

function showSections() {
  const rows = S.record.sections;
  const first = rows.map(() => -1);
  S.record.segments.forEach((row, at) => {
    for (let here = row[3]; here >= 0 && first[here] < 0; here = rows[here][6]) first[here] = at;
  });
  $("sections").replaceChildren(...rows.map((row, at) => (row[4] && first[at] >= 0 && !row[7]
    ? el("li", { class: `level-${Math.min(row[3], 4)}` }, el("button", { class: "link", text: row[4], onclick: () => goTo(first[at]) }), row[5] === "other" ? "" : el("small", { text: ` ${row[5]}` }))
    : null)).filter(Boolean));
}

function wire() {
  listen();
  onOpen(open);
  onMove((at) => {
    try {
      localStorage.setItem(`at:${S.report}`, at);
    } catch {
      // no room: then it opens at its beginning
    }
    showPanel();
    showPage();
  });
  onChange((keys) => {
    repaint(keys);
    for (const key of keys.filter((name) => JUDGED.test(name))) {
      recount(judged.get(key), S.state.get(key));
      judged.set(key, S.state.get(key));
    }
    showPanel();
    if (keys.includes("boxes")) showPage();
    if (keys.includes("suggested")) $("model").textContent = modelLine();
  });
  $("report").addEventListener("change", (event) => open(event.target.value).catch((error) => tell(error.message)));
  $("who").addEventListener("change", () => become($("who").value.trim()).catch((error) => tell(error.message)));
  $("who").addEventListener("keydown", (event) => event.key === "Enter" && $("who").blur());
  $("order").addEventListener("change", again);
  $("every").addEventListener("change", again);
  $("mine").addEventListener("change", again);
  $("hidden").addEventListener("change", () => {
    S.hidden = $("hidden").checked;
    localStorage.setItem("hidden", S.hidden ? "yes" : "");
    repaint(["suggested"]);
    showPanel();
    tellCurrent();
  });
  $("next").addEventListener("click", () => import("./queue.js").then((queue) => queue.nextOfQueue()));
  $("retrain").addEventListener("click", retrain);
  $("text").addEventListener("click", (event) => {
    const span = event.target.closest(".seg");
    if (span && getSelection().isCollapsed) goTo(Number(span.dataset.seg));
  });
  $("text").addEventListener("mouseup", (event) => {
    const span = event.target.closest(".seg");
    if (span && !getSelection().isCollapsed) goTo(Number(span.dataset.seg), { focus: false });
  });
  $("views").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) showView(button.dataset.view);
  });
  S.hidden = localStorage.getItem("hidden") === "yes";
  $("hidden").checked = S.hidden;
  setInterval(() => poll().catch(() => {}), 2500);
}

const again = () => loadQueue().catch((error) => tell(error.message));

async function become(name) {
  if (!name) {
    $("who").value = S.who;
    return;
  }
  S.who = name;
  localStorage.setItem("who", name);
  if (!S.report) {
    await start();
    return;
  }
  try {
    if (!(await openLayer())) return;
    remember();
    repaint([...Array(S.record.segments.length).keys()].map((at) => `s/${at}/`).concat("p/", "suggested"));
    await loadQueue();
    goTo(Math.max(S.current, 0));
  } catch (error) {
    tell(error.message);
  }
}

export { done };
begin().catch((error) => tell(error.message));
