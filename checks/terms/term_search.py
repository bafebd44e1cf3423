"""Cached search for terms in one text."""

import re
from functools import lru_cache

from tm.text.normal import match_form


class SearchedText:
    """A text in which terms are searched for; results are cached.

    A term is in the text if the text has it, or the abbreviation of its capitals.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._form = match_form(text)
        self._results: dict[str, bool] = {}

    def __contains__(self, term: str) -> bool:
        if term not in self._results:
            form, abbreviation = _read_term_patterns(term)
            self._results[term] = _has_word_start(self._form, form) or bool(
                abbreviation and abbreviation.search(self.text)
            )
        return self._results[term]


# As many as a large termbase has.
@lru_cache(maxsize=1 << 14)
def _read_term_patterns(term: str) -> tuple[str, re.Pattern[str] | None]:
    """Read the match form of a term, and a pattern for its abbreviation, if any."""
    term_parts = re.split(r"[\s-]", term)
    initials = [term_part[0] for term_part in term_parts if term_part[:1].isupper()]
    if len(initials) < 2:
        return match_form(term), None
    abbreviation = "\\.?".join(initials)
    return match_form(term), re.compile(rf"(?<!\w){abbreviation}(?!\w)")


def _has_word_start(text: str, form: str) -> bool:
    """Whether a form stands in a text at the beginning of a word."""
    start = text.find(form)
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start = text.find(form, start + 1)
    return start >= 0
