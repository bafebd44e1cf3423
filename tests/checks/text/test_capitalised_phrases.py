"""Capitalised phrases are those that reading a text word by word gives."""

import re
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from checks.text.capitalised_phrases import (
    CapitalisedPhrase,
    cached_capitalised_phrases,
)
from checks.text.language_words import Language, read_language
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale

_TOKEN = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*|[^\w\s]")
_SENTENCE_END = '.!?:;"“”‘’(…•–—'
_INDONESIAN = read_language(Locale("id"))
_PIECES = [
    "Ali",
    "Ⓐ",
    "Ⅷ",
    "Đà",
    "dan",
    "bin",
    "b",
    "7B",
    "E\u0301",
    "_",
    "-",
    "’",
    "'",
]
_TEXTS = st.text() | st.lists(
    st.sampled_from(
        [*_PIECES, *" .,(–\n\u3000\u00a0ǅÉ", *_INDONESIAN.name_connectors, " "]
    )
).map("".join)


def _read_word_by_word(text: str, known: Language) -> Iterator[CapitalisedPhrase]:
    run: list[re.Match[str]] = []
    waiting: list[re.Match[str]] = []
    fresh = starts = True
    for token in _TOKEN.finditer(text):
        if token[0][0].isupper():
            starts = starts if run else fresh
            run += [*waiting, token] if run else [token]
            waiting = []
        elif run and token[0] in known.name_connectors and len(waiting) < 2:
            waiting.append(token)
        else:
            yield from _joined(run, starts)
            run, waiting = [], []
        fresh = token[0][0] in _SENTENCE_END
    yield from _joined(run, starts)


def _joined(run: list[re.Match[str]], starts: bool) -> Iterator[CapitalisedPhrase]:
    if run:
        span = Span(run[0].start(), run[-1].end())
        yield CapitalisedPhrase(tuple(token[0] for token in run), span, starts)


@given(_TEXTS)
def test_phrases_are_those_of_a_reading_word_by_word(text: str) -> None:
    found = cached_capitalised_phrases(text, _INDONESIAN, ResultCache())
    if text.islower():
        assert not found
    else:
        assert [*found] == [*_read_word_by_word(text, _INDONESIAN)]
