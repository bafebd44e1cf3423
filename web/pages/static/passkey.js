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
