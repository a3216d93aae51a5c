// Why would such a request go where it goes? Asked of the code that decides it.
import { call } from "./api.js";
import { byId, h, notice } from "./dom.js";

byId("explain-form").addEventListener("submit", async event => {
  event.preventDefault();
  const given = new FormData(event.target);
  const question = { method: given.get("method"), url: given.get("url") };
  const headers = given.get("headers").split("\n").map(line => line.trim()).filter(Boolean);
  if (headers.length) question.headers = headers;
  if (given.get("client").trim()) question.client = given.get("client").trim();
  try {
    const answer = await call("POST", "api/explain", question);
    byId("explanation").replaceChildren(h("pre", { tabindex: "0" }, answer.text ?? JSON.stringify(answer, null, 2)));
  } catch (e) {
    notice(e.message);
  }
});
