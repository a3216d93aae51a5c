// Elements from data. Text only ever becomes text: nothing that a server or a client said is read as markup.

/** h("td", { class: "number" }, "12", otherElement) */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(element.style, value); // an attribute would be refused by the page's own policy
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = id => document.getElementById(id);

/**
 * Replaces what an element holds, unless somebody is using it just now: a menu that vanishes under a finger is worse than a number that is a second old.
 * Focus stays on the control with the same data-key.
 */
export function fill(parent, ...children) {
  const active = document.activeElement;
  if (parent.contains(active) && /^(SELECT|INPUT|TEXTAREA)$/.test(active.tagName)) return;
  const key = parent.contains(active) ? active.dataset.key : undefined;
  parent.replaceChildren(...children.flat().filter(Boolean));
  if (key) [...parent.querySelectorAll("[data-key]")].find(element => element.dataset.key === key)?.focus();
}

/** Asks before anything is changed; resolves to whether it may. */
export const ask = (title, text, yes, dangerous = false) => open(title, text, yes, dangerous).then(dialog => dialog.returnValue === "yes");

/** Asks for a whole number; resolves to it, or to null. */
export async function askNumber(title, text, yes, value) {
  const field = byId("ask-value");
  field.value = value;
  field.hidden = false;
  const dialog = await open(title, text, yes, false);
  field.hidden = true;
  return dialog.returnValue === "yes" && field.value !== "" ? field.valueAsNumber : null;
}

function open(title, text, yes, dangerous) {
  const dialog = byId("ask");
  byId("ask-title").textContent = title;
  byId("ask-text").textContent = text;
  const button = byId("ask-yes");
  button.textContent = yes;
  button.className = dangerous ? "bad" : "main";
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener("close", () => resolve(dialog), { once: true }));
}

let noticeTimer;
export function notice(text, good = false) {
  const element = byId("notice");
  element.textContent = text;
  element.classList.toggle("good", good);
  element.hidden = !text;
  clearTimeout(noticeTimer);
  if (good) noticeTimer = setTimeout(() => { element.hidden = true; }, 4000);
}
