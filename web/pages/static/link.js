"use strict";
// The form of a new password. The secret stands after the # of the address.
customElements.define("link-password", class extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const answer = this.querySelector("[role=status]");
    const button = form.querySelector("button");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const [password, again] = form.querySelectorAll("input");
      if (password.value !== again.value) {
        answer.textContent = this.dataset.differ;
        again.focus();
        return;
      }
      answer.textContent = "…";
      button.disabled = true;  // a link is valid once: pressing Enter twice sends once
      try {
        const response = await fetch("/api/v1/session/link", {
          method: "POST",
          headers: { "content-type": "application/json", "accept-language": document.documentElement.lang },
          body: JSON.stringify({
            secret: location.hash.slice(1), password: password.value,
          }),
        });
        const values = await response.json();
        answer.textContent = response.ok ? "" : values.detail;
        if (response.ok) {
          form.hidden = true;
          history.replaceState(null, "", location.pathname);
          this.querySelector("[data-done]").hidden = false;
          const link = this.querySelector("[data-done] a");
          link.href = `/login?${new URLSearchParams({ name: values.name })}`;
          link.focus();
        }
      } catch {
        answer.textContent = this.dataset.unreachable;
      } finally {
        button.disabled = false;
      }
    });
  }
});
