"""The check of inconsistent translations: two renderings of one phrase or concept."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from typing import TYPE_CHECKING

from checks.engine.check import Level, check
from checks.engine.document import make_document_key
from checks.engine.option import Option
from checks.engine.unit import Context, Unit, list_related_ids
from checks.terms.concept_presence import is_variant_form
from glossary.entries.entry import USABLE_STATUSES, TermHit
from tm.finding import Finding, RenderingComparison, Severity, Span
from tm.text.normal import fold_text, match_form

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checks.terms.unique_pairs import UniquePairs, UnitSpan
    from glossary.extraction.phrase_renderings import LearnedRenderings, PhraseRendering

_MIN_USUAL_UNITS = 3
"""How many units must have the usual rendering."""
_MAX_LACKING_SHARE = 1 / 3
"""The largest number of units without the usual rendering, for each unit with it."""
_MIN_USUAL_UNITS_LOWER_CASE = 8
"""How many units must have a usual rendering in lower case, which varies more."""
_MIN_RENDERING_SCORE = 0.5
"""The smallest score at which a phrase and its rendering belong together."""
_STARTER_TERMS_OPTION = Option(
    "term.inconsistent",
    "starter_terms",
    False,
    "whether terms of the starter termbase are compared too",
)

_UnitHit = tuple[Unit, TermHit]


@check(
    "term.inconsistent",
    level=Level.CORPUS,
    severity=Severity.WARNING,
    options=[_STARTER_TERMS_OPTION],
)
def find_inconsistent_term(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """A phrase is translated in two ways, or a concept has two terms.

    Without a termbase: a phrase that recurs and nearly always has one translation has
    another one here. With a termbase: one document uses two terms of a concept,
    `negosiasi` and `perundingan`, both of which may be used; the rarer one is reported.
    With a termbase, the check ignores names with capitals, which are shortened on
    second mention, words of longer names, abbreviations, terms that are part of each
    other, and concepts that the source does not name. Terms of the starter termbase,
    many of them common words with synonyms, are reported only in the profile `strict`.
    """
    if context.terms.target_finder is not None:
        for _, document_units in groupby(units, key=make_document_key):
            yield from _report_concepts_with_two_terms([*document_units], context)
    yield from _report_rare_renderings(units, context)


def _report_concepts_with_two_terms(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Report concepts of the termbase that have two terms in one document."""
    if context.terms.target_finder is None:
        return
    skipped_concept_ids = context.terms.starter_concept_ids
    if _STARTER_TERMS_OPTION.read_value(context.options):
        skipped_concept_ids = frozenset()
    hits_by_form_by_concept: dict[str, dict[str, list[_UnitHit]]] = {}
    for unit in units:
        for hit in context.terms.target_finder.find(
            unit.target, includes_wrong_forms=True
        ):
            if (
                hit.entry.id in skipped_concept_ids
                or not _is_usable_common_noun(hit)
                or _begins_name(hit, unit.target)
                or not _may_be_named_in_source(hit, unit, context)
            ):
                continue
            if not all(other_hit.term.shared for other_hit in hit.other_readings):
                continue  # the form may belong to another concept
            hits_by_form = hits_by_form_by_concept.setdefault(
                hit.entry.id, defaultdict(list)
            )
            hits_by_form[fold_text(hit.term.text)].append((unit, hit))
    for hits_by_form in hits_by_form_by_concept.values():
        if len(hits_by_form) > 1:
            yield from _report_rare_forms(hits_by_form)


def _may_be_named_in_source(hit: TermHit, unit: Unit, context: Context) -> bool:
    """Whether the source names the concept, or that cannot be known."""
    source_locale, source_finder = context.source_locale, context.terms.source_finder
    if not unit.source or source_locale is None or source_finder is None:
        return True
    if not hit.entry.list_terms_in(source_locale):
        return True
    return any(
        reading.entry.id == hit.entry.id
        for source_hit in source_finder.find(unit.source)
        for reading in (source_hit, *source_hit.other_readings)
    )


def _is_usable_common_noun(hit: TermHit) -> bool:
    """Whether a term is in lower case and its status allows its use."""
    term = hit.term
    return (
        term.status in USABLE_STATUSES
        and not hit.entry.composed
        and term.text == term.text.lower()
        and len(term.text) > 3
    )


def _begins_name(hit: TermHit, text: str) -> bool:
    """Whether a hit has a capital and so has a word next to it: they are a name."""
    if not text[hit.start].isupper():
        return False
    return (
        text[hit.end : hit.end + 1] == " " and text[hit.end + 1 : hit.end + 2].isupper()
    )


def _report_rare_forms(hits_by_form: dict[str, list[_UnitHit]]) -> Iterator[Finding]:
    """Report the rarer terms of a concept, each once."""
    # Of equally frequent forms, the first in the document is the usual one.
    usual_form, *rare_forms = sorted(
        hits_by_form, key=lambda form: -len(hits_by_form[form])
    )
    for rare_form in rare_forms:
        if is_variant_form(rare_form, usual_form):
            continue
        unit, hit = hits_by_form[rare_form][0]
        usual_term = hits_by_form[usual_form][0][1].term.text
        yield Finding(
            "term",
            Span(hit.start, hit.end),
            arguments={
                "usual": usual_term,
                "usual_count": len(hits_by_form[usual_form]),
                "count": len(hits_by_form[rare_form]),
            },
            checked_unit=unit,
            related=list_related_ids(
                [related_unit for related_unit, _ in hits_by_form[usual_form]]
            ),
        )


def _report_rare_renderings(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Report rare renderings of phrases, which need not be in the termbase."""
    if context.source_locale is None:
        return
    # They need numpy, which a page without its source does not.
    from checks.terms.unique_pairs import AlternativeList, UniquePairs
    from glossary.extraction.phrase_renderings import learn_renderings

    unique_pairs = UniquePairs(units)
    if len(unique_pairs) <= _MIN_USUAL_UNITS:
        return
    learned_renderings = learn_renderings(
        unique_pairs,
        context.source_locale,
        context.target_locale,
        min_count=_MIN_USUAL_UNITS + 1,
    )
    settled_renderings = [
        rendering
        for rendering in learned_renderings.renderings
        if _is_settled(rendering)
    ]
    with closing(AlternativeList(len(settled_renderings))) as alternative_list:
        for alternative in _find_alternatives(
            unique_pairs, settled_renderings, learned_renderings, context
        ):
            alternative_list.add(*alternative)
        for phrase_index, rendering in enumerate(settled_renderings):
            if alternatives_of_phrase := alternative_list.read_alternatives(
                phrase_index
            ):
                yield from _report_rare_renderings_of_phrase(
                    rendering, alternatives_of_phrase, unique_pairs, context
                )


def _list_pairs_without_rendering(
    settled_renderings: "Sequence[PhraseRendering]",
) -> "tuple[NDArray[np.int32], NDArray[np.int16]]":
    """List the indexes of pairs that lack a rendering, sorted, and of its phrase."""
    import numpy as np

    pair_indexes_of_renderings = [
        rendering.unit_indexes_without_rendering.read()
        for rendering in settled_renderings
    ]
    pair_counts = [len(pair_indexes) for pair_indexes in pair_indexes_of_renderings]
    pair_indexes = np.concatenate([np.zeros(0, np.int32), *pair_indexes_of_renderings])
    phrase_indexes = np.repeat(
        np.arange(len(settled_renderings), dtype=np.int16), pair_counts
    )
    del pair_indexes_of_renderings  # as large as the arrays made of them
    sorted_indexes = np.argsort(pair_indexes, kind="stable")
    return pair_indexes[sorted_indexes], phrase_indexes[sorted_indexes]


def _find_alternatives(
    unique_pairs: "UniquePairs",
    settled_renderings: "Sequence[PhraseRendering]",
    learned_renderings: "LearnedRenderings",
    context: Context,
) -> Iterator[tuple[int, int, Unit, Span]]:
    """Find the translations of phrases in units that lack the usual rendering.

    Yields the index of the phrase, the index of the pair, its unit, and the span in
    the target. Units are read once and in order, since random access is slow.
    """
    from checks.terms.alternative_renderings import find_alternative
    from checks.terms.language_pair import LanguagePair

    assert context.source_locale is not None
    language_pair = LanguagePair.from_language(
        context.source_locale,
        context.target_locale,
        context.language,
        learned_renderings.lexicon,
    )
    pair_indexes, phrase_indexes = _list_pairs_without_rendering(settled_renderings)
    pair_position = 0
    for pair_index, unit in unique_pairs.enumerate_units():
        if pair_position == len(pair_indexes):
            break
        if pair_indexes[pair_position] != pair_index:
            continue
        source, target = unit.source_text, unit.target
        unit_renderings = [
            learned_renderings.renderings[phrase_index]
            for phrase_index in learned_renderings.unit_phrases.read_unit_phrases(
                pair_index
            )
        ]
        while (
            pair_position < len(pair_indexes)
            and pair_indexes[pair_position] == pair_index
        ):
            phrase_index = int(phrase_indexes[pair_position])
            usual_rendering, pair_position = (
                settled_renderings[phrase_index],
                pair_position + 1,
            )
            other_renderings = [
                rendering
                for rendering in unit_renderings
                if rendering is not usual_rendering
            ]
            span = find_alternative(
                source, target, usual_rendering, other_renderings, language_pair
            )
            if span is not None and not _overlaps_term(
                usual_rendering.phrase_text, unit, context
            ):
                yield phrase_index, pair_index, unit, span


def _is_settled(rendering: "PhraseRendering") -> bool:
    """Whether a phrase of several words nearly always has one rendering."""
    min_unit_count = (
        _MIN_USUAL_UNITS
        if rendering.rendering_text[0].isupper()
        else _MIN_USUAL_UNITS_LOWER_CASE
    )
    return (
        " " in rendering.phrase_text
        and rendering.score >= _MIN_RENDERING_SCORE
        and len(rendering.unit_indexes_with_rendering) >= min_unit_count
        and 0
        < len(rendering.unit_indexes_without_rendering)
        <= _MAX_LACKING_SHARE * len(rendering.unit_indexes_with_rendering)
    )


def _overlaps_term(phrase: str, unit: Unit, context: Context) -> bool:
    """Whether a term of the termbase overlaps the phrase, as other checks report."""
    if context.terms.source_finder is None or unit.source is None:
        return False
    phrase_start = match_form(unit.source).find(match_form(phrase))
    phrase_span = (
        Span(phrase_start, phrase_start + len(phrase)) if phrase_start >= 0 else None
    )
    return phrase_span is not None and any(
        Span(hit.start, hit.end).overlaps(phrase_span)
        for hit in context.terms.source_finder.find(unit.source)
    )


def _report_rare_renderings_of_phrase(
    rendering: "PhraseRendering",
    alternatives: "Sequence[tuple[NDArray[np.int32], Sequence[UnitSpan]]]",
    unique_pairs: "UniquePairs",
    context: Context,
) -> Iterator[Finding]:
    """Report the rare renderings of one phrase."""
    from checks.terms.unique_pairs import MIN_CHOICE_UNITS

    usual_rendering_pair_indexes = rendering.unit_indexes_with_rendering.read()
    usual_rendering, related_units = (
        unique_pairs.describe_rendering(
            rendering.rendering_text, usual_rendering_pair_indexes
        ),
        unique_pairs.read_examples(usual_rendering_pair_indexes),
    )
    locale_tags = str(context.source_locale), str(context.target_locale)
    for pair_indexes, unit_spans in alternatives:
        first_unit, first_span = unit_spans[0]
        rare_rendering = unique_pairs.describe_rendering(
            first_span.of(first_unit.target), pair_indexes
        )
        for unit, alternative_span in (
            unit_spans if len(pair_indexes) < MIN_CHOICE_UNITS else unit_spans[:1]
        ):
            yield Finding(
                "phrase",
                alternative_span,
                _find_phrase_span(rendering.phrase_text, unit),
                {
                    "phrase": rendering.phrase_text,
                    "usual": usual_rendering.text,
                    "usual_count": usual_rendering.count,
                    "count": rare_rendering.count,
                },
                checked_unit=unit,
                related=list_related_ids(related_units),
                renderings=RenderingComparison(
                    *locale_tags, rendering.phrase_text, usual_rendering, rare_rendering
                ),
            )


def _find_phrase_span(phrase: str, unit: Unit) -> Span | None:
    source = unit.source_text
    for searched_text, searched_phrase in (
        (source, phrase),
        (source.lower(), phrase.lower()),
    ):
        phrase_start = searched_text.find(searched_phrase)
        if phrase_start >= 0 and len(searched_text) == len(source):
            return Span(phrase_start, phrase_start + len(phrase))
    return None
