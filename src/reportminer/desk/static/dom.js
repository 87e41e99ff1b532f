// Small helpers. Text of reports goes into the page as text nodes alone, never as markup.

export const $ = (id) => document.getElementById(id);

/** An element: attributes by name (`on…` are listeners, `text` is its text), then children. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "text") made.textContent = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function tell(message) {
  $("said").textContent = message;
  $("said").hidden = !message;
}

export function announce(message) {
  $("live").textContent = message;
}

let fading = 0;

/** Tells something to everybody, for a while: aloud and on the page. */
export function note(message) {
  announce(message);
  $("note").textContent = message;
  $("note").hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => ($("note").hidden = true), 8000);
}

export const figure = (value, digits = 2) =>
  value === null || value === undefined ? "–" : value.toFixed(digits);

/** Opens the dialog; gives its body. */
export function openDialog(title, ...children) {
  $("dialog-head").textContent = title;
  $("dialog-body").replaceChildren(...children);
  if (!$("dialog").open) $("dialog").showModal();
  return $("dialog-body");
}

export function closeDialog() {
  $("dialog").close();
}

export function table(heads, rows, caption) {
  return el("table", {},
    caption ? el("caption", { text: caption }) : null,
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col", text: head })))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell, at) => {
      const made = el(at ? "td" : "th", at ? {} : { scope: "row" });
      made.append(cell instanceof Node ? cell : String(cell));
      return made;
    })))));
}
