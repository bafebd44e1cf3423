"""What is found in texts, for which several checks ask: terms, of many at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from checks.engine.unit import Context, Unit
from glossary.entries.entry import TermHit
from glossary.recognition.hits import split_joined_titles
from glossary.recognition.recogniser import Recogniser
from tm.text.phrases.prefilter import prefilter
from tm.text.words import expect_words

_TOGETHER = 800
"""Texts that are searched together; what is made of more is in no cache."""


class _Ahead:
    """Texts that will be asked about; when the first is, all are searched."""

    def __init__(self) -> None:
        self._texts: dict[Recogniser, dict[str, None]] = {}
        self._found: dict[tuple[Recogniser, bool], dict[str, list[TermHit]]] = {}

    def expect(self, texts: dict[Recogniser, list[str]]) -> None:
        """Expect these, and no others any more."""
        self._texts = {terms: dict.fromkeys(some) for terms, some in texts.items()}
        self._found = {}

    def found(self, terms: Recogniser, text: str, wrong: bool) -> list[TermHit] | None:
        """What was found in a text; None if nobody expected it."""
        found = self._found.get((terms, wrong))
        if found is None:
            if text not in self._texts.get(terms, {}):
                return None
            found = self.all_found(terms, wrong)
        return found.get(text)

    def all_found(self, terms: Recogniser, wrong: bool) -> dict[str, list[TermHit]]:
        """What was found in each text that was expected."""
        found = self._found.get((terms, wrong))
        if found is None:
            found = self._found[terms, wrong] = {}
            texts = [*self._texts.get(terms, {})]
            for at in range(0, len(texts), _TOGETHER):
                some = texts[at : at + _TOGETHER]
                hits = terms.find_in_each(some, include_forbidden=wrong, any_case=wrong)
                found.update(zip(some, hits, strict=True))
        return found


_ahead = _Ahead()


def expect(subjects: Iterable[Unit], context: Context) -> None:
    """Say which units will be looked at next: what is found in them is found together.

    Terms, what a prefilter tells, and words. Nothing is found before somebody asks, and
    nothing else if nobody expects it.
    """
    units, terms = [*subjects], context.terms
    targets = [one.target for one in units]
    sources = [one.source for one in units if one.source]
    _ahead.expect(
        {
            which: texts
            for which, texts in ((terms.source, sources), (terms.target, targets))
            if which is not None
        }
    )
    written: dict[str, list[str]] = defaultdict(list)
    written[context.target.language] += targets
    if context.source is not None:
        written[context.source.language] += sources
    for language, texts in written.items():
        prefilter(language).expect(texts)
    expect_words(targets)


def found_terms(terms: Recogniser, text: str, *, wrong: bool) -> list[TermHit]:
    """The terms of a text in order; `wrong` forms and wrong capitals among them."""
    found = _ahead.found(terms, text, wrong)
    return _found_alone(terms, text, wrong) if found is None else found


def terms_apart(terms: Recogniser, text: str, *, wrong: bool) -> list[TermHit]:
    """The same, but of titles joined with a place, title and place."""
    return split_joined_titles(found_terms(terms, text, wrong=wrong))


def terms_of_each(
    terms: Recogniser, texts: Sequence[str], *, wrong: bool
) -> list[list[TermHit]]:
    """The same of some texts, which are those that are expected, or some of them."""
    found = _ahead.all_found(terms, wrong).get
    return [
        terms_apart(terms, text, wrong=wrong)
        if (hits := found(text)) is None
        else hits and split_joined_titles(hits)
        for text in texts
    ]


@lru_cache(maxsize=4096)
def _found_alone(terms: Recogniser, text: str, wrong: bool) -> list[TermHit]:
    """Of a text that nobody expected, for which several checks may ask."""
    return terms.find(text, include_forbidden=wrong, any_case=wrong)
