"""The check of negation: a lost `not` turns the sense round."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE, TARGET
from checks.engine.unit import Context, Unit
from checks.meaning.antonyms import contrary_places
from checks.meaning.negators import Denial, denial, lost_with_negation, negation_needed
from checks.text.dictionary import Wording, wording_of
from checks.text.offsets import around, distance
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale

_NEAR = 0.25
"""How far apart two words that stand for each other may be, as a share of a text."""
_FAR = 0.4
"""The same of two negations."""
_SHORT = 80
"""Letters of a source in which no word that may deny is far: it is one clause."""

_HELD = ("", "other")
"""Senses of words that hold a negation."""

_STOP = re.compile(r"[.!?;:]")
_CLAUSE = re.compile(r"[^.!?;:,]{0,30}[^\W_]*")
"""What a negation denies at most."""
_FEW_WORDS = re.compile(r"(?:\s+\w+)?\s+")
"""From a negation to the word that it denies, with one between: `chưa hề từ bỏ`."""

_Match = re.Match[str]


@check(
    "neg.dropped",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(lost_with_negation) | TARGET.has(negation_needed),
    yields_to=("sense.contrary",),
)
def lost_negation(unit: Unit, context: Context) -> Iterator[Finding]:
    """A negation of the source is missing from the target.

    The negations of both texts are paired by position. A negation left over in the
    source needs an equivalent near its position in the target: a word such as
    `gagal`, `menolak`, `unable` that no other word of the source explains, or the
    opposite of what it negates. Ignored are questions that end in a negating word
    (`… không?`) and phrases that negate nothing (`hàng không`, `no matter`). `not
    only` must not become `only`, nor `unclear` become what `clear` is. `Not give
    up` may become `still hope`, if nothing gives up in the target; two joined
    negations (`không A hoặc không B`) may share one equivalent. A refusal (`từ
    chối`, `fail to`) is reported where the target has no negation of any kind.
    """
    if not unit.target.strip():
        return
    theirs, ours = map(denial, context.locales)
    if not theirs.words.words or not ours.words.words:
        return
    source, target = unit.source_text, unit.target
    for orphan in ours.orphans(target):
        span = Span(*orphan.span())
        yield Finding("needed", span, None, {"word": orphan[0]})
        return
    lost = _lost(theirs, ours, source, target, context.locales)
    if lost is None and theirs.strong.may_be_in(source):
        lost = _refusal(theirs, ours, source, target)
    if lost is not None:
        yield Finding("missing", None, Span(*lost.span()), {"source": lost[0]})


def _lost(
    theirs: Denial,
    ours: Denial,
    source: str,
    target: str,
    locales: tuple[Locale, Locale],
) -> _Match | None:
    """The first negation of the source that nothing answers."""
    denies = theirs.words.may_be_in(source)
    implied = [*theirs.inside.matches(source)]
    if not denies and not implied:
        return None
    said = ours.found(target)
    if denies and not said and ours.only.is_in(target):
        halved = theirs.not_only.first(source)
        if halved is not None:
            return halved
    negations = theirs.found(source) if denies else []
    answers = ours.denying(said, target, strictly=False) if negations else []
    # Mostly as many answer, even if all of them deny, which takes longer to tell.
    denied: list[_Match] = []
    if len(answers) < len(negations):
        denied = theirs.denying(negations, source, strictly=True)
    if len(answers) < len(denied):
        lengths = len(source), len(target)
        excuses: list[list[int]] | None = None
        for word in unpaired(denied, answers, lengths):
            if excuses is None:
                excuses = _excuses(theirs, ours, source, target)
            if _excused(word, excuses, lengths):
                continue
            if answers and _is_joined(word, denied, theirs, source):
                continue
            if _denies_denial(word, theirs, ours, source, target):
                continue
            if not _is_turned(word, source, target, locales):
                return word
    if said or not implied:
        return None
    if ours.in_any_sense.is_in(target):
        return None
    return _reversed(implied, theirs, target, wording_of(*locales))


def _refusal(theirs: Denial, ours: Denial, source: str, target: str) -> _Match | None:
    """A word such as refuse, where nothing in the target denies in any way."""
    refusal = next(theirs.strong.matches(source), None)
    if refusal is None or theirs.words.is_in(source):
        return None  # who does not refuse may well accept
    if any(
        found.end() <= refusal.start() or refusal.end() <= found.start()
        for _, words in theirs.senses
        for found in words.matches(source)
    ):
        return None  # nor is it a refusal that is hard to make, or that stops
    if ours.words.is_in(target) and ours.denials(target, strictly=False):
        return None
    if ours.inside.is_in(target):
        return None
    if ours.in_any_sense.is_in(target):
        return None
    return refusal


def _reversed(
    implied: Sequence[_Match], theirs: Denial, target: str, wording: Wording
) -> _Match | None:
    """A word such as unclear, where the target has what clear is: jelas."""
    for word in implied:
        contrary = theirs.affixes.sub("", word[0].lower(), count=1)
        if contrary != word[0].lower() and wording.rendered(contrary, target):
            return word
    return None


def unpaired(
    words: Sequence[_Match], answers: Sequence[_Match], lengths: tuple[int, int]
) -> list[_Match]:
    """The words that have no answer when the nearest are paired off first."""
    places = [answer.start() for answer in answers]
    near = sorted(
        (distance(word.start(), places[by], lengths), at, by)
        for at, word in enumerate(words)
        for by in around(word.start(), places, lengths)
    )
    paired: set[int] = set()
    taken: set[int] = set()
    for apart, at, by in near:
        if at not in paired and by not in taken and apart <= _FAR:
            paired.add(at)
            taken.add(by)
    return [word for at, word in enumerate(words) if at not in paired]


def _excuses(theirs: Denial, ours: Denial, source: str, target: str) -> list[list[int]]:
    """Where the target says so without a negation, and more often than the source."""
    explaining = dict(theirs.senses)
    excuses = []
    for sense, words in (("", ours.inside), *ours.senses):
        places = [found.start() for found in ours.of_sense(words, target)]
        if not places:
            continue
        same = explaining.get(sense)
        explained = len(theirs.of_sense(same, source)) if same else 0
        if sense in _HELD:  # `unlawful` is what `trái luật` answers
            explained += sum(1 for _ in theirs.inside.matches(source))
        if len(places) > explained:
            excuses.append(places)
    return excuses


def _is_joined(
    word: _Match, denied: Sequence[_Match], theirs: Denial, source: str
) -> bool:
    """Whether a negation is the second of two that are joined: `không A và không B`."""
    at = bisect_left(denied, word.start(), key=_end)
    if at == 0:
        return False
    between = source[denied[at - 1].end() : word.start()]
    words = between.split()
    return (
        _STOP.search(between) is None
        and bool(words)
        and words[-1].lower() in theirs.coordinators
    )


def _end(found: _Match) -> int:
    return found.end()


def _denies_denial(
    word: _Match, theirs: Denial, ours: Denial, source: str, target: str
) -> bool:
    """Whether a negation is of a word such as fail, which the target has in no way."""
    after = _FEW_WORDS.match(source, word.end())
    end = after.end() if after else word.end()
    there = dict(ours.senses)
    return any(
        word.end() < found.start() <= end
        for sense, words in theirs.senses
        if sense not in _HELD and not (sense in there and there[sense].is_in(target))
        for found in words.matches(source)
    )


def _is_turned(
    word: _Match, source: str, target: str, locales: tuple[Locale, Locale]
) -> bool:
    """Whether a negation is of a word whose contrary the target has: not easy, hard."""
    end = _CLAUSE.match(source, word.end())
    denied = Span(word.end(), end.end() if end else word.end())
    places = contrary_places(denied, source, target, locales)
    return _excused(word, [places], (len(source), len(target)))


def _excused(
    word: _Match, excuses: Sequence[Sequence[int]], lengths: tuple[int, int]
) -> bool:
    """Whether one of the excuses for a word is near its place."""
    start, near = word.start(), _NEAR if lengths[0] > _SHORT else 1.0
    return any(
        distance(start, places[at], lengths) <= near
        for places in excuses
        for at in around(start, places, lengths)
    )
