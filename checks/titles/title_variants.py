"""Checks of names of bodies and offices, without a glossary."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, related_ids
from checks.text.language import Language
from checks.titles.by_first_word import NamesByFirstWord
from checks.titles.similar_titles import Words, content, find_variants
from tm.finding import Finding, Severity, Span

_LOWER = re.compile(r"(?<![\w-])[^\W\d_A-Z][\w-]+")
_MOST = 300
"""Names with one first word that are compared; more are no longer one document."""
_SENTENCE_END = re.compile(r"[.!?][\s”\"]")


@check(
    "title.variant",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    yields_to=("name.order", "term.variant"),
)
def title_variant(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """One body or office seems to have two names in one document.

    Compared are capitalised names of several words with the same beginning. They
    are taken for one where they differ only in function words, affixes or order, or
    where a common noun of a long name is replaced by another. Names that contain
    each other, that stand in one sentence, or that the termbase has as two concepts
    are different things.
    """
    language = context.language
    if not language.connectors or not context.target.uses_spaces:
        return
    names = NamesByFirstWord(units, language)
    common: frozenset[str] | None = None
    for group in names.groups(_MOST):
        if common is None:
            common = _common_words(units)
        for first, second in _pairs(group, names, language, common):
            if _are_distinguished(group[first], group[second], names, units, context):
                continue
            counts = {words: len(group[words]) for words in (first, second)}
            rare, usual = sorted((first, second), key=lambda words: counts[words])
            if counts[rare] == counts[usual]:
                rare = second
                usual = first
            rare_mention, usual_mention = (group[words][0] for words in (rare, usual))
            yield Finding(
                "elsewhere",
                names.span(rare_mention),
                arguments={
                    "usual": names.text(usual_mention, units),
                    "usual_count": counts[usual],
                    "count": counts[rare],
                },
                about=units[names.unit(rare_mention)],
                related=related_ids(
                    units[names.unit(mention)] for mention in group[usual]
                ),
            )


def _pairs(
    group: Mapping[Words, Sequence[int]],
    names: NamesByFirstWord,
    language: Language,
    common: frozenset[str],
) -> Iterator[tuple[Words, Words]]:
    """Pairs of names with one first word, of which one stands for itself."""
    complete_names = {
        words for words, places in group.items() if any(map(names.is_whole, places))
    }
    contents = {words: content(words, language) for words in group}
    for first, second in find_variants(contents, language, common):
        if first in complete_names or second in complete_names:
            yield first, second


def _are_distinguished(
    first_mentions: Sequence[int],
    second_mentions: Sequence[int],
    names: NamesByFirstWord,
    subjects: Sequence[Unit],
    context: Context,
) -> bool:
    """Whether the text or the termbase treats two names as different things."""
    spans_by_unit: dict[int, list[tuple[Span, bool]]] = defaultdict(list)
    units = [
        {names.unit(name) for name in group}
        for group in (first_mentions, second_mentions)
    ]
    for group, is_first in ((first_mentions, True), (second_mentions, False)):
        for name in group:
            if all(names.unit(name) in span for span in units):
                spans_by_unit[names.unit(name)].append((names.span(name), is_first))
    for unit, spans in spans_by_unit.items():
        # Between two names of one sentence, two neighbours stand in it, too.
        for (span, is_first_name), (next_span, is_next_first) in pairwise(
            sorted(spans)
        ):
            if is_first_name != is_next_first and _in_one_sentence(
                subjects[unit].target, span, next_span
            ):
                return True
    concepts = [
        _concepts(names.text(group[0], subjects), context)
        for group in (first_mentions, second_mentions)
    ]
    return all(concepts) and not concepts[0] & concepts[1]


def _in_one_sentence(text: str, span: Span, next_span: Span) -> bool:
    return not _SENTENCE_END.search(text, span.end, max(span.end, next_span.start))


def _concepts(text: str, context: Context) -> set[str]:
    """The concepts that the termbase has for exactly this name."""
    if context.terms.target_finder is None:
        return set()
    return {
        reading.entry.id
        for hit in context.terms.target_finder.find(text)
        if hit.start == 0 and hit.end == len(text)
        for reading in (hit, *hit.others)
    }


def _common_words(units: Iterable[Unit]) -> frozenset[str]:
    """Words that a document writes small somewhere."""
    lower_case_words: set[str] = set()
    for unit in units:
        lower_case_words.update(_LOWER.findall(unit.target))
    return frozenset(lower_case_words)
