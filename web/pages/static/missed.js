"use strict";
// Reporting an error that no check found: the form opens over the text, with what is
// selected there as the wrong passage.

const FRAGMENT = { headers: { "HX-Request": "true" } };

/** The place of a UTF-16 offset in characters, as the server counts. */
const countCharacters = (text, end) => [...text.slice(0, end)].length;

/** What is selected in the row of a link: in its field, or in the text itself. */
const readSelection = (row) => {
  const field = row?.querySelector("textarea[name=text], textarea[name=target_text]");
  if (field) {
    const { value, selectionStart, selectionEnd } = field;
    return {
      target_text: value, passage: value.slice(selectionStart, selectionEnd),
      start: countCharacters(value, selectionStart),
    };
  }
  const selection = getSelection();
  const isHere = selection.rangeCount && row?.contains(selection.getRangeAt(0).commonAncestorContainer);
  return { passage: isHere ? selection.toString().trim() : "" };
};

const LONGEST_VALUE = 2000;

customElements.define("missed-error", class extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.handleClick = (event) => this.#heed(event);
    document.addEventListener("click", this.handleClick);
    this.dialog.addEventListener("submit", (event) => this.#send(event));
    this.dialog.addEventListener("keydown", (event) => {
      if (padanan.nameKey(event) === "Ctrl+Enter") this.dialog.querySelector("form")?.requestSubmit();
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog || event.target.closest("[data-close]")) this.dialog.close();
    });
    this.dialog.addEventListener("close", () => {
      this.dialog.replaceChildren();
      this.opener?.focus();
    });
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.handleClick);
  }

  #heed(event) {
    const link = event.target.closest?.("[data-missed]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#open(link);
  }

  async #open(link) {
    const address = new URL(link.href);
    for (const [name, value] of Object.entries(readSelection(link.closest(".pair, .seg, .texts")))) {
      if (value && String(value).length <= LONGEST_VALUE) address.searchParams.set(name, value);
    }
    const before = document.activeElement;
    this.opener = before && before !== document.body ? before : link;
    if (await this.#show(address, FRAGMENT)) this.dialog.showModal();
    this.#focus();
  }

  async #send(event) {
    event.preventDefault();
    const form = event.target;
    await this.#show(form.action, { ...FRAGMENT, method: "POST", body: new URLSearchParams(new FormData(form)) });
    this.#focus();
  }

  /** Shows an answer; one that refuses stands beside what was typed. */
  async #show(address, request) {
    let answer;
    try {
      answer = await fetch(address, request);
    } catch {
      padanan.say(this.dataset.offline);
      return false;
    }
    const text = await answer.text();
    const place = answer.ok ? this.dialog : this.dialog.querySelector(".refused");
    // From this server, as htmx does it: scripts in it never run.
    (place ?? this.dialog).innerHTML = text;
    for (const one of this.dialog.querySelectorAll("[data-close]")) one.hidden = false;
    return true;
  }

  #focus() {
    this.dialog.querySelector("[data-first]")?.focus();
  }
});

// What is selected in the translation or the original is the wrong passage.
customElements.define("missed-error-form", class extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const { passage, start } = form.elements;
    for (const field of form.querySelectorAll("textarea")) {
      field.addEventListener("select", () => {
        const chosen = field.value.slice(field.selectionStart, field.selectionEnd);
        if (!chosen.trim()) return;
        passage.value = chosen;
        start.value = field.name === "target_text" ? countCharacters(field.value, field.selectionStart) : 0;
      });
    }
    passage.addEventListener("input", () => { start.value = 0; });
  }
});
