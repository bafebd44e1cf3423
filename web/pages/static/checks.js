"use strict";
// Triage of findings by keyboard, and files that a form sends.

customElements.define("finding-list", class extends HTMLElement {
  connectedCallback() {
    this.handleKey = (event) => this.#heed(event);
    document.addEventListener("keydown", this.handleKey);
    this.addEventListener("click", (event) => this.#copy(event));
    this.addEventListener("submit", (event) => this.#send(event));
    const shown = location.hash.startsWith("#g-") && document.getElementById(location.hash.slice(1));
    // The fragment of the address, for browsers without scripts, would take the focus.
    if (shown) history.replaceState(null, "", location.pathname + location.search);
    (shown || this).querySelector?.("summary")?.focus({ preventScroll: !shown });
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.handleKey);
  }

  get #summaries() {
    return [...this.querySelectorAll(".groups summary")];
  }

  get #group() {
    return document.activeElement?.closest?.(".groups > li, .group-body") ?? this.querySelector(".groups > li, .group-body");
  }

  #heed(event) {
    const name = padanan.nameKey(event);
    if (document.querySelector("dialog[open]") || !padanan.mayUseKey(event, name)) return;
    const act = {
      j: () => this.#move(1), k: () => this.#move(-1), o: () => this.#toggle(),
      d: () => this.#decide("dismiss"), n: () => this.#decide("not_useful"), f: () => this.#decide("fix"), c: () => this.#decide("critical"),
      x: () => this.#choose(), m: () => this.#report(),
    }[name];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #move(step) {
    const open = document.activeElement?.closest?.("details[open]");
    const boxes = open ? [...open.querySelectorAll(".findings input[type=checkbox]")] : [];
    const box = boxes.indexOf(document.activeElement);
    if (box >= 0 && boxes[box + step]) return boxes[box + step].focus();
    if (box < 0 && boxes.length && step > 0 && document.activeElement.matches("summary")) return boxes[0].focus();
    if (box === 0 && step < 0) return open.querySelector("summary").focus();
    const summaries = this.#summaries;
    const at = summaries.indexOf(this.#group?.querySelector("summary"));
    const isIn = summaries.includes(document.activeElement) || box >= 0;
    summaries[isIn ? Math.min(summaries.length - 1, Math.max(0, at + step)) : Math.max(0, at)]?.focus();
  }

  #toggle() {
    const details = this.#group?.querySelector("details");
    if (!details) return;
    details.open = !details.open;
    details.querySelector("summary").focus();
  }

  #choose() {
    if (document.activeElement?.matches(".findings input[type=checkbox]")) document.activeElement.click();
  }

  #report() {
    const finding = document.activeElement?.closest?.(".findings > li") ?? this.#group;
    finding?.querySelector("[data-missed]")?.click();
  }

  // The decision is shown with its findings before it is made: the first press opens them.
  async #decide(action) {
    const group = this.#group;
    const details = group?.querySelector("details");
    if (details && !details.open) {
      details.open = true;
    }
    for (let wait = 0; wait < 100 && !group.querySelector("form"); wait += 1) {
      await new Promise((resolve) => { setTimeout(resolve, 30); });
    }
    const control = action === "dismiss"
      ? group.querySelector("[data-reason]") : group.querySelector(`button[value="${action}"]`);
    // The fix of a text that is not stored is copied.
    const focused = control ?? (action === "fix" ? group?.querySelector("[data-copy]") : null);
    if (!focused && action === "fix") padanan.say(this.dataset.noFix);
    focused?.focus();
    focused?.scrollIntoView({ block: "nearest" });
  }

  #send(event) {
    const form = event.target;
    const reason = form.querySelector("[data-reason]");
    const button = event.submitter;
    if (button?.dataset.needsReason && !reason.value.trim()) {
      event.preventDefault();
      reason.focus();
      padanan.say(button.dataset.needsReason);
      return;
    }
    const next = form.closest(".groups > li")?.nextElementSibling;
    if (next) this.#add(form, "next", next.id.slice(2));
    const query = new URLSearchParams(location.search);
    for (const name of [...query.keys()]) {
      if (!["check", "severity", "state", "page"].includes(name)) query.delete(name);
    }
    this.#add(form, "query", query.toString());
  }

  #add(form, name, value) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }

  async #copy(event) {
    const button = event.target.closest("[data-copy]");
    if (button && await padanan.copyText(button.dataset.copy)) padanan.say(`${this.dataset.copied}: ${button.dataset.copy.slice(0, 60)}`);
  }
});
