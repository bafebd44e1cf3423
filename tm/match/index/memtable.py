"""New segments that no shard holds yet: in memory, compared one by one."""

from collections.abc import Iterator, Sequence

from tm.match.index.common_run import WordRunQuery
from tm.match.rank import Query
from tm.match.similarity import tokens_within
from tm.text.locale import Locale
from tm.text.normal import folded, match_form
from tm.text.tokens import match_tokens

_UNKNOWN_TOKEN = 0x10FFFF
_SURROGATES, _SURROGATE_COUNT = 0xD800, 0x800
_MAX_TOKENS = 1_100_000


class MemTable:
    """New segments of a locale; segments can be added while another thread searches."""

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
        marked = self._encode(tokens)
        if form.isascii():
            self._rows.append((number, marked, marked, form, form))
            return
        bare = self._encode([folded(token) for token in tokens])
        self._rows.append((number, marked, bare, form, folded(form)))

    def search(self, query: Query, threshold: int) -> Iterator[tuple[int, float]]:
        """Yield number and similarity of every segment that reaches a threshold."""
        if not self._rows:
            return
        marked, bare = (
            self._encode_known(query.match_tokens),
            self._encode_known(query.bare_tokens),
        )
        form = match_form(query.segment.text, vietnamese=self._vietnamese)
        bare_form = folded(form)
        low, high = _length_window(len(marked), threshold)
        is_short, ignores_diacritics = query.is_short, not query.has_diacritics
        for number, tokens, bare_tokens, text, bare_text in self._rows:
            scores: list[float | None] = []
            if low <= len(tokens) <= high:
                scores.append(tokens_within(marked, tokens, threshold))
                if ignores_diacritics and bare_tokens is not tokens:
                    scores.append(tokens_within(bare, bare_tokens, threshold))
            if is_short:
                # Equal characters are equal tokens; if the tokens differ, spaces do.
                scores.append(_below_exact(tokens_within(form, text, threshold)))
                if ignores_diacritics and bare_text is not text:
                    scores.append(
                        _below_exact(tokens_within(bare_form, bare_text, threshold))
                    )
            reached = [score for score in scores if score is not None]
            if reached:
                yield number, max(reached)

    def segments_sharing_run(
        self, query: Query, run: WordRunQuery
    ) -> Iterator[tuple[int, int]]:
        """Yield the number of each segment that shares a run, and the run's words."""
        marked = run.encode(self._encode_known(query.match_tokens))
        bare = run.encode(self._encode_known(query.bare_tokens))
        for number, tokens, bare_tokens, _, _ in self._rows:
            words = marked.longest_run(tokens)
            if not query.has_diacritics and bare_tokens is not tokens:
                words = max(words, bare.longest_run(bare_tokens))
            if words:
                yield number, words

    def _encode(self, tokens: Sequence[str]) -> str:
        return "".join(
            self._characters.get(token) or self._new_character(token)
            for token in tokens
        )

    def _new_character(self, token: str) -> str:
        # Tokens beyond the size of Unicode share a character: more is proposed.
        number = min(len(self._characters), _MAX_TOKENS)
        if number >= _SURROGATES:
            number += _SURROGATE_COUNT
        character = self._characters[token] = chr(number)
        return character

    def _encode_known(self, tokens: Sequence[str]) -> str:
        unknown = chr(_UNKNOWN_TOKEN)
        return "".join(self._characters.get(token, unknown) for token in tokens)


def _length_window(length: int, threshold: int) -> tuple[int, int]:
    """The least and greatest token count that may reach a threshold."""
    if threshold <= 0:
        return 0, 1 << 62
    return -(-length * threshold // 100), length * 100 // threshold


def _below_exact(score: float | None) -> float | None:
    return None if score is None else min(score, 99.0)
