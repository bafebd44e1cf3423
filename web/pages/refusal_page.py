"""The page of a request that is refused before anything of the server answers it.

It is whole in itself: for a host that the server does not know, no style sheet could be
fetched either. Its style is allowed by its hash.
"""

from base64 import b64encode
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from web.pages.html_templates import render_template
from web.pages.preferences import choose_language

_STYLE = (
    ":root{color-scheme:light dark}body{margin:0;font:15px/1.5 system-ui,sans-serif;"
    "background:light-dark(#f7f6f2,#14181b);color:light-dark(#1c2226,#e8e6e0)}"
    "main{max-width:34rem;margin:14vh auto;padding:0 1rem;text-align:center}"
    "p{margin:0 0 .75rem}.status{font:600 3rem/1 ui-monospace,monospace;"
    "color:light-dark(#6b737a,#8f989f)}h1{font-size:1.4rem;margin:0 0 .5rem}"
    "a{color:light-dark(#0d6464,#6cc9c2)}"
    ".detail{overflow-wrap:anywhere;color:light-dark(#56606a,#a7afb6)}"
)
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


def make_refusal_page(request: Request, status: int, detail: str) -> Response:
    """Make the page of a refusal, in the language of the browser."""
    language = choose_language(request.headers.get("accept-language", ""))
    content = render_template(
        language,
        "refusal.html",
        page_language=language,
        status=status,
        detail=detail,
        style=_STYLE,
    )
    headers = {
        "content-security-policy": _CONTENT_SECURITY_POLICY,
        "content-language": language,
    }
    return HTMLResponse(content, status, headers)
