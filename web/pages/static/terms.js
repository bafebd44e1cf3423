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
    } else if (name === "ArrowDown" && event.target.matches("[type=search]") && links.length) {
      event.preventDefault();
      links[0].focus();
    } else if (name === "o" && at >= 0) {
      event.preventDefault();
      links[at].click();
    }
  }
});

// The form of a concept: what is typed is not lost by leaving the page unawares.
customElements.define("concept-form", class extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const describe = () => new URLSearchParams(new FormData(form)).toString();
    const begun = describe();
    let sends = false;
    form.addEventListener("submit", () => { sends = true; });
    this.warn = (event) => { if (!sends && describe() !== begun) event.preventDefault(); };
    window.addEventListener("beforeunload", this.warn);
    form.addEventListener("htmx:after:request", () => { sends = false; });
  }

  disconnectedCallback() {
    window.removeEventListener("beforeunload", this.warn);
  }
});

// What waits for a decision: walked through, accepted and refused by keys.
customElements.define("decision-list", class extends HTMLElement {
  connectedCallback() {
    this.heed = (event) => this.#heed(event);
    document.addEventListener("keydown", this.heed);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.heed);
  }

  get #items() {
    return [...this.querySelectorAll(".decide > li:not([hidden])")];
  }

  #heed(event) {
    const name = padanan.nameKey(event);
    if (document.querySelector("dialog[open]") || !padanan.mayUseKey(event, name)) return;
    const items = this.#items;
    const here = document.activeElement?.closest?.(".decide > li");
    const at = items.indexOf(here);
    const item = here ?? items[0];
    const act = {
      j: () => items[Math.min(items.length - 1, at + 1)]?.focus(),
      k: () => items[Math.max(0, at - 1)]?.focus(),
      a: () => this.#decide(here, items, "[data-accept]"),
      t: () => this.#decide(here, items, "[data-accept-term]"),
      r: () => this.#refuse(here, items),
      x: () => this.#leaveOut(item, items),
    }[name];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // The first press shows what is meant, by the focus.
  #decide(here, items, button) {
    if (here) here.querySelector(button)?.click();
    else items[0]?.focus();
  }

  #refuse(here, items) {
    const reason = here?.querySelector("[data-reason]");
    if (reason) reason.focus();
    else this.#decide(here, items, "[data-refuse]");
  }

  #leaveOut(item, items) {
    if (!this.querySelector(".candidates") || !item) return;
    const next = items[items.indexOf(item) + 1] ?? items[items.indexOf(item) - 1];
    item.hidden = true;
    next?.focus();
  }
});

// Enter in the reason refuses; the first button of the form would accept.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("[data-reason]")) return;
  event.preventDefault();
  event.target.form.querySelector("[data-refuse]").click();
});
