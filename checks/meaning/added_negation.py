"""The check of negations that a translation has added."""

import re
from collections.abc import Iterator
from itertools import dropwhile, islice

from checks.engine.check import Level, check
from checks.engine.condition import TARGET
from checks.engine.unit import Context, Unit
from checks.meaning.negation import unpaired
from checks.meaning.negators import denial, negations
from checks.text.dictionary import wording_of
from checks.text.language import language
from checks.text.offsets import distance
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.words import read_lower_words

_PLAIN = range(8, 31)
"""Words of a source of which nothing is turned: calm, không hoảng loạn."""
_NEAR = 0.15
"""How far from a negation, as a share of a text, is what may be another way to say it,
if the word that is denied renders one of the source."""
_AFTER = 3
"""Words after a negation among which is the one that it denies."""
_WORD = re.compile(r"[^\W\d_]+")


@check(
    "neg.added",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=TARGET.has(negations),
)
def added_negation(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target has a negation that the source lacks: safe, không an toàn.

    The negations of both texts are paired by position. A negation left over in the
    target is reported where the source has no word at all that may stand for a
    negation. It is also reported where the source has only vague ones, none of them
    near its position, and the dictionary shows that the negated word, which stands
    nowhere else in the target, translates a word of the source.
    """
    locales = context.locales
    theirs, ours = map(denial, locales)
    if not theirs.words.words:
        return  # of German nobody knows what it denies
    source, target = unit.source_text, unit.target
    if "?" in source or "?" in target:
        return
    found, said = ours.found(target), theirs.found(source)
    if len(said) >= len(found):
        return
    denials = [
        word
        for word in ours.denying(found, target, strictly=True)
        if word[0].lower() in ours.words.words  # no ending: do*n't*
    ]
    if len(said) >= len(denials):
        return
    lengths = len(target), len(source)
    left = unpaired(denials, said, lengths) if said else denials
    if len(left) != 1:
        return
    (word,) = left
    if theirs.in_any_sense.is_in(source) or theirs.inside.is_in(source):
        return
    implied = [found.start() for found in theirs.roundabout.matches(source)]
    if not implied and len(read_lower_words(source)) in _PLAIN:
        yield _finding(word)
        return
    if all(distance(word.start(), place, lengths) > _NEAR for place in implied):
        if _is_rendered(word, unit, *locales):
            yield _finding(word)


def _finding(word: re.Match[str]) -> Finding:
    return Finding("added", Span(*word.span()), None, {"word": word[0]})


def _is_rendered(
    word: re.Match[str], unit: Unit, source: Locale, target: Locale
) -> bool:
    """Whether what a negation denies renders something of the source."""
    after = [*islice(_WORD.finditer(unit.target, word.end()), _AFTER)]
    small = language(target).function_words
    after = [*dropwhile(lambda one: one[0].lower() in small, after)]
    if not after or read_lower_words(unit.target).count(after[0][0].lower()) > 1:
        return False
    phrases = (unit.target[after[0].start() : one.end()] for one in after[:2])
    wording = wording_of(target, source)
    return any(wording.rendered(one, unit.source_text) for one in phrases)
