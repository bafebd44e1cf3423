"""Capitalised phrases of a text: names of bodies, offices and persons, by form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from checks.text.capitals import CAPITAL
from checks.text.language import Language
from tm.finding import Span

_CAPITALISED = re.compile(
    # What stands before is looked at after the first letter: see `CAPITAL`.
    rf"{CAPITAL}(?:(?<=[^\W_])(?<![^\W_].)(?<![^\W_][-’'].)"
    r"[^\W_]*(?:[-’'][^\W_]+)*|(?<![\w\s]))"
)
"""Words that may begin with a capital, with those that a hyphen joins to them."""
_MOST_BETWEEN = 2
"""Small words between two parts of a name."""
_SENTENCE_END = frozenset('.!?:;"“”‘’(…•–—')


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of capitalised words, with the small words between them."""

    words: tuple[str, ...]
    span: Span
    starts_sentence: bool


@lru_cache(maxsize=4096)
def phrases(text: str, language: Language) -> tuple[Phrase, ...]:
    """The capitalised phrases of a text; connectors hold the parts together."""
    return () if text.islower() else tuple(_phrases(text, language))


def _phrases(text: str, language: Language) -> Iterator[Phrase]:
    run: list[str] = []
    start = end = 0
    for token in _CAPITALISED.finditer(text):
        if not token[0][0].isupper():
            continue
        between = text[end : token.start()].replace("_", " ").split() if run else []
        if run and not (
            len(between) <= _MOST_BETWEEN and language.connectors.issuperset(between)
        ):
            yield _phrase(text, run, start, end)
            run, between = [], []
        if not run:
            start = token.start()
        run += *between, token[0]
        end = token.end()
    if run:
        yield _phrase(text, run, start, end)


def _phrase(text: str, words: list[str], start: int, end: int) -> Phrase:
    last = start - 1
    while last >= 0 and (text[last].isspace() or text[last] == "_"):
        last -= 1
    fresh = last < 0 or text[last] in _SENTENCE_END
    return Phrase(tuple(words), Span(start, end), fresh)
