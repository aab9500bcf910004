// One-letter shortcuts: an element's data-key names its key. The visitor may turn them off (WCAG 2.1.4).
export function watchKeys() {
  const shortcuts = document.getElementById("shortcuts");
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shows=shortcuts]")) show(shortcuts);
  });
  if (!("keys" in document.documentElement.dataset)) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") return press(event, () => show(shortcuts));
    const element = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (element) press(event, () => (element.matches("input") ? element.select() : element.click()));
  });
}

function show(dialog) {
  document.querySelectorAll(":popover-open").forEach((menu) => menu.hidePopover());
  dialog.showModal();
}

function press(event, act) {
  event.preventDefault();
  act();
}

function isTyping(element) {
  return element.matches?.("input, textarea, select, [contenteditable]") ?? false;
}
