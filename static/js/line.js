/*
 * Talking over a line that breaks: waiting until it may be there again, and sending a file in pieces
 * that go on where they stopped (tus 1.0).
 */
const LEAST = 32 * 1024;
const MOST = 512 * 1024;
const LONGEST_WAIT = 30000;

/* The server answered, and does not want it: trying again would not help. */
export class Refused extends Error {
  constructor(status, message) {
    super(message ?? "");
    this.status = status;
  }
}

/* Nobody is signed in any more. */
export class SignedOut extends Error {}

/* Resolves when trying again makes sense: after a while that grows, or as soon as the line is back. */
export function patience(tries) {
  const wait = Math.min(LONGEST_WAIT, 500 * 2 ** tries) * (0.75 + Math.random() / 2);
  return new Promise((resolve) => {
    const timer = setTimeout(done, wait);
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    }
    addEventListener("online", done);
  });
}

/* An answer of the server; TypeError where the line is down. */
export async function ask(url, options = {}, seconds = 60) {
  const answer = await fetch(url, {
    redirect: "manual",
    signal: AbortSignal.timeout(seconds * 1000),
    ...options,
    headers: { Accept: "application/json", ...options.headers },
  });
  if (answer.type === "opaqueredirect") throw new SignedOut();
  return answer;
}

/* A token that the session of now knows, from a page that has one. */
export async function token(page) {
  const answer = await ask(page, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Refused(answer.status);
  const html = new DOMParser().parseFromString(await answer.text(), "text/html");
  return html.querySelector("[name=csrf_token]")?.value ?? "";
}

/*
 * Sends `file.blob`, beginning or going on; the picture it became. `file.url` is where it goes on,
 * `remember` keeps it. Waits while the line is down; Refused and SignedOut end it.
 */
export async function send(file, { root, page, remember, progress, waiting, stopped }) {
  let tries = 0;
  let piece = LEAST * 2;
  let key;
  while (!stopped?.()) {
    try {
      key ??= await token(page);
      if (!file.url) {
        file.url = await begin(file, root, key);
        await remember(file);
      }
      const told = await follow(file, key);
      if (told.picture) return told.picture;
      if (told.message) throw new Refused(422, told.message);
      for (let at = told.offset; at < file.blob.size && !stopped?.(); ) {
        progress(at / file.blob.size);
        at = await patch(file, at, piece, key);
        progress(at / file.blob.size);
        piece = Math.min(MOST, piece * 2);
        tries = 0;
      }
    } catch (error) {
      if (error instanceof SignedOut) throw error;
      if (error instanceof Refused && [404, 410].includes(error.status) && file.url) file.url = null;
      else if (error instanceof Refused && ![400, 409, 429, 460, 500, 502, 503, 504].includes(error.status)) throw error;
      piece = Math.max(LEAST, piece / 2);
      key = undefined;
      waiting();
      await patience(tries++);
    }
  }
  return null;
}

const TUS = { "Tus-Resumable": "1.0.0" };

async function begin(file, root, key) {
  const name = btoa(String.fromCodePoint(...new TextEncoder().encode(file.name)));
  const headers = {
    ...TUS,
    "X-CSRFToken": key,
    "Upload-Length": String(file.blob.size),
    "Upload-Metadata": `filename ${name}`,
  };
  const answer = await ask(root, { method: "POST", headers });
  if (answer.status !== 201) throw await refusal(answer);
  return answer.headers.get("Location");
}

/* How far it is, and what became of it. */
async function follow(file) {
  const answer = await ask(file.url);
  if (!answer.ok) throw await refusal(answer);
  return answer.json();
}

async function patch(file, at, size, key) {
  const body = await file.blob.slice(at, at + size).arrayBuffer();
  const headers = {
    ...TUS,
    "X-CSRFToken": key,
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(at),
  };
  if (crypto.subtle) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
    headers["Upload-Checksum"] = `sha256 ${btoa(String.fromCharCode(...digest))}`;
  }
  const answer = await ask(file.url, { method: "PATCH", headers, body });
  if (answer.status !== 204) throw await refusal(answer);
  return Number(answer.headers.get("Upload-Offset"));
}

async function refusal(answer) {
  const told = await answer.json().catch(() => ({}));
  return new Refused(answer.status, told.error ?? told.message);
}
