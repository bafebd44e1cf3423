"""The terms of a text, which several checks ask for."""

from functools import lru_cache

from checks.ranks import apart
from glossary.entry import TermHit
from glossary.recogniser import Recogniser


@lru_cache(maxsize=4096)
def found_terms(terms: Recogniser, text: str, *, wrong: bool) -> list[TermHit]:
    """The terms of a text in order; `wrong` forms and wrong capitals among them."""
    return terms.find(text, include_forbidden=wrong, any_case=wrong)


@lru_cache(maxsize=4096)
def terms_apart(terms: Recogniser, text: str, *, wrong: bool) -> list[TermHit]:
    """The same, but of titles joined with a place, title and place."""
    return apart(found_terms(terms, text, wrong=wrong))
