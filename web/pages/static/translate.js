"use strict";
// The editor of a draft. What is typed is kept in the browser at once, and sent after a
// pause; an input method that composes is never interrupted.

const SAVE_PAUSE = 900, CHECK_PAUSE = 600, RETRY_PAUSE = 4000;
// Between a term and the words around it stands a space, but not in these scripts.
const UNSPACED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const ENDS_WORD = /[\p{L}\p{M}\p{N}.,;:!?%)”»]$/u, BEGINS_WORD = /^[\p{L}\p{N}]/u;

/** What is typed and not yet sent, in this browser: its database is written to disk at
 * once, other than localStorage, so that it outlives a browser that is killed. */
const kept = {
  open() {
    return this.base ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("padanan", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("typed");
      request.onsuccess = () => {
        // Logging out, here or in another tab, removes the database.
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    });
  },

  async change(act) {
    try {
      const base = await this.open();
      act(base.transaction("typed", "readwrite", { durability: "strict" }).objectStore("typed"));
    } catch { /* No room, or not allowed: it is sent all the same. */ }
  },

  /** All of a draft: pairs of a key and a value. */
  async list(prefix) {
    const base = await this.open();
    const store = base.transaction("typed").objectStore("typed");
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const read = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const [keys, values] = await Promise.all([read(store.getAllKeys(range)), read(store.getAll(range))]);
    return keys.map((key, place) => [key, values[place]]);
  },
};

/** Focuses a field to go on typing: behind what is typed already. */
const focusAtEnd = (field) => {
  field.focus({ preventScroll: true });
  field.setSelectionRange(field.value.length, field.value.length);
};

/** One segment: its field, what the server has of it, and what it does not have yet. */
class Segment {
  constructor(element, editor) {
    this.element = element;
    this.editor = editor;
    this.number = Number(element.dataset.number);
    this.field = element.querySelector("textarea");
    this.choice = element.querySelector("select[name=state]");
    this.version = element.dataset.version;
    this.saved = this.#describe();
    this.key = `${editor.keptUnder}.${this.number}`;
  }

  get state() { return this.field.value.trim() ? this.choice.value : "initial"; }

  #describe() { return JSON.stringify([this.field.value, this.state]); }

  get isChanged() { return this.#describe() !== this.saved; }

  /** Keeps what is typed in this browser, with the version that it was typed over. */
  keep() {
    const typed = { text: this.field.value, state: this.state, version: this.version };
    kept.change((store) => (this.isChanged ? store.put(typed, this.key) : store.delete(this.key)));
  }

  /** Takes over what the server has, for what was typed until then. */
  accept(stored, sent) {
    this.version = stored.version;
    this.saved = JSON.stringify(sent);
    this.element.querySelector("[name=version]").value = stored.version;
    this.showState();
    this.keep();
  }

  /** Takes a text of somebody else over into the field. */
  take(stored) {
    this.field.value = stored.target_text;
    this.choice.value = stored.state;
    this.accept(stored, [this.field.value, this.state]);
  }

  showState() {
    this.element.dataset.state = this.field.value.trim() ? this.state : "empty";
  }
}

customElements.define("draft-editor", class extends HTMLElement {
  #segments = new Map();
  #timers = new Map();
  #sending = new Set();
  #conflicts = new Map();
  #problem = null;
  #composes = false;
  #help = null;
  #helpOf = 0;
  #channel = null;
  #isLeaving = false;

  connectedCallback() {
    this.classList.add("live");
    this.keptUnder = `${this.dataset.person}.${this.dataset.id}`;
    this.#help = this.querySelector(".draft-help");
    this.#helpOf = Number(this.dataset.current);
    for (const one of this.querySelectorAll("[data-finish]")) one.hidden = false;
    for (const one of this.querySelectorAll(".seg")) {
      const segment = new Segment(one, this);
      this.#segments.set(segment.number, segment);
    }
    this.#listen();
    this.#prepareHelp();
    this.before = this.querySelectorAll(".seg:is([data-state=translated], [data-state=reviewed])").length;
    this.#recover();
    this.#checkAll();
    this.#placeHelp();
    const shown = this.#segments.get(this.#helpOf);
    if (shown) {
      // The fragment of the address, for browsers without scripts, would take the focus.
      if (location.hash) history.replaceState(null, "", location.pathname + location.search);
      focusAtEnd(shown.field);
      shown.element.scrollIntoView({ block: "nearest" });
    }
    this.#tell();
  }

  #listen() {
    this.addEventListener("compositionstart", () => { this.#composes = true; });
    this.addEventListener("compositionend", (event) => {
      this.#composes = false;
      this.#typed(this.#of(event.target));
    });
    this.addEventListener("input", (event) => this.#typed(this.#of(event.target)));
    // With the focus the fields of its segment appear, and the button would move away from the click.
    this.addEventListener("mousedown", (event) => { if (event.target.closest("[data-fix]")) event.preventDefault(); });
    this.addEventListener("focusin", (event) => this.#enter(this.#of(event.target)));
    this.addEventListener("focusout", (event) => {
      const segment = this.#of(event.target);
      if (segment?.isChanged) this.#send(segment);
    });
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("submit", (event) => this.#submit(event));
    document.addEventListener("keydown", (event) => this.#heed(event));
    // Logging out removes what the browser keeps, so it is sent before.
    document.querySelector('form[action="/logout"]')?.addEventListener("submit", (event) => {
      if (this.#isLeaving || ![...this.#segments.values()].some((one) => one.isChanged)) return;
      event.preventDefault();
      this.#isLeaving = true;
      this.#flush().then((isDone) => {
        if (isDone) event.target.requestSubmit();
        else padanan.say(this.querySelector(".save-state").textContent);
      });
    });
    addEventListener("online", () => this.#sendAll());
    addEventListener("offline", () => { this.#problem = "offline"; this.#tell(); });
    addEventListener("pagehide", () => this.#sendAll({ keepalive: true }));
    matchMedia("(max-width: 75rem)").addEventListener("change", () => this.#placeHelp());
    this.#channel = new BroadcastChannel(this.keptUnder);
    this.#channel.addEventListener("message", (event) => this.#hear(event.data));
  }

  #of(target) {
    const element = target.closest?.(".seg");
    return element ? this.#segments.get(Number(element.dataset.number)) : undefined;
  }

  get #current() { return this.#segments.get(this.#helpOf); }

  // Typing, keeping, sending

  #typed(segment) {
    if (!segment) return;
    segment.keep();
    this.#tell();
    if (this.#composes) return;
    this.#later(`save ${segment.number}`, SAVE_PAUSE, () => this.#send(segment));
    this.#later(`check ${segment.number}`, CHECK_PAUSE, () => this.#check(segment));
  }

  #later(name, pause, act) {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(() => {
      this.#timers.delete(name);
      if (this.#composes) this.#later(name, pause, act);
      else act();
    }, pause));
  }

  async #send(segment, { keepalive = false } = {}) {
    clearTimeout(this.#timers.get(`save ${segment.number}`));
    if (!segment.isChanged || this.#sending.has(segment) || this.#conflicts.has(segment.number)) return;
    const sent = [segment.field.value, segment.state];
    this.#sending.add(segment);
    this.#tell();
    const answer = await this.#put(segment.number, ...sent, segment.version, keepalive);
    this.#sending.delete(segment);
    if (answer.stored) {
      segment.accept(answer.stored, sent);
      this.#count();
      this.#channel.postMessage({ number: segment.number, stored: answer.stored });
      if (segment.isChanged) this.#typed(segment);
    } else if (answer.current) this.#showConflict(segment, answer.current);
    this.#tell();
  }

  async #put(number, text, state, version, keepalive = false) {
    const token = document.querySelector("meta[name=csrf-token]")?.content;
    try {
      const answer = await fetch(`/api/v1/drafts/${this.dataset.id}/segments/${number}`, {
        method: "PUT", keepalive: keepalive && text.length < 20000,
        headers: {
          "content-type": "application/json", "if-match": `"${version}"`,
          ...(token ? { "x-csrf-token": token } : {}),
        },
        body: JSON.stringify({ memory: this.dataset.memory, text, state }),
      });
      const content = await answer.json();
      this.#problem = null;
      if (answer.ok) return { stored: content };
      if (answer.status === 412) return { current: content.current };
      this.#problem = [401, 403].includes(answer.status) ? "loggedOut" : "refused";
      if (answer.status >= 500 || answer.status === 429) this.#retry();
    } catch {
      this.#problem = "offline";
      this.#retry();
    }
    return {};
  }

  #retry() { this.#later("retry", RETRY_PAUSE, () => this.#sendAll()); }

  async #sendAll(options) {
    await Promise.all([...this.#segments.values()].map((one) => this.#send(one, options)));
  }

  /** Sends all, and waits for what is on its way. */
  async #flush() {
    for (let wait = 0; wait < 100; wait += 1) {
      await this.#sendAll();
      if (!this.#sending.size) break;
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    return this.#problem === null && !this.#conflicts.size;
  }

  /** Finds what this browser kept of an earlier time, and sends it. */
  async #recover() {
    const found = await kept.list(`${this.keptUnder}.`).catch(() => []);
    let count = 0;
    for (const [key, typed] of found) {
      const number = Number(key.slice(this.keptUnder.length + 1));
      const segment = this.#segments.get(number);
      if (!segment) {
        const answer = await this.#put(number, typed.text, typed.state, typed.version);
        if (answer.stored) kept.change((store) => store.delete(key));
      } else if (typed.text !== segment.field.value || typed.state !== segment.state) {
        // Whoever began to type meanwhile keeps that, too.
        segment.field.value = segment.isChanged ? `${typed.text} ${segment.field.value}` : typed.text;
        segment.choice.value = typed.state;
        // The version that it was typed over: if it is no longer, both texts are shown.
        segment.version = typed.version;
        segment.keep();
        this.#send(segment);
        count += 1;
      } else segment.keep();
    }
    if (count) padanan.say(this.dataset.recovered);
    this.#tell();
  }

  /** Hears what another tab has saved. */
  #hear({ number, stored }) {
    const segment = this.#segments.get(number);
    if (!segment || segment.version === stored.version) return;
    if (!segment.isChanged && document.activeElement !== segment.field) segment.take(stored);
    else if (!segment.isChanged) this.#showConflict(segment, stored);
    this.#count();
  }

  #showConflict(segment, stored) {
    if (!stored) return;
    this.#conflicts.set(segment.number, stored);
    segment.element.querySelector(".conflict")?.remove();
    const note = document.getElementById("conflict").content.cloneNode(true);
    note.querySelector(".theirs").textContent = stored.target_text || "∅";
    segment.element.querySelector("form").append(note);
    this.#tell();
  }

  #choose(segment, choice) {
    const stored = this.#conflicts.get(segment.number);
    if (choice === "theirs") segment.take(stored);
    else {
      segment.version = stored.version;
      segment.saved = JSON.stringify([stored.target_text, stored.state]);
      segment.keep();
    }
    this.#conflicts.delete(segment.number);
    segment.field.focus();
    segment.element.querySelector(".conflict").remove();
    this.#send(segment);
    this.#check(segment);
    this.#count();
    this.#tell();
  }

  #tell() {
    const all = [...this.#segments.values()];
    const state = this.#conflicts.size ? "conflicted"
      : this.#problem ?? (this.#sending.size ? "saving" : all.some((one) => one.isChanged) ? "typing" : "saved");
    const place = this.querySelector(".save-state");
    if (place.dataset.state === state && place.textContent) return;
    place.dataset.state = state;
    place.textContent = this.dataset[state];
  }

  /** Shows how many segments are translated, and gives the number. */
  #count() {
    const all = [...this.#segments.values()];
    const now = all.filter((one) => ["translated", "reviewed"].includes(one.element.dataset.state)).length;
    const done = Number(this.dataset.finished) + now - this.before;
    this.querySelector("progress").value = done;
    const figure = new Intl.NumberFormat(document.documentElement.lang);
    this.querySelector("[data-progress]").textContent = this.dataset.progress
      .replace("{done}", figure.format(done)).replace("{total}", figure.format(this.dataset.total));
    return done;
  }

  // Help: matches, terms, codes

  #enter(segment) {
    if (!segment || segment.number === this.#helpOf && this.#helpFor === segment.number) return;
    for (const one of this.querySelectorAll(".seg.current")) one.classList.remove("current");
    segment.element.classList.add("current");
    this.#helpOf = segment.number;
    const address = new URL(location.href);
    for (const name of ["stored", "added", "left", "go"]) address.searchParams.delete(name);
    address.searchParams.set("segment", segment.number);
    address.hash = "";
    history.replaceState(null, "", address);
    this.#placeHelp();
    this.#loadHelp(segment.number);
  }

  get #helpFor() { return Number(this.#help.querySelector(".help-of")?.dataset.number); }

  async #loadHelp(number) {
    this.loading?.abort();
    this.loading = new AbortController();
    try {
      const answer = await fetch(`/translate/${this.dataset.id}/segments/${number}?memory=${encodeURIComponent(this.dataset.memory)}`,
        { headers: { "HX-Request": "true" }, signal: this.loading.signal });
      if (!answer.ok) return;
      this.#help.innerHTML = await answer.text();
      this.#prepareHelp();
    } catch { /* Offline, or left meanwhile: what is shown stays. */ }
  }

  #prepareHelp() {
    for (const one of this.#help.querySelectorAll("[data-take-button]")) one.hidden = false;
    for (const one of this.#help.querySelectorAll("[data-code]")) one.disabled = false;
    const help = this.#help.querySelector(".help-of");
    const segment = this.#segments.get(Number(help?.dataset.number));
    if (!segment) return;
    segment.element.querySelector(".source").replaceChildren(
      help.querySelector("[data-marked]").content.cloneNode(true));
    if (help.dataset.version > segment.version && !segment.isChanged) {
      this.#showConflict(segment, {
        version: help.dataset.version, target_text: help.dataset.text, state: help.dataset.state,
      });
    }
  }

  #placeHelp() {
    const isNarrow = matchMedia("(max-width: 75rem)").matches;
    const place = isNarrow ? this.#current?.element : this.querySelector(".draft-body");
    if (place && this.#help.parentElement !== place) place.append(this.#help);
  }

  #write(segment, text, { replaces = false } = {}) {
    const { field } = segment;
    field.focus();
    if (replaces) field.select();
    // So that the browser's own undo takes it back.
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
      this.#typed(segment);
    }
  }

  #takeMatch(number) {
    const match = this.#help.querySelectorAll(".match")[number - 1];
    if (match && this.#current) this.#write(this.#current, match.dataset.take, { replaces: true });
    return Boolean(match);
  }

  #insertTerm(number) {
    const term = this.#help.querySelectorAll("[data-insert]")[number - 1];
    if (term && this.#current) this.#writeTerm(term.dataset.insert);
  }

  #writeTerm(text) {
    const { value, selectionStart, selectionEnd } = this.#current.field;
    const before = UNSPACED.test(text[0]) ? "" : value.slice(0, selectionStart);
    const after = UNSPACED.test(text.at(-1)) ? "" : value.slice(selectionEnd);
    this.#write(this.#current,
      (ENDS_WORD.test(before) ? " " : "") + text + (BEGINS_WORD.test(after) ? " " : ""));
  }

  #insertCode() {
    const text = this.#current?.field.value ?? "";
    let rest = text;
    for (const one of this.#help.querySelectorAll("[data-code]")) {
      const place = rest.indexOf(one.dataset.code);
      if (place < 0) return this.#write(this.#current, one.dataset.code);
      rest = rest.slice(0, place) + rest.slice(place + one.dataset.code.length);
    }
    return undefined;
  }

  // Checks

  async #ask(values) {
    const form = new URLSearchParams({ memory: this.dataset.memory, ...values });
    const token = document.querySelector("meta[name=csrf-token]")?.content;
    if (token) form.set("csrf_token", token);
    try {
      const answer = await fetch(`/translate/${this.dataset.id}/check`, { method: "POST", body: form });
      if (!answer.ok) return [];
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      return [...found.querySelectorAll("template[data-number]")];
    } catch {
      return [];
    }
  }

  async #check(segment) {
    const { value } = segment.field;
    const found = await this.#ask({ number: segment.number, text: value });
    if (segment.field.value === value) found.forEach((one) => this.#showFindings(one));
  }

  async #checkAll() {
    const found = await this.#ask({ first: this.dataset.first, limit: this.#segments.size });
    found.forEach((one) => this.#showFindings(one));
  }

  #showFindings(template) {
    const segment = this.#segments.get(Number(template.dataset.number));
    const list = segment?.element.querySelector(".findings");
    if (!list) return;
    list.replaceChildren(document.importNode(template.content, true));
    list.hidden = !list.children.length;
    const shown = this.querySelector("[data-finding-count]");
    shown.textContent = this.#findingCount;
    shown.hidden = !this.#findingCount;
  }

  /** How many segments of this page have findings. */
  get #findingCount() {
    return [...this.#segments.values()].filter((one) => one.element.querySelector(".findings li")).length;
  }

  #fix(segment, button) {
    const letters = [...segment.field.value];
    const { start, end, fix } = button.dataset;
    const offset = (count) => letters.slice(0, count).join("").length;
    segment.field.focus();
    segment.field.setSelectionRange(offset(Number(start)), offset(Number(end)));
    document.execCommand(fix ? "insertText" : "delete", false, fix);
    this.#check(segment);
  }

  // Keys and buttons

  #click(event) {
    const segment = this.#of(event.target);
    const button = event.target.closest("button, a, .number a");
    if (!button) return;
    if (button.matches("[data-choose]")) this.#choose(segment, button.dataset.choose);
    else if (button.matches("[data-fix]")) this.#fix(segment, button);
    else if (button.matches("[data-finish]")) this.#finish();
    else if (button.matches("[data-code]")) this.#write(this.#current, button.dataset.code);
    else if (button.matches("[data-take-button]")) {
      const { take, insert } = button.closest("li").dataset;
      if (take !== undefined) this.#write(this.#current, take, { replaces: true });
      else this.#writeTerm(insert);
    } else if (button.matches(".number a")) {
      event.preventDefault();
      segment.field.focus();
    } else if (button.dataset.go) {
      event.preventDefault();
      this.#go(button.dataset.go);
    } else if (button.matches("[data-flush]")) {
      if (![...this.#segments.values()].some((one) => one.isChanged)) return;
      event.preventDefault();
      this.#flush().then((isDone) => { if (isDone) location.assign(button.href); });
    }
  }

  #submit(event) {
    const form = event.target;
    if (form.closest(".seg")) {
      event.preventDefault();
      this.#send(this.#of(form));
    } else if (form.matches("[data-flush]") && [...this.#segments.values()].some((one) => one.isChanged)) {
      event.preventDefault();
      this.#flush().then((isDone) => { if (isDone) form.submit(); });
    }
  }

  #heed(event) {
    if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return;
    if (event.altKey && document.documentElement.dataset.shortcuts !== "on") return;
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
    const isControl = event.ctrlKey || event.metaKey;
    let act = null;
    if (digit && event.altKey && event.shiftKey) act = () => this.#insertTerm(Number(digit));
    else if (digit === "0" && event.altKey) act = () => this.#copySource();
    else if (digit && Number(digit) && event.altKey !== isControl && !event.shiftKey) act = () => this.#takeMatch(Number(digit));
    else if (isControl && event.key === "Enter") act = () => this.#finish();
    else if (isControl && event.key === "s") act = () => this.#sendAll();
    else if (event.altKey && !isControl) {
      act = {
        ArrowDown: () => this.#move(1), ArrowUp: () => this.#move(-1), KeyN: () => this.#go("unfinished"),
        KeyW: () => this.#go("finding"), KeyK: () => this.#insertCode(),
        KeyM: () => this.#current?.element.querySelector("[data-missed]").click(),
      }[event.code];
    }
    if (!act) return;
    event.preventDefault();
    act();
  }

  #copySource() {
    const source = this.#current?.element.querySelector(".source .segment");
    if (source) this.#write(this.#current, source.textContent, { replaces: true });
  }

  #finish() {
    const segment = this.#current;
    if (!segment) return;
    if (segment.field.value.trim() && segment.choice.value === "initial") segment.choice.value = "translated";
    segment.showState();
    this.#typed(segment);
    this.#send(segment);
    if (this.#count() === Number(this.dataset.total)) this.#tellAllFinished(segment);
    this.#move(1);
  }

  async #tellAllFinished(segment) {
    await this.#check(segment);
    padanan.say(this.#findingCount
      ? this.dataset.allFinishedWithFindings.replace("{count}", this.#findingCount) : this.dataset.allFinished);
  }

  #move(step) {
    const number = this.#helpOf + step;
    if (number < 1 || number > Number(this.dataset.total)) return;
    this.#show(number);
  }

  #show(number) {
    const segment = this.#segments.get(number);
    if (segment) {
      focusAtEnd(segment.field);
      segment.element.scrollIntoView({ block: "nearest" });
      return;
    }
    this.#leaveFor({ segment: number });
  }

  #go(kind) {
    const after = [...this.#segments.values()].filter((one) => one.number > this.#helpOf);
    const isWanted = kind === "finding"
      ? (one) => one.element.querySelector(".findings li")
      : (one) => ["empty", "initial"].includes(one.element.dataset.state);
    const next = after.find(isWanted);
    if (next) this.#show(next.number);
    else {
      const last = Number(this.dataset.first) + this.#segments.size - 1;
      this.#leaveFor({ segment: last, go: kind });
    }
  }

  async #leaveFor(values) {
    await this.#flush();
    const query = new URLSearchParams({ memory: this.dataset.memory, ...values });
    location.assign(`/translate/${this.dataset.id}?${query}`);
  }
});
