"""A text in which terms are looked for."""

import re
from functools import lru_cache

from tm.text.normal import match_form


class SearchedText:
    """A text in which terms are looked for; asking again costs nothing.

    A term is in it if it, or the abbreviation of its capitals, stands there somewhere.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._form = match_form(text)
        self._known: dict[str, bool] = {}

    def __contains__(self, term: str) -> bool:
        if term not in self._known:
            form, short = _wanted(term)
            self._known[term] = _begins_in(self._form, form) or bool(
                short and short.search(self.text)
            )
        return self._known[term]


# As many as a large termbase of one's own has, and no pattern for each.
@lru_cache(maxsize=1 << 14)
def _wanted(term: str) -> tuple[str, re.Pattern[str] | None]:
    """The form of a term, and what finds the abbreviation of several capitals."""
    parts = re.split(r"[\s-]", term)
    initials = [part[0] for part in parts if part[:1].isupper()]
    if len(initials) < 2:
        return match_form(term), None
    short = "\\.?".join(initials)
    return match_form(term), re.compile(rf"(?<!\w){short}(?!\w)")


def _begins_in(text: str, form: str) -> bool:
    """Whether a form stands in a text where a word begins."""
    start = text.find(form)
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start = text.find(form, start + 1)
    return start >= 0
