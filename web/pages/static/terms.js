"use strict";
// The search for concepts: as people type, but never while an input method composes.
customElements.define("concept-search", class extends HTMLElement {
  #searched = null;
  #timer = null;

  connectedCallback() {
    const form = this.querySelector("form");
    let composes = false;
    form.addEventListener("compositionstart", () => { composes = true; });
    form.addEventListener("compositionend", () => {
      composes = false;
      this.#plan(form);
    });
    form.addEventListener("input", (event) => {
      if (!composes && !event.isComposing) this.#plan(form);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (composes) return;
      this.#search(form);
      document.querySelector("#concepts .open")?.focus();
    });
    this.#searched = this.#describe(form);
  }

  #describe(form) {
    return new URLSearchParams(new FormData(form)).toString();
  }

  #plan(form) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(form), 80);
  }

  #search(form) {
    const described = this.#describe(form);
    if (described === this.#searched || !form.checkValidity()) return;
    this.#searched = described;
    form.dispatchEvent(new CustomEvent("search-now"));
  }
});

// Rows that are walked through by keys.
customElements.define("concept-rows", class extends HTMLElement {
  connectedCallback() {
    this.heed = (event) => this.#heed(event);
    document.addEventListener("keydown", this.heed);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.heed);
  }

  #heed(event) {
    const name = padanan.nameKey(event);
    if (document.querySelector("dialog[open]") || !padanan.mayUseKey(event, name)) return;
    const links = [...this.querySelectorAll(".open")];
    const at = links.indexOf(document.activeElement);
    if (name === "j" || name === "k") {
      event.preventDefault();
      const next = name === "j" ? at + 1 : at - 1;
      links[Math.min(links.length - 1, Math.max(0, next))]?.focus();
    } else if (name === "o" && at >= 0) {
      event.preventDefault();
      links[at].click();
    }
  }
});
