"use strict";
// What is shown once is copied by one click.
customElements.define("copy-text", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", async () => {
      const worked = await padanan.copyText(this.querySelector("code").textContent.trim());
      padanan.say(worked ? this.dataset.copied : this.dataset.failed);
    });
  }
});
