// The shop works without this file, except for sending photos.
"use strict";

const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const PHOTO_TYPES = ["image/jpeg", "image/png", "image/webp", "image/gif"];
const POLL_FIRST_MS = 1500;
const POLL_SLOWEST_MS = 5000;
const POLL_TRIES = 40;

/** Pressing twice is safe, but the buyer should see that once was enough. */
function showBusy(form) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    button.textContent = form.dataset.busy;
    button.setAttribute("aria-busy", "true");
  });
  // Back from the payment page, the button must read as before.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

/** Asks until the payment is settled, ever more slowly, then shows the page anew. */
async function pollPayment(box) {
  let waitMs = POLL_FIRST_MS;
  for (let i = 0; i < POLL_TRIES; i++) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    waitMs = Math.min(waitMs * 1.2, POLL_SLOWEST_MS);
    try {
      const answer = await fetch(box.dataset.poll, { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()).settled) {
        location.replace(location.pathname);
        return;
      }
      if (answer.status === 401 || answer.status === 404) {
        location.reload();
        return;
      }
    } catch {
      // Offline, or a replica is gone: the next try may reach another one.
    }
  }
  const note = document.createElement("p");
  note.textContent = box.dataset.long;
  box.append(note);
}

function randomUuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Only secure contexts have randomUUID (RFC 9562, section 5.4).
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

/** RFC 9530; undefined where the page is not in a secure context. */
async function contentDigest(file) {
  if (!crypto.subtle) return undefined;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return "sha-256=:" + btoa(String.fromCharCode(...hash)) + ":";
}

/** The photo goes straight to the api host, with a ticket that may do nothing else. */
async function sendPhoto(form, file, uuid) {
  const minted = await fetch("/auth/ticket", { method: "POST", headers: { Accept: "application/json" } });
  if (minted.status === 401) return { message: form.dataset.sessionOver };
  if (!minted.ok) return { message: form.dataset.failed };
  const headers = { Authorization: "Bearer " + (await minted.json()).ticket, "Content-Type": file.type };
  const digest = await contentDigest(file);
  if (digest) headers["Content-Digest"] = digest;
  const target = form.dataset.api + "/files/" + uuid + "?product=" + encodeURIComponent(form.dataset.sku);
  const stored = await fetch(target, { method: "PUT", headers, body: file, credentials: "omit" });
  if (stored.status === 413) return { message: form.dataset.tooLarge };
  if (stored.status === 415) return { message: form.dataset.wrongType };
  if (!stored.ok) return { message: form.dataset.failed };
  const { url } = await stored.json();
  return { url: new URL(url, form.dataset.api).href, message: form.dataset.done };
}

function showPhoto(url) {
  const gallery = document.getElementById("gallery");
  const image = document.createElement("img");
  image.src = url;
  image.alt = gallery.dataset.alt;
  const link = document.createElement("a");
  link.href = url;
  link.append(image);
  const item = document.createElement("li");
  item.append(link);
  gallery.prepend(item);
  document.getElementById("no-photos")?.remove();
}

function uploadPhotos(form) {
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button");
  const status = form.querySelector(".status");
  // One id per chosen photo: sending it again after a lost answer stores nothing twice.
  let uuid = randomUuid();
  const chosen = form.querySelector("output");
  input.addEventListener("change", () => {
    uuid = randomUuid();
    status.textContent = "";
    chosen.textContent = input.files[0]?.name ?? "";
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = input.files[0];
    if (!file || button.disabled) return;
    if (file.size > MAX_PHOTO_BYTES) {
      status.textContent = form.dataset.tooLarge;
      return;
    }
    if (!PHOTO_TYPES.includes(file.type)) {
      status.textContent = form.dataset.wrongType;
      return;
    }
    button.disabled = true;
    status.textContent = form.dataset.sending;
    try {
      const result = await sendPhoto(form, file, uuid);
      status.textContent = result.message;
      if (result.url) {
        showPhoto(result.url);
        form.reset();
        chosen.textContent = "";
        uuid = randomUuid();
      }
    } catch {
      status.textContent = form.dataset.failed;
    } finally {
      button.disabled = false;
    }
  });
}

document.querySelectorAll("form[data-busy]").forEach(showBusy);
document.querySelectorAll("[data-poll]").forEach(pollPayment);
document.querySelectorAll("#upload").forEach(uploadPhotos);
