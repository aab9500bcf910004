// Keeps a WebSocket open and turns its hints into events that parts of the page fetch themselves again on.
const RETRY_MS_FIRST = 500;
const RETRY_MS_MAX = 15000;
const ATTEMPTS_UNTIL_OFFLINE = 4;
const CLOSED_SIGNED_OUT = 4401;
const HINTS_KEPT_MAX = 500;

export function connect(indicator) {
  const address = new URL(indicator.dataset.live, location.href.replace(/^http/, "ws"));
  const kept = new Set();
  let socket = null;
  let attempts = 0;
  let timer = 0;
  let again = false;

  function open() {
    clearTimeout(timer);
    socket = new WebSocket(address);
    socket.addEventListener("open", () => {
      attempts = 0;
      show(indicator, "connected");
      // Whatever changed while nobody was listening. After a gap the server says when: all pages lost it at once.
      if (!again) announce(["all"]);
      again = true;
      address.searchParams.set("again", "");
    });
    socket.addEventListener("message", (event) => announce(JSON.parse(event.data).hints));
    socket.addEventListener("close", (event) => {
      socket = null;
      if (event.code === CLOSED_SIGNED_OUT) return leave(indicator);
      retry();
    });
  }

  function retry() {
    attempts += 1;
    show(indicator, navigator.onLine && attempts < ATTEMPTS_UNTIL_OFFLINE ? "reconnecting" : "offline");
    const longest = Math.min(RETRY_MS_MAX, RETRY_MS_FIRST * 2 ** (attempts - 1));
    timer = setTimeout(open, longest * (0.5 + Math.random() / 2));
  }

  function announce(hints) {
    if (document.hidden) {
      if (kept.size + hints.length > HINTS_KEPT_MAX) kept.clear(), kept.add("all");
      else hints.forEach((hint) => kept.add(hint));
    } else {
      dispatch(hints);
    }
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden || kept.size === 0) return;
    const waiting = kept.has("all") ? ["all"] : [...kept];
    kept.clear();
    dispatch(waiting);
  });
  window.addEventListener("online", () => socket === null && indicator.dataset.state !== "ended" && open());
  window.addEventListener("offline", () => show(indicator, "offline"));
  window.addEventListener("pagehide", () => { clearTimeout(timer); socket?.close(); });
  window.addEventListener("pageshow", (event) => event.persisted && open());
  open();
}

// The session has ended: go where the server sends whoever asks for this page now, which is to sign in.
async function leave(indicator) {
  show(indicator, "ended");
  const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
  if (answer?.type === "opaqueredirect") location.reload();
}

// "tasks:mine" is heard as live:tasks:mine and as live:tasks.
function dispatch(hints) {
  const names = new Set();
  for (const hint of hints) {
    for (let name = hint; name; name = name.slice(0, Math.max(0, name.lastIndexOf(":")))) names.add(name);
  }
  for (const name of names) document.body.dispatchEvent(new CustomEvent(`live:${name}`));
}

function show(indicator, state) {
  if (indicator.dataset.state === state) return;
  if (state !== "connected") indicator.setAttribute("role", "status"); // read out from the first trouble on
  indicator.dataset.state = state;
  indicator.querySelector(".live-text").textContent = indicator.getAttribute(`data-text-${state}`);
}
