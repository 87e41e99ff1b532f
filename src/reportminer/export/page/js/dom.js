// Small hands for the document. Text from reports only ever becomes text nodes or attribute values.
const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const number = new Intl.NumberFormat("en-GB");

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}
const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const glyph = (label) => el("span", { class: `glyph ${label.id.toLowerCase()}`, "aria-hidden": "true" });
const link = (text, act, more = {}) => el("button", { type: "button", class: "link", on: { click: act }, ...more }, text);
// Follows as an address of its own too (a new tab); a plain click keeps the other filters.
const toReport = (at) => el("a", { href: `#report=${reports[at].id}`, title: "Show this report alone", on: { click: (event) => { if (!event.ctrlKey && !event.metaKey) { event.preventDefault(); change({ report: at }); goTo("report-page"); } } } }, reports[at].name);
const plural = (count, one, many) => `${number.format(count)} ${count === 1 ? one : many}`;
// A table whose rows stand as blocks on a narrow screen: the roles keep it a table for those who listen.
function rowTable(caption, names, rows) {
  const cells = (row) => row.map((cell, at) => fill(cell, { role: at ? "cell" : "rowheader", "data-head": names[at] }, []));
  return el("table", { class: "rows", role: "table" }, el("caption", { class: "unseen" }, caption),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...names.map((name) => el("th", { scope: "col", role: "columnheader" }, name)))),
    el("tbody", { role: "rowgroup" }, ...rows.map((row) => el("tr", { role: "row" }, ...cells(row)))));
}
const head = (...names) => el("thead", {}, el("tr", {}, ...names.map((name) => el("th", { scope: "col" }, name))));

// "26–50 of 812" with two buttons; nothing where one page holds all.
function pager(place, { total, size, page, what, go }) {
  if (total <= size) return place.replaceChildren();
  const last = Math.ceil(total / size) - 1;
  const step = (text, to, off) => el("button", { type: "button", disabled: off, "aria-label": `${text} ${what}`, on: { click: () => go(to) } }, text);
  const shown = `${number.format(page * size + 1)}–${number.format(Math.min(total, (page + 1) * size))} of ${number.format(total)}`;
  place.replaceChildren(step("Previous", page - 1, page === 0), el("span", {}, shown), step("Next", page + 1, page === last));
}

// The text with its cue and the words that were searched for marked.
function marked(text, cue, words) {
  const low = text.toLowerCase();
  const spots = [];
  if (low.length === text.length) {
    for (const part of cue.toLowerCase().split(/\s*[;|]\s*/)) if (part) spots.push([wordAt(low, part), part.length, "cue"]);
    for (const word of words)
      for (let at = low.indexOf(word); at >= 0 && spots.length < 200; at = low.indexOf(word, at + word.length)) spots.push([at, word.length, "hit"]);
  }
  spots.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const nodes = [];
  let end = 0;
  for (const [at, length, kind] of spots) {
    if (at < end) continue;
    nodes.push(text.slice(end, at), el("mark", { class: kind }, text.slice(at, at + length)));
    end = at + length;
  }
  return [...nodes, text.slice(end)].filter((node) => node !== "");
}

// Where `part` stands as whole words, or -1.
function wordAt(low, part) {
  const letter = /[\p{L}\p{N}]/u;
  for (let at = low.indexOf(part); at >= 0; at = low.indexOf(part, at + 1)) {
    if (!letter.test(low[at - 1] || " ") && !letter.test(low[at + part.length] || " ")) return at;
  }
  return -1;
}

// What is wider than its place says so above, and fades out on the right as long as more of it stands there.
function tellWider(place) {
  const more = place.scrollWidth - place.clientWidth;
  place.classList.toggle("wider", more > 1);
  place.classList.toggle("to-end", more - Math.abs(place.scrollLeft) <= 1);
}
function watchWidths() {
  const sizes = new ResizeObserver((changed) => {
    for (const { target } of changed) {
      const place = target.closest(".scroll");
      if (place) tellWider(place); else sizes.unobserve(target); // it was drawn anew
    }
  });
  const drawn = new MutationObserver((changed) => changed.forEach(({ target }) => { tellWider(target); for (const child of target.children) sizes.observe(child); }));
  for (const place of document.querySelectorAll(".scroll")) {
    place.addEventListener("scroll", () => tellWider(place), { passive: true });
    drawn.observe(place, { childList: true });
    for (const node of [place, ...place.children]) sizes.observe(node);
  }
}
