"""Fragments: stored segments that share a long run of words with a text.

Parts of one news sentence recur inside another: a name, an office, a whole clause. A
fragment is the longest common run of tokens; it never crosses the end of a
sentence, and it has words, not marks alone.

The fuzzy index proposes segments: it finds a run by its rarest word, if that is among
the rarer half of the segment's words, so runs of frequent words only are missed. At
most a thousand segments are searched for a text, by its rarest words, and the twenty
with the longest runs are compared.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from tm.match.index.common_run import SENTENCE_END_MARKS, WordRunQuery
from tm.match.lookup import open_index
from tm.match.match_rate import (
    MAX_SHORT_QUERY_TOKEN_COUNT,
    Match,
    MatchType,
    Query,
    SharedRun,
    rate_match,
)
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.text.locale import Locale
from tm.text.normal import fold_words, list_match_forms
from tm.text.segment import CODE
from tm.text.tokens import Token, list_token_texts, split_tokens

MIN_RUN_WORD_COUNT = 5
"""The fewest words of a run that is long enough for any text."""
_MIN_WORD_SHARE = 0.4
"""The share of a short text's words that is long enough, from three words on."""
_MIN_WORD_COUNT_FOR_SHARE = 3
_MAX_SEGMENT_COUNT = 300
"""The most segments to read while too few of them have a translation."""
_BATCH_SIZE = 20


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """A text as tokens, with forms in which no two sentence ends are equal."""

    tokens: Sequence[Token]
    forms: Sequence[str]

    @classmethod
    def of(
        cls,
        text: str,
        locale: Locale,
        sentence_end_prefix: str,
        *,
        ignores_diacritics: bool,
    ) -> "TokenizedText":
        tokens = [token for token in split_tokens(text) if token.kind != "code"]
        forms = _list_forms(
            [token.text for token in tokens],
            locale,
            sentence_end_prefix,
            ignores_diacritics=ignores_diacritics,
        )
        return cls(tokens, forms)


def list_segment_forms(
    text: str,
    locale: Locale,
    sentence_end_prefix: str,
    *,
    ignores_diacritics: bool,
) -> Sequence[str]:
    """List the forms of a text as `TokenizedText.of`, without the places of its tokens.

    Speed trick: a fifth of the time, and most compared texts are not shown
    (benchmarks/pages.py).
    """
    return _list_forms(
        [token for token in list_token_texts(text) if token != CODE],
        locale,
        sentence_end_prefix,
        ignores_diacritics=ignores_diacritics,
    )


def _list_forms(
    tokens: Sequence[str],
    locale: Locale,
    sentence_end_prefix: str,
    *,
    ignores_diacritics: bool,
) -> list[str]:
    forms = list_match_forms(tokens, is_vietnamese=locale.language == "vi")
    for token_index, token in enumerate(tokens):
        if token in SENTENCE_END_MARKS:
            forms[token_index] = f"{sentence_end_prefix}{token_index}"
    return fold_words(forms) if ignores_diacritics else forms


def search_fragments(
    database: Database,
    query: Query,
    target_locale: Locale,
    *,
    penalties: PenaltySettings,
    limit: int = 5,
) -> list[Match]:
    """List translated units that share a long run with a text, the longest first.

    Of units with equally long runs, the most similar comes first, then the shortest. A
    text of up to six tokens must be contained as a whole, and have at least three
    words.
    """
    if len(query.match_tokens) < _MIN_WORD_COUNT_FOR_SHARE:
        return []
    segment, ignores_diacritics = query.segment, not query.has_diacritics
    query_text = TokenizedText.of(
        segment.text, segment.locale, "q", ignores_diacritics=ignores_diacritics
    )
    min_word_count = _compute_min_run_word_count(query_text)
    match_by_texts: dict[tuple[str, str], Match] = {}
    with open_lookup_reader(database) as reader:
        run_query = WordRunQuery.of(query.match_tokens, min_word_count)
        run_length_by_segment_id = open_index(database).find_segments_sharing_run(
            reader, query, run_query
        )
        for segment_ids in _batch_segment_ids(run_length_by_segment_id):
            shared_run_by_segment_id = dict(
                _find_longest_runs(
                    query_text,
                    segment.locale,
                    reader.read_texts(segment_ids),
                    ignores_diacritics=ignores_diacritics,
                )
            )
            for segment_id, unit in reader.read_units_of_segments(
                list(shared_run_by_segment_id), target_locale
            ):
                fragment = rate_match(query, unit, target_locale, penalties=penalties)
                if fragment is not None and fragment.target is not None:
                    text_pair = fragment.source.text, fragment.target.text
                    shared_run = shared_run_by_segment_id[segment_id]
                    match_by_texts[text_pair] = replace(
                        fragment, type=MatchType.FRAGMENT, run=shared_run
                    )
            if len(match_by_texts) >= limit:
                break
    return sorted(match_by_texts.values(), key=_make_fragment_sort_key)[:limit]


def _batch_segment_ids(
    run_length_by_segment_id: Mapping[int, int],
) -> Iterator[list[int]]:
    """Yield the proposed segments in batches, the longest runs first."""
    ordered_segment_ids = sorted(
        run_length_by_segment_id,
        key=lambda segment_id: (
            -run_length_by_segment_id[segment_id],
            segment_id,
        ),
    )
    for start in range(
        0, min(len(ordered_segment_ids), _MAX_SEGMENT_COUNT), _BATCH_SIZE
    ):
        yield ordered_segment_ids[start : start + _BATCH_SIZE]


def _find_longest_runs(
    query_text: TokenizedText,
    locale: Locale,
    text_by_segment_id: Mapping[int, str],
    *,
    ignores_diacritics: bool,
) -> Iterator[tuple[int, SharedRun]]:
    """Yield each segment whose longest run is long enough, with the run."""
    min_word_count = _compute_min_run_word_count(query_text)
    for segment_id, stored_text in text_by_segment_id.items():
        shared_run = _find_longest_run(
            query_text,
            TokenizedText.of(
                stored_text, locale, "s", ignores_diacritics=ignores_diacritics
            ),
        )
        if shared_run is not None and shared_run.word_count >= min_word_count:
            yield segment_id, shared_run


def _find_longest_run(
    query_text: TokenizedText, segment_text: TokenizedText
) -> SharedRun | None:
    """Find the longest run that two texts share, without marks at its ends."""
    matcher = SequenceMatcher(
        None, query_text.forms, segment_text.forms, autojunk=False
    )
    query_start, segment_start, run_length = matcher.find_longest_match()
    word_indexes = [
        token_index
        for token_index in range(query_start, query_start + run_length)
        if query_text.tokens[token_index].is_counted
    ]
    if not word_indexes:
        return None
    first_word_index, last_word_index = word_indexes[0], word_indexes[-1]
    index_shift = segment_start - query_start
    return SharedRun(
        (
            query_text.tokens[first_word_index].start,
            query_text.tokens[last_word_index].end,
        ),
        (
            segment_text.tokens[first_word_index + index_shift].start,
            segment_text.tokens[last_word_index + index_shift].end,
        ),
        len(word_indexes),
    )


def _compute_min_run_word_count(tokenized_text: TokenizedText) -> int:
    """Compute the fewest words that a run must share with a text."""
    word_count = sum(token.is_counted for token in tokenized_text.tokens)
    if len(tokenized_text.tokens) <= MAX_SHORT_QUERY_TOKEN_COUNT:
        return max(word_count, _MIN_WORD_COUNT_FOR_SHARE)
    min_shared_word_count = max(
        _MIN_WORD_COUNT_FOR_SHARE, math.ceil(word_count * _MIN_WORD_SHARE)
    )
    return min(MIN_RUN_WORD_COUNT, min_shared_word_count)


def _make_fragment_sort_key(match: Match) -> tuple[object, ...]:
    word_count = match.run.word_count if match.run else 0
    target_text = match.target.text if match.target else ""
    return (
        -word_count,
        -match.rate,
        len(match.source.text),
        match.source.text,
        target_text,
    )
