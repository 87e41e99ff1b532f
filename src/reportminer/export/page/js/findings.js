// The quotes, a page at a time.
const QUOTES = 25;
const PRINTED = 500;

function drawFindings(found, most = QUOTES) {
  state.page = Math.min(state.page, Math.max(0, Math.ceil(found.list.length / QUOTES) - 1));
  const first = most === QUOTES ? state.page * QUOTES : 0;
  const shown = found.list.slice(first, first + most);
  const list = $("list");
  list.start = first + 1;
  list.replaceChildren(...shown.map(quoted));
  if (!shown.length) list.append(el("li", { class: "none" }, "No finding passes the filter. Take away a word or a filter."));
  $("save").disabled = !found.list.length;
  pager($("list-pager"), { total: found.list.length, size: QUOTES, page: state.page, what: "findings", go: turn });
}

function turn(to) {
  state.page = to;
  keep();
  drawFindings(current);
  $("findings").focus({ preventScroll: true });
  $("findings").scrollIntoView();
}

function quoted(i) {
  const label = labels[findings.label[i]], path = findings.paths[findings.path[i]];
  return el("li", { class: label.id.toLowerCase() },
    el("p", { class: "tag" }, glyph(label), label.one, ...denied(i)),
    el("blockquote", {}, ...marked(findings.text[i], findings.cue[i], words())),
    el("p", { class: "cite" }, toReport(findings.report[i]),
      ", ", toPlace(i), ...toPicture(i), path ? el("span", { class: "path" }, path.replaceAll(" > ", " › ")) : ""),
    el("p", { class: "meta" }, el("span", { class: "sure" }, `confidence ${sureOf(i)}`, meter(findings.sure[i])),
      el("span", {}, data.methods[findings.method[i]] || ""), ...unseen(i), ...said(i), ...findings.themes[i].map(chip)));
}

// Rounded to 1.00 it would promise too much.
const sureOf = (i) => (findings.sure[i] >= 0.995 ? "over 0.99" : findings.sure[i].toFixed(2));
function meter(sure) {
  return svg("svg", { width: "48", height: "6", "aria-hidden": "true" },
    svg("rect", { class: "rail", width: "48", height: "6" }), svg("rect", { class: "level", width: String(48 * sure), height: "6" }));
}
// Of what is left out because the page can carry no more, only that it is there.
const again = (i) => {
  const first = findings.notes[i]?.repeats && findings.id.indexOf(findings.notes[i].repeats);
  return first === undefined ? "" : el("span", { class: "denied" }, first < 0 ? "said before" : `said before, p. ${findings.page[first]}`);
};
const denied = (i) => [again(i), isOver(i) ? el("span", { class: "denied" }, "told as over") : "", findings.notes[i]?.negated && !isOver(i) ? el("span", { class: "denied" }, "worded negatively") : ""];
const isOver = (i) => Boolean(findings.notes[i]?.resolved);
// A cue that is not in the quote itself (the heading that declares it, words of the sentence before).
function unseen(i) {
  const cue = findings.cue[i];
  return cue && !marked(findings.text[i], cue, []).some((node) => node.nodeType) ? [el("span", {}, `cue: “${cue}”`)] : [];
}
function said(i) {
  const { actor, modality } = findings.notes[i] || {};
  return [actor ? el("span", {}, `who: ${actor}`) : "", modality ? el("span", {}, `strength: ${modality}`) : ""].filter(Boolean);
}
function chip(theme) {
  return el("button", { type: "button", class: "chip", on: { click: () => goTheme(theme) }, title: "Show this theme alone" }, themes[theme].name);
}

// Cells that a spreadsheet would run as a formula get an apostrophe, as in the tables.
function csvCell(value) {
  const text = typeof value === "string" && /^'*[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
function asCsv(list) {
  const rows = [["finding_id", "report", "label", "text", "section_path", "page", "confidence", "themes"]];
  for (const i of list) {
    rows.push([findings.id[i], reports[findings.report[i]].name, labels[findings.label[i]].id, findings.text[i], findings.paths[findings.path[i]],
      findings.page[i], findings.sure[i], findings.themes[i].filter((at) => at !== UNCODED).map((at) => themes[at].name).join("; ")]);
  }
  return rows.map((row) => row.map(csvCell).join(",")).join("\n") + "\n";
}
function save(list) {
  const url = URL.createObjectURL(new Blob([asCsv(list)], { type: "text/csv" }));
  el("a", { href: url, download: "findings-shown.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
