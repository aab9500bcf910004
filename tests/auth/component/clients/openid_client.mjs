// Signs in, asks who that is, refreshes, signs out: openid-client, told nothing but issuer, client id and secret.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, AFTERWARDS, EMAIL, PASSWORD, PACKAGES } = process.env;
const found = createRequire(`${PACKAGES}/`).resolve("openid-client");
const openid = await import(pathToFileURL(found));

const config = await openid.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET, undefined, {
  execute: [openid.allowInsecureRequests],
});
const verifier = openid.randomPKCECodeVerifier();
const state = openid.randomState();
const nonce = openid.randomNonce();
const away = openid.buildAuthorizationUrl(config, {
  redirect_uri: REDIRECT_URI,
  scope: "openid profile email",
  code_challenge: await openid.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
  nonce,
  max_age: "300",
});

const back = await signIn(away);
const tokens = await openid.authorizationCodeGrant(config, back, {
  pkceCodeVerifier: verifier,
  expectedState: state,
  expectedNonce: nonce,
  maxAge: 300,
});
const claims = tokens.claims();
const person = await openid.fetchUserInfo(config, tokens.access_token, claims.sub);
const described = await openid.tokenIntrospection(config, tokens.access_token);
const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token);
const leaving = openid.buildEndSessionUrl(config, {
  id_token_hint: refreshed.id_token,
  post_logout_redirect_uri: AFTERWARDS,
  state: "gone",
});
const left = await visit(leaving);
const refusal = await openid.refreshTokenGrant(config, refreshed.refresh_token).catch((error) => error.error);

console.log(
  JSON.stringify({
    claims,
    person,
    active: described.active,
    rotated: refreshed.refresh_token !== tokens.refresh_token,
    left: left.headers.get("location"),
    refusal,
  }),
);

// What a browser does at the provider, up to the address it is sent back to.
async function signIn(address) {
  const page = await visit(await whereTo(await visit(address), address));
  const fields = (await page.text()).match(/<form[^>]*action="\/sign-in"[^>]*>(.*?)<\/form>/s)[1];
  const next = fields.match(/name="next" value="([^"]*)"/)[1].replaceAll("&amp;", "&");
  const form = new URLSearchParams({ email: EMAIL, password: PASSWORD, next });
  const answer = await visit(`${ISSUER}/sign-in`, { method: "POST", body: form });
  return whereTo(await visit(await whereTo(answer, ISSUER)), ISSUER);
}

async function whereTo(answer, from) {
  if (answer.status !== 303) throw new Error(`expected to be sent on: ${answer.status} ${await answer.text()}`);
  return new URL(answer.headers.get("location"), from);
}

async function visit(address, request = {}) {
  visit.cookies ??= new Map();
  const cookie = [...visit.cookies].map((pair) => pair.join("=")).join("; ");
  const answer = await fetch(address, { ...request, redirect: "manual", headers: { cookie, origin: ISSUER } });
  for (const each of answer.headers.getSetCookie()) {
    const [name, value] = each.split(";", 1)[0].split(/=(.*)/s);
    visit.cookies.set(name, value);
  }
  return answer;
}
