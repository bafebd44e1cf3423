"""The check of names of bodies and offices that vary within a document."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, list_related_ids
from checks.text.language_words import Language
from checks.titles.contradicting_titles import TitleWords
from checks.titles.names_by_first_word import NamesByFirstWord
from checks.titles.similar_titles import find_title_variants, select_content_words
from glossary.entries.entry import USABLE_STATUSES
from tm.finding import Finding, Severity, Span
from tm.text.word_pattern import HYPHENATED_WORD_START_PATTERN

_LOWER_CASE_WORD_PATTERN = re.compile(
    rf"{HYPHENATED_WORD_START_PATTERN}[^\W\d_A-Z][\w-]+"
)
_MAX_NAMES = 300
"""How many names with one first word are compared; a real document has fewer."""
_SENTENCE_END_PATTERN = re.compile(r"[.!?][\s”\"]")


@check(
    "title.variant",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    yields_to=("name.order", "term.variant"),
)
def find_title_variant(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """One body or office seems to have two names in one document.

    The check compares capitalised names of several words with the same beginning. They
    are taken as names of one body if they differ only in function words, affixes or
    order, or if a common noun of a long name is replaced by another. The rarer name is
    reported, or the one that the termbase advises against. Names that contain each
    other, that stand in one sentence, or that the termbase has as two concepts are
    different things.
    """
    language = context.language
    if not language.name_connectors or not context.target_locale.uses_spaces:
        return
    names_by_first_word = NamesByFirstWord(units, language, context.cache)
    common_words: frozenset[str] | None = None
    for name_starts_by_words in names_by_first_word.iterate_groups(_MAX_NAMES):
        if common_words is None:
            common_words = _find_lower_case_words(units)
        for first_name_words, second_name_words in _find_similar_pairs(
            name_starts_by_words, names_by_first_word, language, common_words
        ):
            if _are_different_bodies(
                name_starts_by_words[first_name_words],
                name_starts_by_words[second_name_words],
                names_by_first_word,
                units,
                context,
            ):
                continue
            rare_starts, usual_starts = sorted(
                (
                    name_starts_by_words[second_name_words],
                    name_starts_by_words[first_name_words],
                ),
                key=len,
            )
            if _is_unwanted_term(usual_starts[0], names_by_first_word, units, context):
                rare_starts, usual_starts = usual_starts, rare_starts
            yield Finding(
                "elsewhere",
                names_by_first_word.find_span(rare_starts[0]),
                arguments={
                    "usual": names_by_first_word.read_text(usual_starts[0], units),
                    "usual_count": len(usual_starts),
                    "count": len(rare_starts),
                },
                checked_unit=units[names_by_first_word.find_unit_index(rare_starts[0])],
                related=list_related_ids(
                    units[names_by_first_word.find_unit_index(name_start)]
                    for name_start in usual_starts
                ),
            )


def _is_unwanted_term(
    name_start: int,
    names_by_first_word: NamesByFirstWord,
    units: Sequence[Unit],
    context: Context,
) -> bool:
    """Whether a name is a term of the termbase that should not be used."""
    target_finder = context.terms.target_finder
    if target_finder is None:
        return False
    target = units[names_by_first_word.find_unit_index(name_start)].target
    span = names_by_first_word.find_span(name_start)
    return any(
        (hit.start, hit.end) == (span.start, span.end)
        and hit.term.status not in USABLE_STATUSES
        for hit in target_finder.find(target, includes_wrong_forms=True)
    )


def _find_similar_pairs(
    name_starts_by_words: Mapping[TitleWords, Sequence[int]],
    names_by_first_word: NamesByFirstWord,
    language: Language,
    common_words: frozenset[str],
) -> Iterator[tuple[TitleWords, TitleWords]]:
    """Find pairs of similar names of which at least one is a whole phrase."""
    whole_phrase_names = {
        name_words
        for name_words, name_starts in name_starts_by_words.items()
        if any(map(names_by_first_word.is_whole_phrase, name_starts))
    }
    content_words_by_name = {
        name_words: select_content_words(name_words, language)
        for name_words in name_starts_by_words
    }
    for first_name_words, second_name_words in find_title_variants(
        content_words_by_name, language, common_words
    ):
        if sorted(first_name_words) == sorted(second_name_words) and not (
            language.coordinators.isdisjoint(first_name_words)
        ):
            continue  # two things in another order: X dan Y, Y dan X
        if (
            first_name_words in whole_phrase_names
            or second_name_words in whole_phrase_names
        ):
            yield first_name_words, second_name_words


def _are_different_bodies(
    first_name_starts: Sequence[int],
    second_name_starts: Sequence[int],
    names_by_first_word: NamesByFirstWord,
    units: Sequence[Unit],
    context: Context,
) -> bool:
    """Whether a sentence has both names, or the termbase has two concepts for them."""
    spans_with_is_first_by_unit_index: dict[int, list[tuple[Span, bool]]] = defaultdict(
        list
    )
    mentioned_unit_indexes = [
        {names_by_first_word.find_unit_index(name_start) for name_start in name_starts}
        for name_starts in (first_name_starts, second_name_starts)
    ]
    for name_starts, is_first in (
        (first_name_starts, True),
        (second_name_starts, False),
    ):
        for name_start in name_starts:
            if all(
                names_by_first_word.find_unit_index(name_start) in unit_indexes
                for unit_indexes in mentioned_unit_indexes
            ):
                spans_with_is_first_by_unit_index[
                    names_by_first_word.find_unit_index(name_start)
                ].append((names_by_first_word.find_span(name_start), is_first))
    for unit_index, spans_with_is_first in spans_with_is_first_by_unit_index.items():
        # If two names are in one sentence, so are two adjacent ones.
        for (span, is_first_name), (next_span, is_next_first_name) in pairwise(
            sorted(spans_with_is_first)
        ):
            if is_first_name != is_next_first_name and _are_in_one_sentence(
                units[unit_index].target, span, next_span
            ):
                return True
    concept_id_sets = [
        _find_concept_ids(names_by_first_word.read_text(name_starts[0], units), context)
        for name_starts in (first_name_starts, second_name_starts)
    ]
    return all(concept_id_sets) and not concept_id_sets[0] & concept_id_sets[1]


def _are_in_one_sentence(text: str, span: Span, next_span: Span) -> bool:
    return not _SENTENCE_END_PATTERN.search(
        text, span.end, max(span.end, next_span.start)
    )


def _find_concept_ids(text: str, context: Context) -> set[str]:
    """Find the concepts of the termbase that have exactly this name."""
    if context.terms.target_finder is None:
        return set()
    return {
        reading.entry.id
        for hit in context.terms.target_finder.find(text)
        if hit.start == 0 and hit.end == len(text)
        for reading in (hit, *hit.other_readings)
    }


def _find_lower_case_words(units: Iterable[Unit]) -> frozenset[str]:
    """Find the words that a document has in lower case somewhere."""
    lower_case_words: set[str] = set()
    for unit in units:
        lower_case_words.update(_LOWER_CASE_WORD_PATTERN.findall(unit.target))
    return frozenset(lower_case_words)
