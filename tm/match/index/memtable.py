"""Segments that no file of the index holds yet, in memory and compared one by one."""

from collections.abc import Iterator, Sequence

from tm.match.index.common_run import WantedRun
from tm.match.rank import Query
from tm.match.similarity import tokens_within
from tm.text.locale import Locale
from tm.text.normal import folded, match_form
from tm.text.tokens import match_tokens

_UNKNOWN = 0x10FFFF
_SURROGATES, _SURROGATE_COUNT = 0xD800, 0x800
_MOST = 1_100_000


class MemTable:
    """Some segments of a locale; more can be added while others search."""

    def __init__(self, locale: Locale) -> None:
        self._vietnamese = locale.language == "vi"
        self._locale = locale
        self._characters: dict[str, str] = {}
        self._rows: list[tuple[int, str, str, str, str]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, number: int, text: str) -> None:
        """Add a segment."""
        tokens = match_tokens(text, self._locale)
        form = match_form(text, vietnamese=self._vietnamese)
        coded = self._coded(tokens)
        if form.isascii():
            self._rows.append((number, coded, coded, form, form))
            return
        bare = self._coded([folded(token) for token in tokens])
        self._rows.append((number, coded, bare, form, folded(form)))

    def search(self, query: Query, threshold: int) -> Iterator[tuple[int, float]]:
        """Number and similarity of every segment that reaches a threshold."""
        if not self._rows:
            return
        marked, bare = self._known(query.form), self._known(query.bare)
        form = match_form(query.segment.text, vietnamese=self._vietnamese)
        loose = folded(form)
        low, high = _window(len(marked), threshold)
        short, forgiving = query.is_short, not query.marked
        for number, tokens, bare_tokens, text, bare_text in self._rows:
            scores: list[float | None] = []
            if low <= len(tokens) <= high:
                scores.append(tokens_within(marked, tokens, threshold))
                if forgiving and bare_tokens is not tokens:
                    scores.append(tokens_within(bare, bare_tokens, threshold))
            if short:
                # Equal characters are equal tokens; if the tokens differ, spaces do.
                scores.append(_capped(tokens_within(form, text, threshold)))
                if forgiving and bare_text is not text:
                    scores.append(_capped(tokens_within(loose, bare_text, threshold)))
            found = [score for score in scores if score is not None]
            if found:
                yield number, max(found)

    def sharing(self, query: Query, wanted: WantedRun) -> Iterator[tuple[int, int]]:
        """Number of every segment that shares a run with a query, and its words."""
        marked = wanted.coded(self._known(query.form))
        bare = wanted.coded(self._known(query.bare))
        for number, tokens, bare_tokens, _, _ in self._rows:
            words = marked.longest(tokens)
            if not query.marked and bare_tokens is not tokens:
                words = max(words, bare.longest(bare_tokens))
            if words:
                yield number, words

    def _coded(self, tokens: Sequence[str]) -> str:
        return "".join(
            self._characters.get(token) or self._new(token) for token in tokens
        )

    def _new(self, token: str) -> str:
        # Tokens beyond what Unicode holds share a character: more is proposed.
        number = min(len(self._characters), _MOST)
        if number >= _SURROGATES:
            number += _SURROGATE_COUNT
        character = self._characters[token] = chr(number)
        return character

    def _known(self, tokens: Sequence[str]) -> str:
        unknown = chr(_UNKNOWN)
        return "".join(self._characters.get(token, unknown) for token in tokens)


def _window(length: int, threshold: int) -> tuple[int, int]:
    """The lengths that may reach a threshold."""
    if threshold <= 0:
        return 0, 1 << 62
    return -(-length * threshold // 100), length * 100 // threshold


def _capped(score: float | None) -> float | None:
    return None if score is None else min(score, 99.0)
