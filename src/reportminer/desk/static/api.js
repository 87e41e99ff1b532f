// Talks with the server. What an annotator does is sent at once, in order, and kept in the browser
// until the server has answered for it: a server that is gone for a while loses nothing.

import { $, tell } from "./dom.js";

const PENDING = `pending:${location.pathname}`;
let pending = JSON.parse(localStorage.getItem(PENDING) ?? "[]");
let sending = false;
const waiting = new Map();

export class Refused extends Error {}

async function answer(response) {
  if (response.ok) return response.json();
  let told;
  try {
    told = await response.json();
  } catch {
    told = { message: `the server answered ${response.status}`, hint: "open the address it printed" };
  }
  throw new Refused(told.hint ? `${told.message} (${told.hint})` : told.message);
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
  pending.push(sent);
  keep();
  const answered = new Promise((resolve, reject) => waiting.set(sent.nonce, { resolve, reject }));
  flush();
  return answered;
}

export const unsaved = () => pending.length;

function keep() {
  localStorage.setItem(PENDING, JSON.stringify(pending));
  $("saved").textContent = pending.length ? `saving ${pending.length} …` : "saved";
  $("saved").className = pending.length ? "waits" : "";
}

export async function flush() {
  if (sending) return;
  sending = true;
  let pause = 250;
  while (pending.length) {
    const act = pending[0];
    const who = waiting.get(act.nonce);
    try {
      const told = await post("act", act);
      who?.resolve(told);
    } catch (error) {
      if (!(error instanceof Refused)) {
        $("saved").textContent = `${pending.length} not saved yet: no answer from the server`;
        $("saved").className = "waits";
        await new Promise((done) => setTimeout(done, pause));
        pause = Math.min(pause * 2, 4000);
        continue;
      }
      tell(error.message);
      who?.reject(error);
    }
    waiting.delete(act.nonce);
    pending.shift();
    pause = 250;
    keep();
  }
  sending = false;
}

addEventListener("beforeunload", (event) => {
  if (pending.length) event.preventDefault();
});
