"use strict";
// Calls a function once what is shown now is painted. Speed trick: the address of the page
// takes 4 ms to change, for which the results need not wait (benchmarks/pages.py).
const afterPaint = (call) => requestAnimationFrame(() => setTimeout(call));

// The search box: searches as people type, but never while an input method composes.
customElements.define("search-box", class extends HTMLElement {
  #searched = null;
  #answer = null;

  connectedCallback() {
    const form = this.querySelector("form");
    const field = form.elements.q;
    let composes = false;
    field.addEventListener("compositionstart", () => { composes = true; });
    field.addEventListener("compositionend", () => {
      composes = false;
      this.#search(form);
    });
    form.addEventListener("input", (event) => {
      if (!composes && !event.isComposing) this.#search(form);
    });
    form.addEventListener("change", () => { if (!composes) this.#search(form); });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (composes) return;
      this.#search(form);
      // Whoever presses Enter before the answer comes goes on in it.
      await this.#answer;
      if (form.contains(document.activeElement)) document.querySelector("#results .hit")?.focus();
    });
    // The link without filters takes along what was typed since the page came.
    form.querySelector("[data-without-filters]").addEventListener("click", (event) => {
      const address = new URL(event.currentTarget.href);
      if (field.value) address.searchParams.set("q", field.value);
      event.currentTarget.href = address;
    });
    // In the empty box, ? shows the keys, as the page promises.
    field.addEventListener("keydown", (event) => {
      const isOn = document.documentElement.dataset.shortcuts === "on";
      if (event.key !== "?" || field.value || !isOn || event.isComposing) return;
      event.preventDefault();
      document.querySelector("key-help button").click();
    });
    this.#searched = this.#describe(form);
  }

  #describe(form) {
    return new URLSearchParams(new FormData(form)).toString();
  }

  #search(form) {
    const described = this.#describe(form);
    if (described === this.#searched || !form.checkValidity()) return;
    this.#searched = described;
    this.#answer = document.getElementById("results").search(`${form.getAttribute("action")}?${described}`);
  }
});

// The hits: walked through and copied by keys, from the box on. What takes longer comes by
// a second request. Speed trick: without htmx, which searches what is new for its
// attributes, they are there 4 ms earlier (benchmarks/pages.py).
customElements.define("hit-list", class extends HTMLElement {
  #request = null;
  #restTimer;

  connectedCallback() {
    this.#fetchRestSoon();
    document.addEventListener("keydown", (event) => this.#heed(event));
    this.addEventListener("click", (event) => {
      const unit = event.target.closest("[data-unit]");
      // From the page of a unit, one goes back to this search.
      if (unit && location.search) unit.href += `${unit.search ? "&" : "?"}back=${encodeURIComponent(location.search.slice(1))}`;
      const button = event.target.closest(".copy");
      if (button) this.#copy(button.closest(".hit"));
    });
  }

  /** Shows the answer of an address; the next search supersedes it. */
  async search(address) {
    clearTimeout(this.#restTimer);
    // What is shown is old until the answer is there, which shows after a moment.
    const timer = setTimeout(() => this.setAttribute("aria-busy", "true"), 300);
    const answer = await this.#fetch(address);
    clearTimeout(timer);
    if (!answer) return;
    this.removeAttribute("aria-busy");
    this.innerHTML = answer.text;
    // Speed trick: asked for its height, the browser lays the results out now, while it waits
    // for the screen anyway; they are painted 7 % earlier (benchmarks/pages.py).
    void this.offsetHeight;
    if (answer.address) afterPaint(() => history.replaceState(null, "", answer.address));
    this.#fetchRestSoon();
  }

  #fetchRestSoon() {
    const part = this.querySelector("[data-rest]");
    if (!part) return;
    this.#restTimer = setTimeout(async () => {
      const answer = await this.#fetch(part.dataset.rest);
      if (answer) this.#showRest(answer.text);
    }, Number(part.dataset.delay));
  }

  /** Replaces what was shown of the phrase; whoever is in a line already stays in it. */
  #showRest(text) {
    const rest = document.createElement("template");
    rest.innerHTML = text;
    const lines = [...this.querySelectorAll(".line")];
    const place = lines.indexOf(document.activeElement.closest(".line"));
    const widened = lines.map((line) => line.querySelector(".rest:not([hidden])"));
    for (const name of ["renderings", "phrases"]) {
      const part = rest.content.getElementById(name);
      const before = document.getElementById(name);
      if (part) before?.replaceWith(part);
      else before?.remove();
    }
    this.querySelectorAll(".line").forEach((line, index) => {
      if (widened[index]) this.#toggleWhole(line);
      if (index === place) line.focus({ preventScroll: true });
    });
  }

  #toggleWhole(hit) {
    for (const one of hit.querySelectorAll(".rest, .segment i")) one.hidden = !one.hidden;
  }

  /** Fetches a part of the page; null if another one was asked for since, or none came. */
  async #fetch(address) {
    this.#request?.abort();
    const request = this.#request = new AbortController();
    const headers = { Accept: "text/html", "HX-Request": "true", "HX-Current-URL": location.href };
    try {
      const answer = await fetch(address, { headers, signal: request.signal });
      const redirect = answer.headers.get("hx-redirect");
      if (redirect) location.assign(redirect);
      const text = await answer.text();
      return redirect ? null : { text, address: answer.headers.get("hx-replace-url") };
    } catch {
      if (request === this.#request) {
        this.removeAttribute("aria-busy");
        padanan.say(this.dataset.unreachable);
      }
      return null;
    }
  }

  get #hits() {
    return [...this.querySelectorAll(".hit")];
  }

  get #copiedHits() {
    return this.#hits.filter((one) => one.matches("[data-copy], :has(.copied)"));
  }

  /** The text that is copied: the whole translation, without the signs of what is cut. */
  #readCopied(hit) {
    const part = hit?.querySelector(".copied")?.cloneNode(true);
    part?.querySelectorAll("i").forEach((one) => one.remove());
    return hit?.dataset.copy ?? part?.textContent;
  }

  async #copy(hit) {
    const text = this.#readCopied(hit);
    if (!text) return;
    const worked = await padanan.copyText(text);
    padanan.say(worked ? `${this.dataset.copied}: ${text.slice(0, 60)}` : this.dataset.notCopied);
  }

  #heed(event) {
    const field = document.getElementById("q");
    const name = padanan.nameKey(event);
    const inBox = event.target === field;
    const hit = event.target.closest?.(".hit");
    if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return;
    const digit = /^Alt\+([1-9])$/.exec(name);
    if (digit) {
      event.preventDefault();
      this.#copy(this.#copiedHits[digit[1] - 1]);
    } else if ((name === "ArrowDown" || name === "ArrowUp") && (inBox || hit)) {
      const hits = this.#hits;
      const place = hits.indexOf(hit) + (name === "ArrowDown" ? 1 : -1);
      if (inBox && name === "ArrowUp" || place >= hits.length) return;
      event.preventDefault();
      (place < 0 ? field : hits[place]).focus();
    } else if (name === "Escape" && hit) {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (name === "Enter" && event.target === hit) {
      event.preventDefault();
      this.#copy(hit);
    } else if (hit && padanan.mayUseKey(event, name)) {
      if (name === "o") {
        const page = hit.querySelector("[data-article], [data-page]");
        if (page?.matches("[data-page]")) window.open(page.href, "_blank", "noopener");
        else (page ?? hit.querySelector("a.about"))?.click();
      }
      if (name === "e") hit.querySelector("[data-unit], [data-lines], a.about")?.click();
      if (name === "x") this.#toggleWhole(hit);
    }
  }
});
