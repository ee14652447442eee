// Passkeys: hands the browser what the page holds, and puts what comes back into the form.

const binary = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
};

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const known = (list) => (list ?? []).map((each) => ({ ...each, id: binary(each.id) }));

async function make(options) {
  const publicKey = {
    ...options,
    challenge: binary(options.challenge),
    user: { ...options.user, id: binary(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  return {
    ...named(made),
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    },
  };
}

async function sign(options) {
  const publicKey = {
    ...options,
    challenge: binary(options.challenge),
    allowCredentials: known(options.allowCredentials),
  };
  const signed = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = signed.response;
  return {
    ...named(signed),
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

const named = (credential) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
  authenticatorAttachment: credential.authenticatorAttachment ?? null,
});

async function asked(address, form) {
  const answer = await fetch(address, { method: "POST", body: new FormData(form) });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

class PasskeyButton extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential || !window.isSecureContext) return;
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => this.use());
  }

  async use() {
    const form = this.closest("form");
    const note = this.querySelector("[role=status]");
    note.hidden = true;
    try {
      const options = this.dataset.options
        ? JSON.parse(this.dataset.options)
        : await asked(this.dataset.ask, form);
      const answer = await (options.user ? make(options) : sign(options));
      form.querySelector("[name$=passkey]").value = JSON.stringify(answer);
      form.submit();
    } catch {
      note.textContent = this.dataset.failed;
      note.hidden = false;
    }
  }
}

customElements.define("passkey-button", PasskeyButton);
