"use strict";
// Asks the browser for a passkey, and sends what it gives.
const toBytes = (text) => Uint8Array.from(
  atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

customElements.define("pass-key", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = !navigator.credentials;
    button.addEventListener("click", () => this.#ask());
  }

  async #ask() {
    const answer = this.querySelector("[role=status]");
    answer.textContent = "…";
    try {
      const options = JSON.parse(this.dataset.options);
      options.challenge = toBytes(options.challenge);
      for (const one of options.allowCredentials ?? []) one.id = toBytes(one.id);
      const given = await navigator.credentials.get({ publicKey: options });
      const response = {};
      for (const name of ["authenticatorData", "clientDataJSON", "signature", "userHandle"]) {
        if (given.response[name]) response[name] = toText(given.response[name]);
      }
      const sent = await fetch("/api/v1/session/second-factor", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          ticket: this.dataset.ticket,
          credential: {
            id: given.id, rawId: toText(given.rawId), type: given.type, response,
            clientExtensionResults: given.getClientExtensionResults(),
          },
        }),
      });
      if (!sent.ok) throw new Error((await sent.json()).detail);
      location.assign(this.dataset.next);
    } catch {
      answer.textContent = this.dataset.failed;
    }
  }
});

// Registers a passkey: the server asks, the browser makes it, the server keeps it.
customElements.define("new-passkey", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = !navigator.credentials;
    button.addEventListener("click", () => this.#register());
  }

  async #register() {
    const says = this.querySelector("[role=status]");
    says.textContent = "…";
    try {
      const begun = await this.#post("/api/v1/account/passkeys/begin", {});
      const { options } = begun;
      options.challenge = toBytes(options.challenge);
      options.user.id = toBytes(options.user.id);
      for (const one of options.excludeCredentials ?? []) one.id = toBytes(one.id);
      const made = await navigator.credentials.create({ publicKey: options });
      await this.#post("/api/v1/account/passkeys", {
        ticket: begun.ticket,
        name: this.querySelector("input").value,
        credential: {
          id: made.id, rawId: toText(made.rawId), type: made.type,
          response: {
            clientDataJSON: toText(made.response.clientDataJSON),
            attestationObject: toText(made.response.attestationObject),
          },
          clientExtensionResults: made.getClientExtensionResults(),
        },
      });
      location.assign("/account?done=passkey");
    } catch (error) {
      says.textContent = `${this.dataset.failed} ${error.message}`;
    }
  }

  async #post(address, values) {
    const sent = await fetch(address, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "accept-language": document.documentElement.lang,
        "x-csrf-token": document.querySelector("meta[name=csrf-token]")?.content ?? "",
      },
      body: JSON.stringify(values),
    });
    const answer = await sent.json();
    if (!sent.ok) throw new Error(answer.detail);
    return answer;
  }
});
