"""The page that a link opens, where a person sets a password.

The secret stands after the `#` of the address, which browsers send to nobody: the
page's script reads it there and sends it with the password.
"""

import hashlib
from base64 import b64encode

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route as AddressRoute

LINK_PATH = "/link"
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 30rem; margin: 0 auto;
  padding: 1rem; color: #1a1a1a; background: #fff }
input, button { font: inherit; padding: .4rem; width: 100%; box-sizing: border-box;
  margin: .3rem 0 }
"""
_SCRIPT = """
const form = document.querySelector("form");
const answer = document.querySelector("[role=status]");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [password, again] = form.querySelectorAll("input");
  if (password.value !== again.value) {
    answer.textContent = "The two passwords differ.";
    return;
  }
  answer.textContent = "…";
  try {
    const response = await fetch("/api/v1/session/link", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        secret: location.hash.slice(1), password: password.value,
      }),
    });
    const values = await response.json();
    if (response.ok) {
      form.hidden = true;
      history.replaceState(null, "", location.pathname);
      answer.textContent = `The password of ${values.name} is set.`;
    } else {
      answer.textContent = values.detail;
    }
  } catch {
    answer.textContent = "The server cannot be reached; try again.";
  }
});
"""
_PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Padanan: set a password</title><style>{_STYLE}</style></head><body>
<h1>Set a password</h1>
<form method="post">
<label>Password, of ten characters or more
<input type="password" autocomplete="new-password" required autofocus></label>
<label>The same again
<input type="password" autocomplete="new-password" required></label>
<button>Set the password</button>
</form>
<p role="status"></p>
<noscript><p>This page needs JavaScript.</p></noscript>
<script>{_SCRIPT}</script></body></html>
"""


def make_link_address() -> AddressRoute:
    """Make the address of the page that a link opens."""
    policy = (
        f"default-src 'none'; style-src '{_hash(_STYLE)}'; "
        f"script-src '{_hash(_SCRIPT)}'; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )

    async def show(_: Request) -> HTMLResponse:
        return HTMLResponse(_PAGE, headers={"content-security-policy": policy})

    return AddressRoute(LINK_PATH, show, methods=["GET"])


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
