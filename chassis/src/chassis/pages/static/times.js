// Lets "2 min ago" grow older on a page that stays open.
const TICK_MS = 30000;
const MINUTE_MS = 60000;

export function watchTimes() {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "short" });
  setInterval(() => {
    for (const element of document.querySelectorAll("time[data-ages]")) age(element, words);
  }, TICK_MS);
}

function age(element, words) {
  const minutes = Math.floor((Date.now() - Date.parse(element.dateTime)) / MINUTE_MS);
  if (minutes < 1) return;
  element.textContent = minutes < 60 ? words.format(-minutes, "minute") : words.format(-Math.floor(minutes / 60), "hour");
}
