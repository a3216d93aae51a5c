// What happened, and who changed what: newest first, bounded.
import { get } from "./api.js";
import { byId, h } from "./dom.js";
import { time } from "./words.js";

const LINES = 200;

function put(list, at, text, tone = "") {
  list.prepend(h("li", { class: tone }, h("time", { datetime: new Date(at).toISOString() }, time(at)), text));
  while (list.children.length > LINES) list.lastChild.remove();
}

export const event = line => put(byId("event-list"), line.time, line.text, /fail|refus|down|fault/.test(line.text) ? "bad" : "");

export const deployment = line => put(byId("event-list"), line.time, `${line.deployment || line.upstream}: ${line.kind}: ${line.text}`);

export function audit(entry) {
  if (entry.line) return put(byId("audit-list"), Date.now(), entry.line);
  const values = entry.before || entry.after ? `: ${entry.before ? `${entry.before} → ` : ""}${entry.after}` : "";
  put(byId("audit-list"), entry.time, `${entry.who} · ${entry.what}${values}`);
}

/** What was changed before this page was opened. */
export async function loadAudit() {
  const answer = await get("api/audit?limit=50");
  byId("audit-list").replaceChildren();
  answer.audit.forEach(audit); // the newest comes last
}
