// Talks with the server. What an annotator does is sent at once, in order, and kept in the browser
// until the server has answered for it: a server that is gone for a while loses nothing.

import { $, tell } from "./dom.js";

// Every act is an entry of its own, named by its time: windows of one browser share what they keep
// and never overwrite it. What a closed window left is sent by whichever is open.
const PENDING = `pending:${location.pathname}`;
const ENTRY = `${PENDING}#`;
const own = new Map(); // key to what this window did: it does not depend on what the browser keeps
const others = new BroadcastChannel(PENDING);
let sending = false;
let trouble = "";
let pause = 250;

/** Said no for good: asked again, the server would say the same. */
export class Refused extends Error {}

/** Said nothing of what was asked: broken, or not ours. It may answer later. */
class Unanswered extends Error {}

const FINAL = [409, 422];

async function answer(response) {
  if (response.ok) return response.json();
  const text = await response.text();
  if (!FINAL.includes(response.status)) {
    throw new Unanswered(`the server answered ${response.status}${text ? `: ${text.slice(0, 200)}` : ""}`);
  }
  throw new Refused(said(text));
}

function said(text) {
  try {
    const { message, hint } = JSON.parse(text);
    return hint ? `${message} (${hint})` : message;
  } catch {
    return text;
  }
}

export async function get(path, query = {}) {
  const words = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
  return answer(await fetch(`api/${path}${words.size ? `?${words}` : ""}`));
}

export async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return answer(await fetch(`api/${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** Something an annotator did. Gives what the server answered. */
export function save(act) {
  const sent = { ...act, nonce: crypto.randomUUID() };
  const key = keyOf(nextTime(), sent.nonce);
  const answered = new Promise((resolve, reject) => own.set(key, { act: sent, resolve, reject }));
  keep(key, sent);
  showSaved();
  flush();
  return answered;
}

const keyOf = (time, nonce) => `${ENTRY}${String(time).padStart(16, "0")}#${nonce}`;

/** What waits for an answer, oldest first. */
function waiting() {
  const kept = Object.keys(localStorage).filter((key) => key.startsWith(ENTRY));
  return [...new Set([...kept, ...own.keys()])].sort();
}

export const unsaved = () => waiting().length;

/** Later than all that waits, also where the clock was set back. */
function nextTime() {
  const last = waiting().at(-1);
  return Math.max(Date.now(), last ? Number(last.slice(ENTRY.length).split("#")[0]) + 1 : 0);
}

function keep(key, act) {
  try {
    localStorage.setItem(key, JSON.stringify(act));
    return true;
  } catch {
    tell("The browser has no room to keep what is not saved yet: leave this page open until it says saved.");
    return false;
  }
}

function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Until it was one entry for each act, all were kept in one list. */
function takeOver() {
  const list = kept(PENDING) ?? [];
  if (list.every((act, at) => keep(keyOf(at, act.nonce), act))) localStorage.removeItem(PENDING);
}

function showSaved() {
  const count = unsaved();
  const how = trouble ? `${count} not saved yet: ${trouble}` : `saving ${count} …`;
  $("saved").textContent = count ? how : "saved";
  $("saved").className = count ? "waits" : "";
}

/** Sends what waits, until nothing does. */
export async function flush() {
  if (sending) return;
  sending = true;
  takeOver();
  while (unsaved()) {
    // one window at a time, so that the order holds; given up while waiting, for a window may fall asleep
    trouble = await navigator.locks.request(PENDING, sendAll);
    showSaved();
    if (!trouble) continue;
    await new Promise((done) => setTimeout(done, pause));
    pause = Math.min(pause * 2, 4000);
  }
  trouble = "";
  sending = false;
}

/** Gives what was in the way, if anything was. */
async function sendAll() {
  for (let [key] = waiting(); key; [key] = waiting()) {
    try {
      await send(key);
    } catch (error) {
      return error instanceof Unanswered ? error.message : "no answer from the server";
    }
    pause = 250;
    trouble = "";
  }
  return "";
}

async function send(key) {
  const act = own.get(key)?.act ?? kept(key);
  if (!act) {
    localStorage.removeItem(key); // cannot be read
    return;
  }
  const told = await outcome(act);
  others.postMessage({ key, ...told });
  finish(key, told);
}

async function outcome(act) {
  try {
    return { told: await post("act", act) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { refused: error.message };
  }
}

function finish(key, { told, refused }) {
  const mine = own.get(key);
  own.delete(key);
  localStorage.removeItem(key);
  showSaved();
  if (refused === undefined) {
    mine?.resolve(told);
    return;
  }
  tell(refused);
  mine?.reject(new Refused(refused));
}

// Another window has sent what this one did.
others.addEventListener("message", ({ data }) => own.has(data.key) && finish(data.key, data));

// Another window did something. It sends it; this one does where that window is closed before it could.
// Should both send it: a nonce that comes twice is done once.
const CLOSED = 3000;
addEventListener("storage", ({ key }) => {
  if (key !== null && !key.startsWith(ENTRY)) return;
  showSaved();
  setTimeout(flush, CLOSED);
});

addEventListener("beforeunload", (event) => {
  if (own.size) event.preventDefault();
});
