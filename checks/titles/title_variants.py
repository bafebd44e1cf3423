"""The check of names of bodies and offices that vary within a document."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, related_ids
from checks.text.language_words import Language
from checks.titles.names_by_first_word import NamesByFirstWord
from checks.titles.similar_titles import Words, content_words, find_variants
from tm.finding import Finding, Severity, Span

_LOWER_CASE_WORD = re.compile(r"(?<![\w-])[^\W\d_A-Z][\w-]+")
_MAX_NAMES = 300
"""How many names with one first word are compared; a real document has fewer."""
_SENTENCE_END = re.compile(r"[.!?][\s”\"]")


@check(
    "title.variant",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    yields_to=("name.order", "term.variant"),
)
def title_variant(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """One body or office seems to have two names in one document.

    Compared are capitalised names of several words with the same beginning. They are
    taken for one where they differ only in function words, affixes or order, or
    where a common noun of a long name is replaced by another. Names that contain
    each other, that stand in one sentence, or that the termbase has as two concepts are
    different things.
    """
    language = context.language
    if not language.connectors or not context.target.uses_spaces:
        return
    names = NamesByFirstWord(units, language)
    common_words: frozenset[str] | None = None
    for group in names.groups(_MAX_NAMES):
        if common_words is None:
            common_words = _find_lower_case_words(units)
        for first_name, second_name in _find_pairs(
            group, names, language, common_words
        ):
            if _are_distinguished(
                group[first_name], group[second_name], names, units, context
            ):
                continue
            counts = {name: len(group[name]) for name in (first_name, second_name)}
            rare_name, usual_name = sorted(
                (first_name, second_name), key=lambda words: counts[words]
            )
            if counts[rare_name] == counts[usual_name]:
                rare_name = second_name
                usual_name = first_name
            rare_mention, usual_mention = (
                group[name][0] for name in (rare_name, usual_name)
            )
            yield Finding(
                "elsewhere",
                names.span(rare_mention),
                arguments={
                    "usual": names.text(usual_mention, units),
                    "usual_count": counts[usual_name],
                    "count": counts[rare_name],
                },
                about=units[names.unit_index(rare_mention)],
                related=related_ids(
                    units[names.unit_index(mention)] for mention in group[usual_name]
                ),
            )


def _find_pairs(
    group: Mapping[Words, Sequence[int]],
    names: NamesByFirstWord,
    language: Language,
    common_words: frozenset[str],
) -> Iterator[tuple[Words, Words]]:
    """Find pairs of similar names of which at least one is a whole phrase."""
    complete_names = {
        words for words, mentions in group.items() if any(map(names.is_whole, mentions))
    }
    contents = {words: content_words(words, language) for words in group}
    for first_name, second_name in find_variants(contents, language, common_words):
        if first_name in complete_names or second_name in complete_names:
            yield first_name, second_name


def _are_distinguished(
    first_mentions: Sequence[int],
    second_mentions: Sequence[int],
    names: NamesByFirstWord,
    units: Sequence[Unit],
    context: Context,
) -> bool:
    """Whether a sentence has both names, or the termbase has two concepts for them."""
    spans_by_unit: dict[int, list[tuple[Span, bool]]] = defaultdict(list)
    mentioned_units = [
        {names.unit_index(mention) for mention in mentions}
        for mentions in (first_mentions, second_mentions)
    ]
    for mentions, is_first in ((first_mentions, True), (second_mentions, False)):
        for mention in mentions:
            if all(
                names.unit_index(mention) in unit_indices
                for unit_indices in mentioned_units
            ):
                spans_by_unit[names.unit_index(mention)].append(
                    (names.span(mention), is_first)
                )
    for unit_index, spans in spans_by_unit.items():
        # If two names are in one sentence, so are two adjacent ones.
        for (span, is_first_name), (next_span, is_next_first) in pairwise(
            sorted(spans)
        ):
            if is_first_name != is_next_first and _are_in_one_sentence(
                units[unit_index].target, span, next_span
            ):
                return True
    concepts = [
        _find_concepts(names.text(mentions[0], units), context)
        for mentions in (first_mentions, second_mentions)
    ]
    return all(concepts) and not concepts[0] & concepts[1]


def _are_in_one_sentence(text: str, span: Span, next_span: Span) -> bool:
    return not _SENTENCE_END.search(text, span.end, max(span.end, next_span.start))


def _find_concepts(text: str, context: Context) -> set[str]:
    """Find the concepts of the termbase that have exactly this name."""
    if context.terms.target_finder is None:
        return set()
    return {
        reading.entry.id
        for hit in context.terms.target_finder.find(text)
        if hit.start == 0 and hit.end == len(text)
        for reading in (hit, *hit.others)
    }


def _find_lower_case_words(units: Iterable[Unit]) -> frozenset[str]:
    """Find the words that a document has in lower case somewhere."""
    lower_case_words: set[str] = set()
    for unit in units:
        lower_case_words.update(_LOWER_CASE_WORD.findall(unit.target))
    return frozenset(lower_case_words)
