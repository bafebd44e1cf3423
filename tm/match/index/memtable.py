"""The memtable: new segments in memory, compared one by one."""

from collections.abc import Iterator, Sequence

from tm.match.index.common_run import WordRunQuery
from tm.match.rank import Query
from tm.match.similarity import compute_token_similarity_within
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form
from tm.text.tokens import list_match_tokens

_UNKNOWN_TOKEN = 0x10FFFF
_SURROGATES, _SURROGATE_COUNT = 0xD800, 0x800
_MAX_TOKEN_NUMBER = 1_100_000


class MemTable:
    """New segments of a locale; segments can be added while another thread searches."""

    def __init__(self, locale: Locale) -> None:
        self._is_vietnamese = locale.language == "vi"
        self._locale = locale
        self._token_characters: dict[str, str] = {}
        self._rows: list[tuple[int, str, str, str, str]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, segment_number: int, text: str) -> None:
        """Add a segment."""
        tokens = list_match_tokens(text, self._locale)
        form = match_form(text, is_vietnamese=self._is_vietnamese)
        encoded_tokens = self._encode(tokens)
        if form.isascii():
            self._rows.append(
                (segment_number, encoded_tokens, encoded_tokens, form, form)
            )
            return
        encoded_bare_tokens = self._encode([fold_text(token) for token in tokens])
        self._rows.append(
            (segment_number, encoded_tokens, encoded_bare_tokens, form, fold_text(form))
        )

    def search(self, query: Query, threshold: int) -> Iterator[tuple[int, float]]:
        """Yield number and similarity of every segment that reaches a threshold."""
        if not self._rows:
            return
        encoded_query, encoded_bare_query = (
            self._encode_known(query.match_tokens),
            self._encode_known(query.bare_tokens),
        )
        query_form = match_form(query.segment.text, is_vietnamese=self._is_vietnamese)
        bare_query_form = fold_text(query_form)
        min_length, max_length = _compute_length_window(len(encoded_query), threshold)
        is_short, ignores_diacritics = query.is_short, not query.has_diacritics
        for (
            segment_number,
            stored_tokens,
            stored_bare_tokens,
            stored_form,
            stored_bare_form,
        ) in self._rows:
            scores: list[float | None] = []
            if min_length <= len(stored_tokens) <= max_length:
                scores.append(
                    compute_token_similarity_within(
                        encoded_query, stored_tokens, threshold
                    )
                )
                if ignores_diacritics and stored_bare_tokens is not stored_tokens:
                    scores.append(
                        compute_token_similarity_within(
                            encoded_bare_query, stored_bare_tokens, threshold
                        )
                    )
            if is_short:
                # Equal characters with different tokens differ in their spaces.
                scores.append(
                    _cap_below_exact(
                        compute_token_similarity_within(
                            query_form, stored_form, threshold
                        )
                    )
                )
                if ignores_diacritics and stored_bare_form is not stored_form:
                    scores.append(
                        _cap_below_exact(
                            compute_token_similarity_within(
                                bare_query_form, stored_bare_form, threshold
                            )
                        )
                    )
            reached_scores = [score for score in scores if score is not None]
            if reached_scores:
                yield segment_number, max(reached_scores)

    def find_segments_sharing_run(
        self, query: Query, run_query: WordRunQuery
    ) -> Iterator[tuple[int, int]]:
        """Yield the number of each segment that shares a run, and the run's words."""
        encoded_run_query = run_query.encode_windows(
            self._encode_known(query.match_tokens)
        )
        encoded_bare_run_query = run_query.encode_windows(
            self._encode_known(query.bare_tokens)
        )
        for segment_number, stored_tokens, stored_bare_tokens, _, _ in self._rows:
            word_count = encoded_run_query.count_longest_run(stored_tokens)
            if not query.has_diacritics and stored_bare_tokens is not stored_tokens:
                word_count = max(
                    word_count,
                    encoded_bare_run_query.count_longest_run(stored_bare_tokens),
                )
            if word_count:
                yield segment_number, word_count

    def _encode(self, tokens: Sequence[str]) -> str:
        return "".join(
            self._token_characters.get(token) or self._assign_character(token)
            for token in tokens
        )

    def _assign_character(self, token: str) -> str:
        # Tokens beyond the size of Unicode share a character, so more segments match.
        code_point = min(len(self._token_characters), _MAX_TOKEN_NUMBER)
        if code_point >= _SURROGATES:
            code_point += _SURROGATE_COUNT
        character = self._token_characters[token] = chr(code_point)
        return character

    def _encode_known(self, tokens: Sequence[str]) -> str:
        unknown_character = chr(_UNKNOWN_TOKEN)
        return "".join(
            self._token_characters.get(token, unknown_character) for token in tokens
        )


def _compute_length_window(length: int, threshold: int) -> tuple[int, int]:
    """Compute the least and greatest token count that may reach a threshold."""
    if threshold <= 0:
        return 0, 1 << 62
    return -(-length * threshold // 100), length * 100 // threshold


def _cap_below_exact(score: float | None) -> float | None:
    return None if score is None else min(score, 99.0)
