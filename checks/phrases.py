"""Capitalised phrases of a text: names of bodies, offices and persons, by form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from checks.language import Language
from tm.issue import Span

_TOKEN = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*|[^\w\s]")
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
    run: list[re.Match[str]] = []
    waiting: list[re.Match[str]] = []
    fresh = starts = True
    for token in [*_TOKEN.finditer(text), None]:
        word = token[0] if token else ""
        if token and word[0].isupper():
            if not run:
                starts = fresh
            run += [*waiting, token] if run else [token]
            waiting = []
        elif token and run and word in language.connectors and len(waiting) < 2:
            waiting.append(token)
        else:
            if run:
                yield _phrase(run, starts)
            run, waiting = [], []
        fresh = bool(word) and word[0] in _SENTENCE_END
    if run:
        yield _phrase(run, starts)


def _phrase(run: list[re.Match[str]], starts: bool) -> Phrase:
    words = tuple(token[0] for token in run)
    return Phrase(words, Span(run[0].start(), run[-1].end()), starts)
