"""The check of lost negations: without `not`, a text says the opposite."""

import re
from collections.abc import Iterator
from itertools import chain

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.prefilter_conditions import SOURCE, TARGET, unit_meets
from checks.engine.unit import Context, Unit
from checks.meaning.negation.negation_words import (
    NegationVocabulary,
    read_negation_vocabulary,
    read_negation_words,
    read_phrases_needing_negation,
)
from checks.meaning.negation.unnegated_renderings import (
    find_affirmed_word,
    may_affirm_negated_form,
    read_negatable_phrases,
    read_negated_phrases,
)
from checks.meaning.unrendered_negations import UnrenderedNegations, is_paraphrased
from checks.text.rendering_finder import RenderingFinder
from tm.finding import Finding, Severity, Span
from tm.language_data import LanguageFileKind
from tm.result_cache import ResultCache

NEGATION_FILE = LanguageFileKind(
    "negation.toml",
    "words that negate, and words that may stand for a negation",
    "neg.dropped and neg.added are silent",
)

_UNSURE_OPTION = Option(
    "neg.dropped",
    "unsure",
    False,
    "whether negations are reported, too, where the target paraphrases the negated "
    "words",
)

_Match = re.Match[str]


@check(
    "neg.dropped",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(read_negation_words)
    | SOURCE.has(read_negated_phrases)
    & TARGET.has(read_negatable_phrases)
    & unit_meets(may_affirm_negated_form)
    | TARGET.has(read_phrases_needing_negation),
    options=[_UNSURE_OPTION],
    yields_to=("sense.contrary",),
)
def find_lost_negation(unit: Unit, context: Context) -> Iterator[Finding]:
    """A negation of the source is missing from the target.

    The negations of both texts are paired by position. A negation left over in the
    source needs an equivalent near its position in the target: a word such as `gagal`,
    `menolak`, `unable` that no other word of the source explains, or the opposite of
    what it negates. The check ignores questions that end in a negating word (`…
    không?`) and phrases that negate nothing (`hàng không`, `no matter`). `not only`
    must not become `only`, nor `unclear` become what `clear` is. `Not give up` may
    become `still hope`, if nothing gives up in the target; two joined negations (`không
    A hoặc không B`) may share one equivalent. If the target does not translate the
    negated word, it may say the same in other words, and nothing is reported. A refusal
    (`từ chối`, `fail to`) is reported where the target has no negation of any kind.
    """
    if not unit.target.strip():
        return
    source_vocabulary, target_vocabulary = map(
        read_negation_vocabulary, context.locales
    )
    if (
        not source_vocabulary.negating_words.first_words
        or not target_vocabulary.negating_words.first_words
    ):
        return
    source, target = unit.source_text, unit.target
    unbound_matches = [*target_vocabulary.find_unbound_words(target)]
    if unbound_matches and not source_vocabulary.negation_words.is_in(source):
        unbound_matches = []
    for phrase_match in chain(
        target_vocabulary.find_phrases_without_negation(target), unbound_matches
    ):
        span = Span(*phrase_match.span())
        yield Finding("needed", span, None, {"word": phrase_match[0]})
        return
    lost_match = _find_lost_match(source_vocabulary, target_vocabulary, unit, context)
    if lost_match is not None and not _is_title_word(lost_match[0], target):
        yield Finding(
            "missing", None, Span(*lost_match.span()), {"source": lost_match[0]}
        )


def _find_lost_match(
    source_vocabulary: NegationVocabulary,
    target_vocabulary: NegationVocabulary,
    unit: Unit,
    context: Context,
) -> re.Match[str] | None:
    """Find the first negation, refusal or negated word of the source that is lost."""
    source, target = unit.source_text, unit.target
    reports_paraphrases = _UNSURE_OPTION.read_value(context.options)
    lost_match = UnrenderedNegations(
        source,
        target,
        context.locales,
        context.cache,
        reports_paraphrases=reports_paraphrases,
    ).find_first()
    if lost_match is None and source_vocabulary.refusal_words.may_be_in(source):
        lost_match = _find_lost_refusal(
            source_vocabulary, target_vocabulary, source, target, context.cache
        )
        if (
            lost_match is not None
            and not reports_paraphrases
            and is_paraphrased(
                lost_match,
                source,
                target,
                context.cache.call(RenderingFinder, *context.locales),
            )
        ):
            lost_match = None
    return lost_match or find_affirmed_word(
        source, target, context.locales, context.cache
    )


def _is_title_word(word: str, target: str) -> bool:
    """Whether the target keeps a capitalised word, as in a title: `Impossible`."""
    return word[:1].isupper() and word.isalpha() and word in target


def _find_lost_refusal(
    source_vocabulary: NegationVocabulary,
    target_vocabulary: NegationVocabulary,
    source: str,
    target: str,
    cache: ResultCache,
) -> _Match | None:
    """Find a word such as refuse whose target has no negation of any kind."""
    refusal_match = next(source_vocabulary.refusal_words.find_matches(source), None)
    if refusal_match is None or source_vocabulary.negating_words.is_in(source):
        return None  # the refusal may be negated
    if any(
        substitute_match.end() <= refusal_match.start()
        or refusal_match.end() <= substitute_match.start()
        for substitute_list in source_vocabulary.substitutes_by_sense.values()
        for substitute_match in substitute_list.find_matches(source)
    ):
        return None  # another negative word may reverse the refusal
    if target_vocabulary.negating_words.is_in(
        target
    ) and target_vocabulary.find_negations(target, cache, is_strict=False):
        return None
    if target_vocabulary.negative_words.is_in(target):
        return None
    if target_vocabulary.negation_substitutes.is_in(target):
        return None
    return refusal_match
