// Forms with data-passkey ask the device first: "create" makes a passkey, "get" signs in with one.
// The device's answer travels in the form itself, so that what follows is an ordinary page.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (window.PublicKeyCredential) form.addEventListener("submit", (event) => ask(event, form));
  else form.hidden = true;
}

async function ask(event, form) {
  if (form.elements.answer.value) return;
  event.preventDefault();
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    form.elements.answer.value = JSON.stringify(await answer(form));
  } catch {
    failed.textContent = failed.dataset.passkeyFailed;
    failed.hidden = false;
    return;
  }
  form.submit();
}

async function answer(form) {
  const asked = await fetch(form.dataset.options, { method: "POST" });
  if (asked.status === 403) {
    location.assign(form.dataset.again);
    return new Promise(() => {});
  }
  if (!asked.ok) throw new Error(`${asked.status}`);
  const options = await asked.json();
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: forCreation(options) })
    : await navigator.credentials.get({ publicKey: forSignIn(options) });
  return told(credential);
}

function forCreation(options) {
  return {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map((known) => ({ ...known, id: bytes(known.id) })),
  };
}

function forSignIn(options) {
  return { ...options, challenge: bytes(options.challenge), allowCredentials: [] };
}

function told(credential) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response };
}

function bytes(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
