// A title pasted as "[UBERPOP-42] Fix the beak" is taken apart at once, and the form says so.
const BRACKETED = /^\s*\[\s*([A-Za-z][A-Za-z0-9]{1,9}-[1-9][0-9]{0,8})\s*\]\s*([\s\S]*)$/;

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-splits]");
  if (!form || event.target.name !== "title") return;
  const { title, jira_id: jira } = form.elements;
  const parts = BRACKETED.exec(title.value);
  if (!parts || jira.value.trim()) return;
  jira.value = parts[1].toUpperCase();
  title.value = parts[2];
  const note = form.querySelector("[data-split-note]");
  note.textContent = note.dataset.splitNote.replace("{id}", jira.value);
});
