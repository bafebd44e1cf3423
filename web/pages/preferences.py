"""How somebody wants to see the pages: language, theme, shortcuts; kept in cookies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request

from tm.errors import PadananError
from tm.text.locale import Locale
from web.people.credentials import ClientConnection, make_cookie, read_cookie

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "id": "Bahasa Indonesia",
    "vi": "Tiếng Việt",
}
"""The languages of the pages, each by its own name."""
_YEAR_SECONDS = 365 * 24 * 3600
_VALUES_BY_NAME: Mapping[str, tuple[str, ...]] = {
    "language": tuple(LANGUAGES),
    "theme": ("auto", "light", "dark"),
    "shortcuts": ("on", "off"),
}
PREFERENCE_NAMES = frozenset(_VALUES_BY_NAME)
"""Parameters that every page takes; each is remembered."""
_PREFERENCE_IN_ADDRESS = "language"
"""A link may show a colleague the same language, but not a theme."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences of one request."""

    language: str
    theme: str = "auto"
    """`light`, `dark`, or `auto` for that of the operating system."""
    shortcuts: str = "on"
    """Whether single letters are shortcuts."""


def read_preferences(request: Request, connection: ClientConnection) -> Preferences:
    """Read preferences from the address, then cookies, then what the browser says."""
    chosen_values = {
        name: value
        for name, allowed_values in _VALUES_BY_NAME.items()
        for value in (
            request.query_params.get(name),
            read_cookie(request, _make_cookie_name(name), connection),
        )[::-1]
        if value in allowed_values
    }
    chosen_values.setdefault(
        "language", choose_language(request.headers.get("accept-language", ""))
    )
    return Preferences(**chosen_values)


def choose_language(accept_language: str) -> str:
    """Choose the language of the pages by the header `Accept-Language`.

    >>> choose_language("fr, vi-VN;q=0.8, en;q=0.5")
    'vi'
    >>> choose_language("ms, in;q=0.4")
    'id'
    """
    languages_by_weight = sorted(
        _read_languages(accept_language),
        key=lambda language_and_weight: -language_and_weight[1],
    )
    return next((name for name, _ in languages_by_weight if name in LANGUAGES), "en")


def _read_languages(accept_language: str) -> Iterator[tuple[str, float]]:
    for weighted_tag in accept_language[:500].split(","):
        tag, _, weight = weighted_tag.partition(";q=")
        try:
            yield Locale.parse(tag.strip()).language, float(weight or 1)
        except (PadananError, ValueError):
            continue


def make_preference_cookies(
    request: Request, connection: ClientConnection
) -> Iterator[str]:
    """Make the cookies that remember what an address chooses."""
    for name, allowed_values in _VALUES_BY_NAME.items():
        value = request.query_params.get(name)
        if value in allowed_values:
            yield make_cookie(
                _make_cookie_name(name),
                value,
                connection,
                _YEAR_SECONDS,
                same_site="Lax",
            )


def find_clean_address(request: Request) -> str | None:
    """Find the address without the preferences that it should not keep, if any."""
    removed_names = {*PREFERENCE_NAMES} - {_PREFERENCE_IN_ADDRESS}
    if removed_names.isdisjoint(request.query_params):
        return None
    clean_address = request.url.remove_query_params([*removed_names])
    return clean_address.path + (
        f"?{clean_address.query}" if clean_address.query else ""
    )


def _make_cookie_name(name: str) -> str:
    return f"padanan_{name}"


def find_shown_address(request: Request) -> str:
    """Find the address that the browser shows, without the name of the server."""
    address_parts = urlsplit(request.headers.get("hx-current-url") or str(request.url))
    return (address_parts.path or "/") + (
        f"?{address_parts.query}" if address_parts.query else ""
    )
