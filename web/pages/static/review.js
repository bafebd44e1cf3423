"use strict";
// The queue of unsure pairs: the focus goes with the work, fields open by a key.

customElements.define("review-queue", class extends HTMLElement {
  connectedCallback() {
    this.handleKey = (event) => this.#heed(event);
    document.addEventListener("keydown", this.handleKey);
    this.addEventListener("htmx:after:swap", () => this.#settle());
    this.#settle();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.handleKey);
  }

  #settle() {
    const pair = this.querySelector("[data-pair]");
    pair?.focus({ preventScroll: true });
    const box = pair?.getBoundingClientRect();
    if (box && (box.bottom > innerHeight || box.top < 0)) pair.scrollIntoView({ block: "center" });
  }

  #heed(event) {
    const name = padanan.nameKey(event);
    if (document.querySelector("dialog[open]")) return;
    const details = this.querySelector(".edit-pair");
    if (name === "Escape" && details?.open && !event.isComposing) {
      details.open = false;
      this.querySelector("[data-pair]").focus();
      return;
    }
    if (!padanan.mayUseKey(event, name)) return;
    if (name === "e" && details) {
      event.preventDefault();
      details.open = true;
      const field = details.querySelector("textarea");
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
    } else if (name === "s") {
      const field = this.querySelector("[data-split]");
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    }
  }
});
