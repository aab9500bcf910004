// Results in words at the edge of the page: read out, closable; good news leaves by itself, bad news waits.
const SHOWN_MS = 8000;
const LEAVING_MS = 150;

export function watchToasts() {
  const region = document.getElementById("toasts");
  new MutationObserver(() => region.querySelectorAll("[data-toast]:not([data-ready])").forEach(prepare)).observe(region, { childList: true });
  // Put back what the page came with: a live region reads out only what is added later.
  for (const element of region.querySelectorAll("[data-toast]")) region.append(element);
  document.addEventListener("htmx:error", (event) => {
    const source = event.detail?.ctx?.sourceElement;
    if (!source?.getAttribute("hx-trigger")?.includes("live:")) toast(region.dataset.failed, "bad");
  });
}

export function toast(text, tone) {
  const element = document.createElement("div");
  element.className = `toast ${tone}`;
  element.dataset.toast = tone;
  const words = document.createElement("p");
  words.textContent = text;
  element.append(words);
  document.getElementById("toasts").append(element);
}

function prepare(element) {
  element.dataset.ready = "";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "tool";
  close.textContent = "×";
  close.setAttribute("aria-label", document.getElementById("toasts").dataset.close);
  close.addEventListener("click", () => element.remove());
  element.append(close);
  if (element.dataset.toast === "good") leaveLater(element);
}

function leaveLater(element) {
  let timer;
  const start = () => { timer = setTimeout(() => leave(element), SHOWN_MS); };
  element.addEventListener("pointerenter", () => clearTimeout(timer));
  element.addEventListener("pointerleave", start);
  element.addEventListener("focusin", () => clearTimeout(timer));
  element.addEventListener("focusout", start);
  start();
}

function leave(element) {
  element.classList.add("leaving");
  setTimeout(() => element.remove(), LEAVING_MS);
}
