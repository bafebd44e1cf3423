"""The memtable: new segments in memory, compared one by one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tm.match.inline_tags import remove_tags
from tm.match.match_rate import Query
from tm.match.similarity import compute_token_similarity_within
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form
from tm.text.tokens import list_match_tokens

if TYPE_CHECKING:
    from tm.match.index.common_run import WordRunQuery

_UNKNOWN_TOKEN_CODE_POINT = 0x10FFFF
_FIRST_SURROGATE, _SURROGATE_COUNT = 0xD800, 0x800
_MAX_TOKEN_NUMBER = 1_100_000


class MemTable:
    """New segments of a locale; segments can be added while another thread searches."""

    def __init__(self, locale: Locale) -> None:
        self._is_vietnamese = locale.language == "vi"
        self._locale = locale
        self._character_by_token: dict[str, str] = {}
        self._rows: list[tuple[int, str, str, str, str]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, segment_id: int, text: str) -> None:
        """Add a segment."""
        text = remove_tags(text)
        tokens = list_match_tokens(text, self._locale)
        form = match_form(text, is_vietnamese=self._is_vietnamese)
        encoded_tokens = self._encode_tokens(tokens)
        if form.isascii():
            self._rows.append((segment_id, encoded_tokens, encoded_tokens, form, form))
            return
        encoded_folded_tokens = self._encode_tokens(
            [fold_text(token) for token in tokens]
        )
        self._rows.append(
            (segment_id, encoded_tokens, encoded_folded_tokens, form, fold_text(form))
        )

    def search(
        self, query: Query, min_similarity: int, read_texts: object = None
    ) -> Iterator[tuple[int, float]]:
        """Yield id and similarity of every segment that reaches a threshold.

        `read_texts` is for shards only: all texts are in memory.
        """
        if not self._rows:
            return
        encoded_query, encoded_folded_query = (
            self._encode_known_tokens(query.match_tokens),
            self._encode_known_tokens(query.folded_tokens),
        )
        query_form = query.prepared_text.match_form
        folded_query_form = fold_text(query_form)
        min_length, max_length = _compute_length_window(
            len(encoded_query), min_similarity
        )
        is_short_query, ignores_diacritics = query.is_short, not query.has_diacritics
        for (
            segment_id,
            encoded_tokens,
            encoded_folded_tokens,
            stored_form,
            stored_folded_form,
        ) in self._rows:
            similarities: list[float | None] = []
            if min_length <= len(encoded_tokens) <= max_length:
                similarities.append(
                    compute_token_similarity_within(
                        encoded_query, encoded_tokens, min_similarity
                    )
                )
                if ignores_diacritics and encoded_folded_tokens is not encoded_tokens:
                    similarities.append(
                        compute_token_similarity_within(
                            encoded_folded_query, encoded_folded_tokens, min_similarity
                        )
                    )
            if is_short_query:
                # Equal characters with different tokens differ in their spaces.
                similarities.append(
                    _cap_similarity_below_exact(
                        compute_token_similarity_within(
                            query_form, stored_form, min_similarity
                        )
                    )
                )
                if ignores_diacritics and stored_folded_form is not stored_form:
                    similarities.append(
                        _cap_similarity_below_exact(
                            compute_token_similarity_within(
                                folded_query_form, stored_folded_form, min_similarity
                            )
                        )
                    )
            reached_similarities = [
                similarity for similarity in similarities if similarity is not None
            ]
            if reached_similarities:
                yield segment_id, max(reached_similarities)

    def find_containing(
        self, folded_form: str, max_length: int
    ) -> Iterator[tuple[int, int]]:
        """Yield id and length of segments that contain a form without diacritics."""
        for segment_id, _, _, stored_form, stored_folded_form in self._rows:
            if len(stored_form) <= max_length and folded_form in stored_folded_form:
                yield segment_id, len(stored_form)

    def find_segments_sharing_run(
        self, query: Query, run_query: "WordRunQuery"
    ) -> Iterator[tuple[int, int]]:
        """Yield the id of each segment that shares a run, and the run's words."""
        encoded_run_query = run_query.make_encoded_query(
            self._encode_known_tokens(query.match_tokens)
        )
        encoded_folded_run_query = run_query.make_encoded_query(
            self._encode_known_tokens(query.folded_tokens)
        )
        for segment_id, encoded_tokens, encoded_folded_tokens, _, _ in self._rows:
            word_count = encoded_run_query.count_longest_run_words(encoded_tokens)
            if not query.has_diacritics and encoded_folded_tokens is not encoded_tokens:
                word_count = max(
                    word_count,
                    encoded_folded_run_query.count_longest_run_words(
                        encoded_folded_tokens
                    ),
                )
            if word_count:
                yield segment_id, word_count

    def _encode_tokens(self, tokens: Sequence[str]) -> str:
        return "".join(
            self._character_by_token.get(token) or self._assign_character(token)
            for token in tokens
        )

    def _assign_character(self, token: str) -> str:
        # Tokens beyond the size of Unicode share a character, so more segments match.
        code_point = min(len(self._character_by_token), _MAX_TOKEN_NUMBER)
        if code_point >= _FIRST_SURROGATE:
            code_point += _SURROGATE_COUNT
        character = self._character_by_token[token] = chr(code_point)
        return character

    def _encode_known_tokens(self, tokens: Sequence[str]) -> str:
        unknown_character = chr(_UNKNOWN_TOKEN_CODE_POINT)
        return "".join(
            self._character_by_token.get(token, unknown_character) for token in tokens
        )


def _compute_length_window(token_count: int, min_similarity: int) -> tuple[int, int]:
    """Compute the least and greatest token count that may reach a threshold."""
    if min_similarity <= 0:
        return 0, 1 << 62
    return -(-token_count * min_similarity // 100), token_count * 100 // min_similarity


def _cap_similarity_below_exact(similarity: float | None) -> float | None:
    return None if similarity is None else min(similarity, 99.0)
