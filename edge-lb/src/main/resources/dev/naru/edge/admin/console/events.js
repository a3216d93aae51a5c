// What happened, and who changed what: newest first, bounded.
import { get } from "./api.js";
import { byId, h } from "./dom.js";
import { time } from "./words.js";

const LINES = 200;

function put(list, at, text, tone = "") {
  list.prepend(h("li", { class: tone }, h("time", { datetime: new Date(at).toISOString() }, time(at)), text));
  while (list.children.length > LINES) list.lastChild.remove();
}

export const event = line => put(byId("event-list"), line.at ?? Date.now(), line.text ?? String(line), /fail|refus|down|fault/.test(line.text ?? "") ? "bad" : "");

export function audit(entry) {
  const values = entry.before === undefined ? "" : `: ${JSON.stringify(entry.before)} → ${JSON.stringify(entry.after)}`;
  put(byId("audit-list"), entry.at, `${entry.who} · ${entry.what}${values}`);
}

/** What was changed before this page was opened. */
export async function loadAudit() {
  const answer = await get("api/audit?limit=50");
  byId("audit-list").replaceChildren();
  for (const entry of (answer.entries ?? answer).toReversed()) audit(entry);
}
