"""Parts of a text that stand in stored segments: the longest runs of its words.

Where nothing like a whole sentence is stored, its parts may be: a clause, a title, a
name. Other than a fragment, a part may have two words, and several parts of one text
are found, each with segments that have it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tm.language_data import read_table
from tm.match.fragment import TokenizedText
from tm.match.index.common_run import WordRunQuery
from tm.match.lookup import open_index
from tm.match.match_rate import Query
from tm.store.database import Database
from tm.store.lookup_reader import LookupReader, open_lookup_reader
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_MIN_WORD_COUNT = 2
_MAX_SEGMENT_COUNT = 200
"""The most segments that are compared, those with the longest runs."""
_MAX_TOKEN_COUNT = 100
"""The most tokens of a text; of a longer one, the first are searched for."""
_EXAMPLE_COUNT = 4
"""Segments that are read for a part, the shortest; not each has a translation."""


@dataclass(frozen=True, slots=True)
class PartExample:
    """A translated segment that has a part of a text."""

    source: Segment
    target: Segment
    span: tuple[int, int]
    """Where the part is in the source."""
    unit: TranslationUnit


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of a text, with segments that have it."""

    start: int
    end: int
    word_count: int
    examples: Sequence[PartExample]


@dataclass(frozen=True, slots=True)
class _RepeatedRun:
    """A run of tokens that segments share with a text."""

    first: int
    end: int
    segment_ids: Sequence[int]

    def __len__(self) -> int:
        return self.end - self.first


def find_text_parts(
    database: Database,
    query: Query,
    target_locale: Locale,
    *,
    limit: int = 6,
    example_count: int = 1,
) -> list[TextPart]:
    """Find the longest parts of a text that stand in translated segments, in its order.

    A part is not within another one, and at least half of its words are in no longer
    one. A part that has only the most frequent words of its language is left out.
    """
    locale = query.segment.locale
    ignores_diacritics = not query.has_diacritics
    text = TokenizedText.of(
        query.segment.text, locale, "q", ignores_diacritics=ignores_diacritics
    )
    run_query = WordRunQuery.of(
        query.match_tokens[:_MAX_TOKEN_COUNT],
        _MIN_WORD_COUNT,
        max_segment_count=_MAX_SEGMENT_COUNT,
    )
    with open_lookup_reader(database) as reader:
        run_lengths = open_index(database).find_segments_sharing_run(
            reader, query, run_query
        )
        longest_run_ids = sorted(
            run_lengths, key=lambda segment_id: (-run_lengths[segment_id], segment_id)
        )
        segments = {
            segment_id: TokenizedText.of(
                stored_text, locale, "s", ignores_diacritics=ignores_diacritics
            )
            for segment_id, stored_text in reader.read_texts(
                longest_run_ids[:_MAX_SEGMENT_COUNT]
            ).items()
        }
        runs = _choose_runs(
            _find_runs(text, segments), _flag_telling_tokens(text, locale)
        )
        return sorted(
            _read_parts(
                reader, text, segments, runs, (locale, target_locale), example_count
            ),
            key=lambda part: (-part.word_count, part.start),
        )[:limit]


def _find_runs(
    text: TokenizedText, segments: Mapping[int, TokenizedText]
) -> list[_RepeatedRun]:
    """Find each run that segments share and cannot share longer, the longest first."""
    ids_by_range: dict[tuple[int, int], list[int]] = {}
    for segment_id, segment in segments.items():
        joined_forms = _join(segment.forms)
        end = 0
        for first in range(len(text.forms)):
            last_end, end = end, max(end, first)
            while (
                end < len(text.forms)
                and _join(text.forms[first : end + 1]) in joined_forms
            ):
                end += 1
            # A run that ends where that of the word before did is a part of it.
            if end - first >= _MIN_WORD_COUNT and (end > last_end or first == 0):
                ids_by_range.setdefault((first, end), []).append(segment_id)
    runs = (
        _RepeatedRun(first, end, segment_ids)
        for (first, end), segment_ids in ids_by_range.items()
    )
    return sorted(runs, key=lambda run: (-len(run), run.first))


def _join(forms: Sequence[str]) -> str:
    return "\x1f".join(("", *forms, ""))


def _flag_telling_tokens(text: TokenizedText, locale: Locale) -> list[bool]:
    """Flag the tokens that are words, but none of the most frequent ones."""
    table = read_table(locale.language, "common_words.toml")
    common_words = frozenset(table.get("words", "").split())
    return [
        token.is_counted and token.text.casefold() not in common_words
        for token in text.tokens
    ]


def _choose_runs(
    runs: Sequence[_RepeatedRun], telling_flags: Sequence[bool]
) -> Iterator[_RepeatedRun]:
    """Choose the longest runs, as long as they have words that no other one has."""
    covered_tokens: set[int] = set()
    for run in runs:
        tokens = [index for index in range(run.first, run.end) if telling_flags[index]]
        uncovered_tokens = [index for index in tokens if index not in covered_tokens]
        if tokens and 2 * len(uncovered_tokens) >= len(tokens):
            covered_tokens.update(range(run.first, run.end))
            yield run


def _read_parts(
    reader: LookupReader,
    text: TokenizedText,
    segments: Mapping[int, TokenizedText],
    runs: Iterator[_RepeatedRun],
    locales: tuple[Locale, Locale],
    example_count: int,
) -> Iterator[TextPart]:
    """Read translated segments with the chosen runs; a run without any is left out."""
    runs_with_examples = [
        (
            run,
            sorted(
                run.segment_ids, key=lambda segment_id: len(segments[segment_id].tokens)
            )[:_EXAMPLE_COUNT],
        )
        for run in runs
    ]
    segment_ids = {
        segment_id
        for _, example_ids in runs_with_examples
        for segment_id in example_ids
    }
    units_by_segment_id: dict[int, list[TranslationUnit]] = {}
    for segment_id, unit in reader.read_units_of_segments(
        sorted(segment_ids), locales[1]
    ):
        units_by_segment_id.setdefault(segment_id, []).append(unit)
    for run, example_ids in runs_with_examples:
        words = [
            index
            for index in range(run.first, run.end)
            if text.tokens[index].is_counted
        ]
        examples = [
            example
            for segment_id in example_ids
            for unit in units_by_segment_id.get(segment_id, ())[:1]
            if (
                example := _make_example(
                    unit, locales, segments[segment_id], text, words
                )
            )
        ]
        if len(words) >= _MIN_WORD_COUNT and examples:
            yield TextPart(
                text.tokens[words[0]].start,
                text.tokens[words[-1]].end,
                len(words),
                examples[:example_count],
            )


def _make_example(
    unit: TranslationUnit,
    locales: tuple[Locale, Locale],
    segment: TokenizedText,
    text: TokenizedText,
    words: Sequence[int],
) -> PartExample | None:
    source, target = unit.orient(*locales)
    if source is None or target is None or not words:
        return None
    forms = text.forms[words[0] : words[-1] + 1]
    for first in range(len(segment.forms) - len(forms) + 1):
        if segment.forms[first : first + len(forms)] == forms:
            last = segment.tokens[first + len(forms) - 1]
            span = segment.tokens[first].start, last.end
            return PartExample(source, target, span, unit)
    return None
