"""Parts of a text that stand in stored segments: the longest runs of its words.

Where nothing like a whole sentence is stored, its parts may be: a clause, a title, a
name. Other than a fragment, a part may have two words, and several parts of one text
are found, each with segments that have it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from tm.language_data import read_table
from tm.match.fragment import TokenizedText, list_segment_forms
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
_SEGMENTS_READ_PER_PART = 4
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

    first_index: int
    end_index: int
    segment_ids: Sequence[int]

    def __len__(self) -> int:
        return self.end_index - self.first_index


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
    word_run_query = WordRunQuery.of(
        query.match_tokens[:_MAX_TOKEN_COUNT],
        _MIN_WORD_COUNT,
        max_segment_count=_MAX_SEGMENT_COUNT,
    )
    with open_lookup_reader(database) as reader:
        run_length_by_segment_id = open_index(database).find_segments_sharing_run(
            reader, query, word_run_query
        )
        longest_run_ids = sorted(
            run_length_by_segment_id,
            key=lambda segment_id: (-run_length_by_segment_id[segment_id], segment_id),
        )
        stored_text_by_id = reader.read_texts(longest_run_ids[:_MAX_SEGMENT_COUNT])
        segment_forms_by_id = {
            segment_id: list_segment_forms(
                stored_text, locale, "s", ignores_diacritics=ignores_diacritics
            )
            for segment_id, stored_text in stored_text_by_id.items()
        }
        runs = _choose_runs(
            _find_runs(text, segment_forms_by_id), _flag_content_words(text, locale)
        )
        return sorted(
            _read_parts(
                reader,
                text,
                segment_forms_by_id,
                runs,
                (locale, target_locale),
                example_count,
                ignores_diacritics=ignores_diacritics,
            ),
            key=lambda part: (-part.word_count, part.start),
        )[:limit]


def _find_runs(
    text: TokenizedText, segment_forms_by_id: Mapping[int, Sequence[str]]
) -> list[_RepeatedRun]:
    """Find each run that segments share and cannot share longer, the longest first."""
    ids_by_range: dict[tuple[int, int], list[int]] = {}
    for segment_id, segment_forms in segment_forms_by_id.items():
        joined_forms = _join_forms(segment_forms)
        end_index = 0
        for first_index in range(len(text.forms)):
            previous_end_index, end_index = end_index, max(end_index, first_index)
            while (
                end_index < len(text.forms)
                and _join_forms(text.forms[first_index : end_index + 1]) in joined_forms
            ):
                end_index += 1
            # A run that ends where that of the word before did is a part of it.
            if end_index - first_index >= _MIN_WORD_COUNT and (
                end_index > previous_end_index or first_index == 0
            ):
                ids_by_range.setdefault((first_index, end_index), []).append(segment_id)
    runs = (
        _RepeatedRun(first_index, end_index, segment_ids)
        for (first_index, end_index), segment_ids in ids_by_range.items()
    )
    return sorted(runs, key=lambda run: (-len(run), run.first_index))


def _join_forms(forms: Sequence[str]) -> str:
    return "\x1f".join(("", *forms, ""))


def _flag_content_words(text: TokenizedText, locale: Locale) -> list[bool]:
    """Flag the tokens that are words, but none of the most frequent ones."""
    table = read_table(locale.language, "common_words.toml")
    common_words = frozenset(table.get("words", "").split())
    return [
        token.is_counted and token.text.casefold() not in common_words
        for token in text.tokens
    ]


def _choose_runs(
    runs: Sequence[_RepeatedRun], content_word_flags: Sequence[bool]
) -> Iterator[_RepeatedRun]:
    """Choose the longest runs, as long as they have words that no other one has."""
    covered_indexes: set[int] = set()
    for run in runs:
        content_word_indexes = [
            index
            for index in range(run.first_index, run.end_index)
            if content_word_flags[index]
        ]
        uncovered_indexes = [
            index for index in content_word_indexes if index not in covered_indexes
        ]
        if content_word_indexes and 2 * len(uncovered_indexes) >= len(
            content_word_indexes
        ):
            covered_indexes.update(range(run.first_index, run.end_index))
            yield run


def _read_parts(
    reader: LookupReader,
    text: TokenizedText,
    segment_forms_by_id: Mapping[int, Sequence[str]],
    runs: Iterator[_RepeatedRun],
    source_and_target_locale: tuple[Locale, Locale],
    example_count: int,
    *,
    ignores_diacritics: bool,
) -> Iterator[TextPart]:
    """Read translated segments with the chosen runs; a run without any is left out."""
    runs_with_segment_ids = [
        (
            run,
            sorted(
                run.segment_ids,
                key=lambda segment_id: len(segment_forms_by_id[segment_id]),
            )[:_SEGMENTS_READ_PER_PART],
        )
        for run in runs
    ]
    segment_ids = {
        segment_id
        for _, read_segment_ids in runs_with_segment_ids
        for segment_id in read_segment_ids
    }
    units_by_segment_id: dict[int, list[TranslationUnit]] = {}
    for segment_id, unit in reader.read_units_of_segments(
        sorted(segment_ids), source_and_target_locale[1]
    ):
        units_by_segment_id.setdefault(segment_id, []).append(unit)
    for run, read_segment_ids in runs_with_segment_ids:
        word_indexes = [
            index
            for index in range(run.first_index, run.end_index)
            if text.tokens[index].is_counted
        ]
        if len(word_indexes) < _MIN_WORD_COUNT:
            continue
        forms = text.forms[word_indexes[0] : word_indexes[-1] + 1]
        possible_examples = (
            _make_example(
                unit,
                source_and_target_locale,
                forms,
                ignores_diacritics=ignores_diacritics,
            )
            for segment_id in read_segment_ids
            for unit in units_by_segment_id.get(segment_id, ())[:1]
        )
        examples = list(islice(filter(None, possible_examples), example_count))
        if examples:
            yield TextPart(
                text.tokens[word_indexes[0]].start,
                text.tokens[word_indexes[-1]].end,
                len(word_indexes),
                examples,
            )


def _make_example(
    unit: TranslationUnit,
    source_and_target_locale: tuple[Locale, Locale],
    forms: Sequence[str],
    *,
    ignores_diacritics: bool,
) -> PartExample | None:
    source, target = unit.orient(*source_and_target_locale)
    if source is None or target is None:
        return None
    segment_text = TokenizedText.of(
        source.text, source.locale, "s", ignores_diacritics=ignores_diacritics
    )
    for first_index in range(len(segment_text.forms) - len(forms) + 1):
        if segment_text.forms[first_index : first_index + len(forms)] == forms:
            last_token = segment_text.tokens[first_index + len(forms) - 1]
            span = segment_text.tokens[first_index].start, last_token.end
            return PartExample(source, target, span, unit)
    return None
