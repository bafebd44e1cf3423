"""The check of lost negations: without `not`, a text says the opposite."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE, TARGET
from checks.engine.option import Option
from checks.engine.unit import Context, Unit
from checks.meaning.antonyms import find_opposite_starts
from checks.meaning.negation.bare_renderings import (
    find_affirmed_word,
    read_affirmed_phrases,
    read_negated_phrases,
)
from checks.meaning.negation.negation_equivalents import (
    MAX_CLAUSE_DISTANCE,
    MAX_EQUIVALENT_DISTANCE,
    QUANTIFYING_SENSE,
    find_repeated_negations,
    find_unexplained_equivalents,
    has_equivalent_near,
    is_copied,
    is_echo,
    is_quantifying,
    is_second_of_joined_negations,
    may_be_said_otherwise,
    negates_negative_word,
    shares_clause,
)
from checks.meaning.negation.negation_pairs import (
    find_negated_span,
    find_unpaired_negations,
    is_part_of_not_only,
)
from checks.meaning.negation.negation_words import (
    Negation,
    read_negation,
    read_negation_words,
    read_phrases_needing_negation,
)
from checks.text.rendering_finder import RenderingFinder
from tm.finding import Finding, Severity, Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.words import read_word_set

_CLOSE_SHARE = 0.52
"""The share of rendered phrases from which a translation is close."""
_MOST_NEGATED_PHRASES = 3
"""How many known phrases after a negation are looked at in a close translation."""
_SHORT_SOURCE = 60
"""Sources of at most this many letters have too few phrases to show a paraphrase."""
_MANY_NEGATIONS = 3
"""Of so many negations, one in the target may stand for several: no A, no B, nor C."""

_UNSURE_OPTION = Option(
    "neg.dropped",
    "unsure",
    False,
    "whether negations are reported, too, whose negated words the target paraphrases",
)

_NEGATING_PREFIX = "non"
"""A prefix whose word has many synonyms without a negation."""
_Match = re.Match[str]


@check(
    "neg.dropped",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(read_negation_words)
    | SOURCE.has(read_negated_phrases) & TARGET.has(read_affirmed_phrases)
    | TARGET.has(read_phrases_needing_negation),
    options=[_UNSURE_OPTION],
    yields_to=("sense.contrary",),
)
def find_lost_negation(unit: Unit, context: Context) -> Iterator[Finding]:
    """A negation of the source is missing from the target.

    The negations of both texts are paired by position. A negation left over in the
    source needs an equivalent near its position in the target: a word such as
    `gagal`, `menolak`, `unable` that no other word of the source explains, or the
    opposite of what it negates. Ignored are questions that end in a negating word
    (`… không?`) and phrases that negate nothing (`hàng không`, `no matter`). `not
    only` must not become `only`, nor `unclear` become what `clear` is. `Not give
    up` may become `still hope`, if nothing gives up in the target; two joined
    negations (`không A hoặc không B`) may share one equivalent. Where the target
    renders another word than the negated one, it may say the same in other words.
    A refusal (`từ chối`, `fail to`) is reported where the target has no negation
    of any kind.
    """
    if not unit.target.strip():
        return
    source_negation, target_negation = map(read_negation, context.locales)
    if (
        not source_negation.negating_words.first_words
        or not target_negation.negating_words.first_words
    ):
        return
    source, target = unit.source_text, unit.target
    unbound_matches = [*target_negation.find_unbound_words(target)]
    if unbound_matches and not source_negation.negation_words.is_in(source):
        unbound_matches = []
    for phrase_match in chain(
        target_negation.find_phrases_without_negation(target), unbound_matches
    ):
        span = Span(*phrase_match.span())
        yield Finding("needed", span, None, {"word": phrase_match[0]})
        return
    reports_paraphrases = _UNSURE_OPTION.read_value(context.options)
    lost_match = _find_lost_negation(
        source_negation,
        target_negation,
        source,
        target,
        context.locales,
        context.cache,
        reports_paraphrases=reports_paraphrases,
    )
    if lost_match is None and source_negation.refusal_words.may_be_in(source):
        lost_match = _find_lost_refusal(
            source_negation, target_negation, source, target, context.cache
        )
        if (
            lost_match is not None
            and not reports_paraphrases
            and _is_paraphrased(
                lost_match,
                source,
                target,
                context.cache.call(RenderingFinder, *context.locales),
            )
        ):
            lost_match = None
    if lost_match is None:
        lost_match = find_affirmed_word(source, target, context.locales, context.cache)
    if lost_match is not None and not _is_title_word(lost_match[0], target):
        yield Finding(
            "missing", None, Span(*lost_match.span()), {"source": lost_match[0]}
        )


def _is_title_word(word: str, target: str) -> bool:
    """Whether the target keeps a capitalised word, as in a title: `Impossible`."""
    return word[:1].isupper() and word.isalpha() and word in target


def _find_lost_negation(
    source_negation: Negation,
    target_negation: Negation,
    source: str,
    target: str,
    locales: tuple[Locale, Locale],
    cache: ResultCache,
    *,
    reports_paraphrases: bool,
) -> _Match | None:
    """Find the first negation of the source without an equivalent in the target."""
    has_negation = source_negation.negating_words.may_be_in(source)
    negative_word_matches = [*source_negation.negative_words.find_matches(source)]
    if not has_negation and not negative_word_matches:
        return None
    target_negation_matches = target_negation.find_possible_negations(target, cache)
    if (
        has_negation
        and not target_negation_matches
        and target_negation.only_words.is_in(target)
    ):
        not_only_match = source_negation.not_only_phrases.find_first(source)
        if not_only_match is not None:
            return not_only_match
    negation_matches = (
        source_negation.find_possible_negations(source, cache) if has_negation else []
    )
    selected_target_matches = (
        target_negation.select_negations(
            target_negation_matches, target, strictly=False
        )
        if negation_matches
        else []
    )
    # Strict selection is slower, and mostly not needed.
    sure_matches: list[_Match] = []
    if len(selected_target_matches) < len(negation_matches):
        sure_matches = source_negation.select_negations(
            negation_matches,
            source,
            strictly=True,
            expected_keys=[
                key
                for key, expected_phrases in (
                    source_negation.expected_phrases_by_key.items()
                )
                if key in target_negation.expecting_words_by_key
                and expected_phrases.may_be_in(source)
                and target_negation.expecting_words_by_key[key].is_in(target)
            ],
        )
    if len(selected_target_matches) < len(sure_matches):
        text_lengths = len(source), len(target)
        equivalent_starts_by_sense: dict[str, list[int]] | None = None
        repeated_starts = (
            find_repeated_negations(sure_matches, source)
            if selected_target_matches and not reports_paraphrases
            else frozenset()
        )
        for unpaired_match in find_unpaired_negations(
            sure_matches, selected_target_matches, text_lengths
        ):
            if equivalent_starts_by_sense is None:
                equivalent_starts_by_sense = find_unexplained_equivalents(
                    source_negation,
                    target_negation,
                    source,
                    target,
                    cache.call(RenderingFinder, *locales[::-1]),
                )
            if has_equivalent_near(
                unpaired_match,
                [
                    starts
                    for sense, starts in equivalent_starts_by_sense.items()
                    if sense != QUANTIFYING_SENSE
                    or is_quantifying(unpaired_match, source_negation, source)
                ],
                text_lengths,
                max_distance=MAX_EQUIVALENT_DISTANCE
                if reports_paraphrases
                else MAX_CLAUSE_DISTANCE,
            ):
                continue
            if is_copied(unpaired_match, source, target):
                continue
            if (
                selected_target_matches
                and not reports_paraphrases
                and is_echo(unpaired_match, sure_matches, source)
            ):
                continue  # never, never; nobody. No one.
            if not reports_paraphrases and may_be_said_otherwise(
                unpaired_match,
                (source_negation, target_negation),
                (source, target),
                cache.call(RenderingFinder, *locales[::-1]),
            ):
                continue  # no longer: last; wanta for tanpa; not all, but only some
            if (
                selected_target_matches
                and not reports_paraphrases
                and (
                    len(sure_matches) >= _MANY_NEGATIONS
                    or shares_clause(
                        unpaired_match, sure_matches, source_negation, source
                    )
                    or unpaired_match.start() in repeated_starts
                )
            ):
                continue  # one clause needs one negation: no, not this one
            if target_negation.only_words.is_in(
                target
            ) and not source_negation.only_words.is_in(source):
                continue  # not beyond: only up to
            if unpaired_match[0].lower() == _NEGATING_PREFIX:
                continue  # non-regular: special
            if selected_target_matches and is_second_of_joined_negations(
                unpaired_match, sure_matches, source_negation, source
            ):
                continue
            if negates_negative_word(
                unpaired_match,
                source_negation,
                target_negation,
                source,
                target,
                cache.call(RenderingFinder, *locales),
            ):
                continue
            if (
                not is_part_of_not_only(
                    unpaired_match, source_negation, target_negation, source, target
                )
                and not _becomes_opposite(unpaired_match, source, target, locales)
                and (
                    reports_paraphrases
                    or not _is_paraphrased(
                        unpaired_match,
                        source,
                        target,
                        cache.call(RenderingFinder, *locales),
                    )
                )
            ):
                return unpaired_match
    if target_negation_matches or not negative_word_matches:
        return None
    if target_negation.sense_words.is_in(target):
        return None
    return _find_reversed_word(
        negative_word_matches,
        source_negation,
        source,
        target,
        cache.call(RenderingFinder, *locales),
    )


def _find_lost_refusal(
    source_negation: Negation,
    target_negation: Negation,
    source: str,
    target: str,
    cache: ResultCache,
) -> _Match | None:
    """Find a word such as refuse whose target has no negation of any kind."""
    refusal_match = next(source_negation.refusal_words.find_matches(source), None)
    if refusal_match is None or source_negation.negating_words.is_in(source):
        return None  # the refusal may be negated
    if any(
        sense_match.end() <= refusal_match.start()
        or refusal_match.end() <= sense_match.start()
        for _, sense_word_list in source_negation.words_by_sense
        for sense_match in sense_word_list.find_matches(source)
    ):
        return None  # another negative word may reverse the refusal
    if target_negation.negating_words.is_in(target) and target_negation.find_negations(
        target, cache, strictly=False
    ):
        return None
    if target_negation.negative_words.is_in(target):
        return None
    if target_negation.sense_words.is_in(target):
        return None
    return refusal_match


def _find_reversed_word(
    negative_matches: Sequence[_Match],
    source_negation: Negation,
    source: str,
    target: str,
    rendering_finder: RenderingFinder,
) -> _Match | None:
    """Find a word such as unclear whose target translates clear: jelas.

    Where the source has both, the translation may be of the other: clear.
    """
    for negative_match in negative_matches:
        positive_word = source_negation.affix_pattern.sub(
            "", negative_match[0].lower(), count=1
        )
        if (
            positive_word != negative_match[0].lower()
            and positive_word not in read_word_set(source)
            and rendering_finder.count_rendered_phrases(positive_word, target)
        ):
            return negative_match
    return None


def _is_paraphrased(
    negation_match: _Match,
    source: str,
    target: str,
    rendering_finder: RenderingFinder,
) -> bool:
    """Whether the target does not render the first known phrase after a negation.

    Nor one of the next two, in a closer translation. True as well if the text has no
    known phrase after it: `No, …`; but not in a short text.
    """
    negated_text = find_negated_span(negation_match, source).of(source)
    rendered_flags = rendering_finder.flag_rendered_phrases(negated_text, target)
    if not rendered_flags:
        return rendering_finder.has_dictionary and (
            len(source) > _SHORT_SOURCE or not any(map(str.isalpha, negated_text))
        )
    return not rendered_flags[0] and (
        not any(rendered_flags[:_MOST_NEGATED_PHRASES])
        or rendering_finder.compute_rendered_share(source, target) < _CLOSE_SHARE
    )


def _becomes_opposite(
    negation_match: _Match, source: str, target: str, locales: tuple[Locale, Locale]
) -> bool:
    """Whether the target has the opposite of the negated word: not easy, hard."""
    opposite_starts = find_opposite_starts(
        find_negated_span(negation_match, source), source, target, locales
    )
    return has_equivalent_near(
        negation_match, [opposite_starts], (len(source), len(target))
    )
