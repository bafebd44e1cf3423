"use strict";
// What all pages do in the browser: keys, theme, tokens of forms that htmx sends.

const root = document.documentElement;

// A change by htmx shows that a page of this server sends it.
document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector("meta[name=csrf-token]");
  const request = event.detail.ctx.request;
  if (token && request.method !== "GET") request.headers["X-CSRF-Token"] = token.content;
});

// On a narrow screen the places scroll: the present one comes into view.
const present = document.querySelector(".places [aria-current]");
if (present) {
  const places = present.parentElement;
  const middle = present.offsetLeft - places.offsetLeft + present.offsetWidth / 2;
  places.scrollLeft = middle - places.clientWidth / 2;
}

// Who logs out leaves nothing in the browser. The server says so, too, but browsers heed
// it by HTTPS only.
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action") !== "/logout" || event.defaultPrevented) return;
  indexedDB.deleteDatabase("padanan");
  localStorage.clear();
  sessionStorage.clear();
});

// Theme: at once, without losing what is typed; the server remembers it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-choose-theme]");
  if (!link) return;
  event.preventDefault();
  root.dataset.theme = link.dataset.chooseTheme;
  for (const one of document.querySelectorAll("[data-choose-theme]")) {
    if (one === link) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  fetch(link.href, { redirect: "manual", keepalive: true });
});

// Menus close by Escape and by a click elsewhere.
const closeMenus = (kept) => {
  for (const one of document.querySelectorAll("details.menu[open]")) {
    if (one !== kept) one.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target.closest?.("details.menu")));
document.addEventListener("keydown", (event) => {
  const open = document.querySelector("details.menu[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

/** Says something to everybody, screen readers included, for some seconds. */
const say = (text) => {
  const notice = document.getElementById("notice");
  notice.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { notice.textContent = ""; }, 4000);
};

/** Copies a text; gives whether that worked. */
const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const worked = document.execCommand("copy");
    field.remove();
    return worked;
  }
};

const isTyping = (target) => target.isContentEditable
  || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test(target.type);

/** The name of a pressed key as data-key writes it: "j", "?", "Alt+1", "Ctrl+Enter". */
const nameKey = (event) => {
  const digit = /^Digit(\d)$/.exec(event.code);
  const key = event.altKey && digit ? digit[1] : event.key;
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "")
    + (event.shiftKey && key.length > 1 ? "Shift+" : "") + key;
};

/** Whether a key may be a shortcut now: letters only where nobody types, and letters and
 * Alt only unless they are switched off. */
const mayUseKey = (event, name) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return false;
  if (name.startsWith("Alt+") && root.dataset.shortcuts !== "on") return false;
  if (name.length > 1) return name !== "Enter" || !isTyping(event.target);
  return root.dataset.shortcuts === "on" && !isTyping(event.target);
};

// An element with data-key is clicked, or a field is focused, by its key.
document.addEventListener("keydown", (event) => {
  const name = nameKey(event);
  if (document.querySelector("dialog[open]") || !mayUseKey(event, name)) return;
  const element = document.querySelector(
    `[data-key="${CSS.escape(name)}"]:not([data-key-own], :disabled)`);
  if (!element) return;
  event.preventDefault();
  if (isTyping(element)) {
    element.focus();
    element.select?.();
  } else element.click();
});

// From the bar of pages to any of them: g, then the arrow keys, then Enter.
document.querySelector(".places")?.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const links = [...event.currentTarget.querySelectorAll("a")];
  const next = step && links[links.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
document.addEventListener("keydown", (event) => {
  if (nameKey(event) !== "g" || document.querySelector("dialog[open]") || !mayUseKey(event, "g")) return;
  event.preventDefault();
  (document.querySelector(".places [aria-current]") ?? document.querySelector(".places a"))?.focus();
});

// The list of keys, read from the page: every element with data-key.
customElements.define("key-help", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => this.#show());
    // Where somebody types, ? is a character.
    document.addEventListener("keydown", (event) => {
      if (nameKey(event) !== "Ctrl+/" || event.isComposing || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      this.#show();
    });
  }

  #show() {
    const before = document.activeElement;
    const dialog = document.createElement("dialog");
    dialog.className = "keys";
    dialog.setAttribute("aria-labelledby", "keys-title");
    const title = Object.assign(document.createElement("h2"), {
      id: "keys-title", textContent: this.dataset.title,
    });
    const list = document.createElement("dl");
    const shown = new Set();
    for (const one of document.querySelectorAll("[data-key]")) {
      const { key, keyLabel } = one.dataset;
      if (shown.has(key)) continue;
      shown.add(key);
      const term = document.createElement("dt");
      for (const part of key.split(" ")) {
        term.append(Object.assign(document.createElement("kbd"), { textContent: part }));
      }
      const label = keyLabel ?? one.getAttribute("aria-label") ?? one.textContent.trim();
      list.append(term, Object.assign(document.createElement("dd"), { textContent: label }));
    }
    const box = Object.assign(document.createElement("input"), {
      type: "checkbox", checked: root.dataset.shortcuts === "on",
    });
    box.addEventListener("change", () => {
      const state = box.checked ? "on" : "off";
      root.dataset.shortcuts = state;
      const address = box.checked ? this.dataset.switchOn : this.dataset.switchOff;
      fetch(address, { redirect: "manual", keepalive: true });
    });
    const label = document.createElement("label");
    label.append(box, ` ${this.dataset.switch}`);
    const close = Object.assign(document.createElement("button"), {
      type: "button", textContent: this.dataset.close, className: "main",
    });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => {
      dialog.remove();
      // Back to where somebody worked, be it in a field; not from where they are by now.
      if (document.activeElement !== document.body) return;
      (before?.isConnected && before !== document.body ? before : this.querySelector("button")).focus();
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "?") return;
      event.preventDefault();
      dialog.close();
    });
    dialog.append(title, list, label, close);
    document.body.append(dialog);
    dialog.showModal();
  }
});

// For the scripts of single pages.
globalThis.padanan = { say, copyText, isTyping, nameKey, mayUseKey };
