"use strict";
// An article by keyboard: rows, terms with their entries, editing, findings.

customElements.define("article-rows", class extends HTMLElement {
  connectedCallback() {
    this.handleKey = (event) => this.#heed(event);
    document.addEventListener("keydown", this.handleKey);
    this.handleSwap = () => this.#settle();
    document.addEventListener("htmx:after:swap", this.handleSwap);
    this.addEventListener("click", (event) => {
      const act = event.target.closest("[data-edit], [data-cancel], button");
      const row = act?.closest(".pairs > li");
      if (row) this.acted = row.id;
    });
    this.card = this.#makeCard();
    for (const name of ["pointerover", "focusin"]) this.addEventListener(name, (event) => this.#showTerm(event));
    for (const name of ["pointerout", "focusout"]) this.addEventListener(name, () => this.card.hidePopover());
    this.#settle();
    if (location.hash) document.getElementById(location.hash.slice(1))?.focus();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.handleKey);
    document.removeEventListener("htmx:after:swap", this.handleSwap);
  }

  get #rows() {
    return [...this.querySelectorAll(".pairs > li")];
  }

  get #row() {
    return document.activeElement?.closest?.(".pairs > li");
  }

  // Terms are reached by a key of their own, so that Tab goes from row to row.
  #settle() {
    for (const one of this.querySelectorAll(".term")) one.tabIndex = -1;
    const row = this.acted && document.getElementById(this.acted);
    if (!row || ![row, document.body].includes(document.activeElement)) return;
    this.acted = null;
    const field = row.querySelector("[data-edit-form] textarea");
    (field ?? row).focus({ preventScroll: !field });
    field?.setSelectionRange(field.value.length, field.value.length);
  }

  #heed(event) {
    const name = padanan.nameKey(event);
    if (document.querySelector("dialog[open]") || !padanan.mayUseKey(event, name)) return;
    const act = {
      j: () => this.#move(1), k: () => this.#move(-1), t: () => this.#nextTerm(),
      e: () => this.#edit(), f: () => this.#nextFinding(), d: () => this.#dismiss(),
      m: () => (this.#row ?? this.#firstVisible())?.querySelector("[data-missed]")?.click(),
      p: () => this.#row?.querySelector("[data-pair-rows]")?.click(),
    }[name];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #move(step) {
    const rows = this.#rows;
    const at = rows.indexOf(this.#row);
    const next = at < 0 ? this.#firstVisible() : rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  #firstVisible() {
    return this.#rows.find((one) => one.getBoundingClientRect().bottom > 60);
  }

  #nextTerm() {
    const row = this.#row ?? this.#firstVisible();
    const terms = [...row.querySelectorAll(".term")];
    terms[(terms.indexOf(document.activeElement) + 1) % terms.length]?.focus();
  }

  #nextFinding() {
    const rows = this.#rows.filter((one) => one.querySelector(".finding"));
    const all = this.#rows;
    const at = all.indexOf(this.#row);
    const next = rows.find((one) => all.indexOf(one) > at) ?? rows[0];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  #dismiss() {
    const details = this.#row?.querySelector(".dismiss");
    if (!details) return;
    details.open = true;
    details.querySelector("input[name=reason]").focus();
  }

  #edit() {
    const row = this.#row;
    if (!row || row.querySelector("textarea")) return;
    const link = row.querySelector("[data-edit]");
    if (link) link.click();
    else padanan.say(this.dataset.noPair);
  }

  #makeCard() {
    const card = document.createElement("div");
    card.id = "term-card";
    card.popover = "manual";
    card.setAttribute("role", "tooltip");
    this.append(card);
    return card;
  }

  #showTerm(event) {
    const term = event.target.closest(".term");
    const entry = term && document.getElementById(`term-${term.dataset.term}`);
    if (!entry) return;
    this.card.replaceChildren(...[...entry.cloneNode(true).childNodes]);
    this.card.showPopover();
    const box = term.getClientRects()[0];
    const { width, height } = this.card.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, innerWidth - width - 8));
    const top = box.bottom + height + 8 > innerHeight ? box.top - height - 6 : box.bottom + 6;
    this.card.style.left = `${left}px`;
    this.card.style.top = `${Math.max(8, top)}px`;
    term.setAttribute("aria-describedby", "term-card");
  }
});

// Counting the findings of all articles of the list, one after the other.
customElements.define("article-list", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("[data-count-findings]");
    if (!button) return;
    button.hidden = false;
    const countNext = () => this.querySelector(".count-findings")?.dispatchEvent(new CustomEvent("count-findings"));
    button.addEventListener("click", () => {
      button.disabled = true;
      this.addEventListener("htmx:after:swap", countNext);
      countNext();
    });
  }
});

// Files are read into the fields, where they can be seen before they are stored.
// A chosen file is shown as text; one in another encoding is read by the server.
customElements.define("article-form", class extends HTMLElement {
  connectedCallback() {
    for (const input of this.querySelectorAll("[data-fills]")) input.addEventListener("change", () => this.#read(input));
  }

  async #read(input) {
    const [file] = input.files;
    if (!file) return;
    let text = "";
    try { text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()); } catch { /* no UTF-8 */ }
    document.getElementById(input.dataset.fills).value = text;
    padanan.say(this.dataset.read.replace("…", file.name));
  }
});
