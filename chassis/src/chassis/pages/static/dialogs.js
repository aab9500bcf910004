// Lifts the dialog part of a page, fetched by htmx, into the one <dialog> of the layout.
import { toast } from "./toasts.js";

const FIRST_FIELD = "[autofocus], input:not([type=hidden]), select, textarea";

export function watchDialogs() {
  const dialog = document.getElementById("dialog");
  document.addEventListener("htmx:after:swap", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    if (opener && event.detail.ctx.target === dialog) open(dialog, opener.dataset.opens);
    else if (dialog.open) label(dialog);
  });
  dialog.addEventListener("click", (event) => {
    const onBackdrop = event.target === dialog && !isDirty(dialog);
    if (!onBackdrop && !event.target.closest("[data-dialog-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => dialog.replaceChildren());
}

function open(dialog, kind) {
  if (!dialog.querySelector("[data-dialog-body]")) return toast(dialog.dataset.failed, "bad");
  dialog.classList.toggle("sheet", kind === "sheet");
  dialog.showModal();
  label(dialog);
}

function label(dialog) {
  renameTwins(dialog);
  const title = dialog.querySelector("[data-dialog-title], h1, h2");
  if (title) {
    title.id ||= "dialog-title";
    dialog.setAttribute("aria-labelledby", title.id);
  }
  const first = dialog.querySelector("[data-focus]") ?? dialog.querySelector(FIRST_FIELD);
  (first ?? dialog.querySelector("[data-dialog-close]"))?.focus();
}

// The page behind may have a field of the same name: a label must not name that one instead.
function renameTwins(dialog) {
  for (const element of dialog.querySelectorAll("[id]")) {
    const { id } = element;
    if (id.startsWith("dialog-") || document.querySelectorAll(`[id="${CSS.escape(id)}"]`).length === 1) continue;
    element.id = `dialog-${id}`;
    for (const [attribute, prefix] of [["for", ""], ["aria-describedby", ""], ["href", "#"]]) {
      for (const user of dialog.querySelectorAll(`[${attribute}]`)) {
        const names = user.getAttribute(attribute).split(" ");
        if (names.includes(prefix + id)) user.setAttribute(attribute, names.map((name) => (name === prefix + id ? `${prefix}dialog-${id}` : name)).join(" "));
      }
    }
  }
}

function isDirty(dialog) {
  const fields = [...dialog.querySelectorAll("input, textarea")];
  return fields.some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
}
