"""The check of negations that a translation has added."""

import re
from collections.abc import Iterator
from itertools import dropwhile, islice

from checks.engine.check import Level, check
from checks.engine.condition import TARGET
from checks.engine.unit import Context, Unit
from checks.meaning.negation import unpaired_words
from checks.meaning.negators import negations, read_negation
from checks.text.dictionary import cached_wording
from checks.text.language import language
from checks.text.offsets import relative_distance
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.words import read_lower_words

_PLAIN_SOURCE_WORDS = range(8, 31)
"""Words of a source of which nothing is turned: calm, không hoảng loạn."""
_NEAR_SHARE = 0.15
"""How far from a negation, as a share of a text, is what may be another way to say it,
if the word that is denied renders one of the source."""
_WORDS_AFTER_NEGATION = 3
"""Words after a negation among which is the one that it denies."""
_WORD = re.compile(r"[^\W\d_]+")


@check(
    "neg.added",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=TARGET.has(negations),
)
def added_negation(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target has a negation that the source lacks: không an toàn for safe.

    The negations of both texts are paired by position. A negation left over in the
    target is reported where the source has no word at all that may stand for a
    negation. It is also reported where the source has only vague ones, none of them
    near its position, and the dictionary shows that the negated word, which stands
    nowhere else in the target, translates a word of the source.
    """
    locales = context.locales
    source_negation, target_negation = map(read_negation, locales)
    if not source_negation.words.words:
        return  # of German nobody knows what it denies
    source, target = unit.source_text, unit.target
    if "?" in source or "?" in target:
        return
    target_negations, source_negations = (
        target_negation.possible_negations(target),
        source_negation.possible_negations(source),
    )
    if len(source_negations) >= len(target_negations):
        return
    denials = [
        word
        for word in target_negation.only_negating(
            target_negations, target, strictly=True
        )
        if word[0].lower() in target_negation.words.words  # no ending: do*n't*
    ]
    if len(source_negations) >= len(denials):
        return
    lengths = len(target), len(source)
    unmatched = (
        unpaired_words(denials, source_negations, lengths)
        if source_negations
        else denials
    )
    if len(unmatched) != 1:
        return
    (word,) = unmatched
    if source_negation.in_any_sense.is_in(
        source
    ) or source_negation.negative_words.is_in(source):
        return
    roundabout_starts = [
        match.start() for match in source_negation.roundabout.matches(source)
    ]
    if not roundabout_starts and len(read_lower_words(source)) in _PLAIN_SOURCE_WORDS:
        yield _added_finding(word)
        return
    if all(
        relative_distance(word.start(), start, lengths) > _NEAR_SHARE
        for start in roundabout_starts
    ):
        if _translates_source_word(word, unit, *locales):
            yield _added_finding(word)


def _added_finding(word: re.Match[str]) -> Finding:
    return Finding("added", Span(*word.span()), None, {"word": word[0]})


def _translates_source_word(
    word: re.Match[str], unit: Unit, source: Locale, target: Locale
) -> bool:
    """Whether what a negation denies renders something of the source."""
    following_words = [
        *islice(_WORD.finditer(unit.target, word.end()), _WORDS_AFTER_NEGATION)
    ]
    function_words = language(target).function_words
    following_words = [
        *dropwhile(lambda word: word[0].lower() in function_words, following_words)
    ]
    if (
        not following_words
        or read_lower_words(unit.target).count(following_words[0][0].lower()) > 1
    ):
        return False
    phrases = (
        unit.target[following_words[0].start() : word_match.end()]
        for word_match in following_words[:2]
    )
    wording = cached_wording(target, source)
    return any(wording.count_rendered(phrase, unit.source_text) for phrase in phrases)
