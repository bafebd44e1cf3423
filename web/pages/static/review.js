"use strict";
// The queue of unsure pairs: the focus goes with the work, fields open by a key, and
// sentences can be dragged; each way of dragging is that of a button with a key.

customElements.define("review-queue", class extends HTMLElement {
  connectedCallback() {
    this.handleKey = (event) => this.#heed(event);
    document.addEventListener("keydown", this.handleKey);
    this.addEventListener("dragstart", (event) => this.#drag(event));
    this.addEventListener("dragover", (event) => this.#markPlace(event));
    this.addEventListener("drop", (event) => this.#drop(event));
    this.addEventListener("dragend", () => this.#endDrag());
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

  #drag(event) {
    this.dragged = event.target.closest?.("[draggable=true]");
    if (!this.dragged) return;
    event.dataTransfer.setData("text/plain", this.dragged.textContent.trim());
    event.dataTransfer.effectAllowed = "move";
    const pair = this.querySelector("[data-pair]");
    for (const row of [pair, pair.previousElementSibling, pair.nextElementSibling]) {
      row?.classList.toggle("takes", Boolean(this.#findAction(row)));
    }
  }

  /** What it means to drop the dragged sentence on a row: the name of a button, and how
      many sentences move. The pair takes one of a row beside it, or gives one of its own. */
  #findAction(row) {
    const { action, count, side, before, after } = this.dragged.dataset;
    const pair = this.querySelector("[data-pair]");
    if (!side) return row === pair ? { action, count } : null;
    if (row === pair.previousElementSibling && before) return { action: `${side}_gives_before`, count: before };
    if (row === pair.nextElementSibling && after) return { action: `${side}_gives`, count: after };
    return null;
  }

  #findPlace(event) {
    return this.dragged ? event.target.closest?.(".in-context > li.takes") : null;
  }

  #markPlace(event) {
    const place = this.#findPlace(event);
    for (const one of this.querySelectorAll(".place")) if (one !== place) one.classList.remove("place");
    if (!place) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    place.classList.add("place");
  }

  #drop(event) {
    const place = this.#findPlace(event);
    if (!place) return;
    event.preventDefault();
    const { action, count } = this.#findAction(place);
    const button = this.querySelector(`button[value="${action}"]`);
    button.form.elements.count.value = count;
    this.#endDrag();
    button.form.requestSubmit(button);
  }

  #endDrag() {
    for (const row of this.querySelectorAll(".takes")) row.classList.remove("takes", "place");
    this.dragged = null;
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
