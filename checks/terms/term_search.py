"""Cached search for terms in one text."""

import re

from checks.text.phrase_search import has_word_start
from tm.result_cache import ResultCache
from tm.text.normal import match_form
from tm.text.word_pattern import WORD_END, WORD_START


class SearchedText:
    """A text in which terms are searched for; results are cached.

    A term is in the text if the text has it, or the abbreviation of its capitals.
    """

    def __init__(self, text: str, cache: ResultCache) -> None:
        self.text = text
        self._cache = cache
        self._form = match_form(text)
        self._results: dict[str, bool] = {}

    def __contains__(self, term: str) -> bool:
        if term not in self._results:
            form, abbreviation = self._cache.call(_read_term_patterns, term)
            self._results[term] = has_word_start(form, self._form) or bool(
                abbreviation and abbreviation.search(self.text)
            )
        return self._results[term]


def _read_term_patterns(term: str) -> tuple[str, re.Pattern[str] | None]:
    """Read the match form of a term, and a pattern for its abbreviation, if any."""
    term_parts = re.split(r"[\s-]", term)
    initials = [term_part[0] for term_part in term_parts if term_part[:1].isupper()]
    if len(initials) < 2:
        return match_form(term), None
    abbreviation = "\\.?".join(initials)
    return match_form(term), re.compile(rf"{WORD_START}{abbreviation}{WORD_END}")
