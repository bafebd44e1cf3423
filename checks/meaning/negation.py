"""The check of negation: a lost `not` turns the sense round."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE, TARGET
from checks.engine.unit import Context, Unit
from checks.meaning.antonyms import opposite_starts
from checks.meaning.negators import (
    Negation,
    lost_with_negation,
    negation_needed,
    read_negation,
)
from checks.text.dictionary import Wording, cached_wording
from checks.text.offsets import nearby_indexes, relative_distance
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale

_NEAR_SHARE = 0.25
"""How far apart two words that stand for each other may be, as a share of a text."""
_PAIRING_SHARE = 0.4
"""The same of two negations."""
_SHORT_SOURCE = 80
"""Letters of a source in which no word that may deny is far: it is one clause."""

_SENSES_OF_NEGATIVE_WORDS = ("", "other")
"""Senses of words that hold a negation."""

_CLAUSE_END = re.compile(r"[.!?;:]")
_NEGATED_CLAUSE = re.compile(r"[^.!?;:,]{0,30}[^\W_]*")
"""What a negation denies at most."""
_UP_TO_ONE_WORD = re.compile(r"(?:\s+\w+)?\s+")
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
    source_negation, target_negation = map(read_negation, context.locales)
    if not source_negation.words.words or not target_negation.words.words:
        return
    source, target = unit.source_text, unit.target
    for orphan in target_negation.phrases_without_negation(target):
        span = Span(*orphan.span())
        yield Finding("needed", span, None, {"word": orphan[0]})
        return
    lost = _first_unanswered(
        source_negation, target_negation, source, target, context.locales
    )
    if lost is None and source_negation.refusals.may_be_in(source):
        lost = _unanswered_refusal(source_negation, target_negation, source, target)
    if lost is not None:
        yield Finding("missing", None, Span(*lost.span()), {"source": lost[0]})


def _first_unanswered(
    source_negation: Negation,
    target_negation: Negation,
    source: str,
    target: str,
    locales: tuple[Locale, Locale],
) -> _Match | None:
    """The first negation of the source that nothing answers."""
    has_negation = source_negation.words.may_be_in(source)
    negative_words = [*source_negation.negative_words.matches(source)]
    if not has_negation and not negative_words:
        return None
    target_negations = target_negation.possible_negations(target)
    if has_negation and not target_negations and target_negation.only.is_in(target):
        not_only = source_negation.not_only.first(source)
        if not_only is not None:
            return not_only
    negations = source_negation.possible_negations(source) if has_negation else []
    answers = (
        target_negation.only_negating(target_negations, target, strictly=False)
        if negations
        else []
    )
    # Mostly as many answer, even if all of them deny, which takes longer to tell.
    sure_negations: list[_Match] = []
    if len(answers) < len(negations):
        sure_negations = source_negation.only_negating(negations, source, strictly=True)
    if len(answers) < len(sure_negations):
        lengths = len(source), len(target)
        equivalents: list[list[int]] | None = None
        for word in unpaired_words(sure_negations, answers, lengths):
            if equivalents is None:
                equivalents = _unexplained_equivalents(
                    source_negation, target_negation, source, target
                )
            if _has_equivalent_near(word, equivalents, lengths):
                continue
            if answers and _is_second_of_joined(
                word, sure_negations, source_negation, source
            ):
                continue
            if _negates_negative_word(
                word, source_negation, target_negation, source, target
            ):
                continue
            if not _becomes_opposite(word, source, target, locales):
                return word
    if target_negations or not negative_words:
        return None
    if target_negation.in_any_sense.is_in(target):
        return None
    return _reversed_word(
        negative_words, source_negation, target, cached_wording(*locales)
    )


def _unanswered_refusal(
    source_negation: Negation, target_negation: Negation, source: str, target: str
) -> _Match | None:
    """A word such as refuse, where nothing in the target denies in any way."""
    refusal = next(source_negation.refusals.matches(source), None)
    if refusal is None or source_negation.words.is_in(source):
        return None  # who does not refuse may well accept
    if any(
        match.end() <= refusal.start() or refusal.end() <= match.start()
        for _, words in source_negation.senses
        for match in words.matches(source)
    ):
        return None  # nor is it a refusal that is hard to make, or that stops
    if target_negation.words.is_in(target) and target_negation.negations(
        target, strictly=False
    ):
        return None
    if target_negation.negative_words.is_in(target):
        return None
    if target_negation.in_any_sense.is_in(target):
        return None
    return refusal


def _reversed_word(
    negative_words: Sequence[_Match],
    source_negation: Negation,
    target: str,
    wording: Wording,
) -> _Match | None:
    """A word such as unclear, where the target has what clear is: jelas."""
    for word in negative_words:
        positive_word = source_negation.affixes.sub("", word[0].lower(), count=1)
        if positive_word != word[0].lower() and wording.count_rendered(
            positive_word, target
        ):
            return word
    return None


def unpaired_words(
    words: Sequence[_Match], answers: Sequence[_Match], lengths: tuple[int, int]
) -> list[_Match]:
    """The words that have no answer when the nearest are paired off first."""
    answer_starts = [answer.start() for answer in answers]
    distances = sorted(
        (
            relative_distance(word.start(), answer_starts[answer_number], lengths),
            word_number,
            answer_number,
        )
        for word_number, word in enumerate(words)
        for answer_number in nearby_indexes(word.start(), answer_starts, lengths)
    )
    paired_words: set[int] = set()
    paired_answers: set[int] = set()
    for gap, word_number, answer_number in distances:
        if (
            word_number not in paired_words
            and answer_number not in paired_answers
            and gap <= _PAIRING_SHARE
        ):
            paired_words.add(word_number)
            paired_answers.add(answer_number)
    return [
        word
        for word_number, word in enumerate(words)
        if word_number not in paired_words
    ]


def _unexplained_equivalents(
    source_negation: Negation, target_negation: Negation, source: str, target: str
) -> list[list[int]]:
    """Where the target says so without a negation, and more often than the source."""
    source_senses = dict(source_negation.senses)
    starts_by_sense = []
    for sense, words in (("", target_negation.negative_words), *target_negation.senses):
        starts = [
            match.start() for match in target_negation.words_of_sense(words, target)
        ]
        if not starts:
            continue
        source_words = source_senses.get(sense)
        source_count = (
            len(source_negation.words_of_sense(source_words, source))
            if source_words
            else 0
        )
        if sense in _SENSES_OF_NEGATIVE_WORDS:  # `unlawful` is what `trái luật` answers
            source_count += sum(
                1 for _ in source_negation.negative_words.matches(source)
            )
        if len(starts) > source_count:
            starts_by_sense.append(starts)
    return starts_by_sense


def _is_second_of_joined(
    word: _Match, negations: Sequence[_Match], source_negation: Negation, source: str
) -> bool:
    """Whether a negation is the second of two that are joined: `không A và không B`."""
    number = bisect_left(negations, word.start(), key=_match_end)
    if number == 0:
        return False
    between = source[negations[number - 1].end() : word.start()]
    words = between.split()
    return (
        _CLAUSE_END.search(between) is None
        and bool(words)
        and words[-1].lower() in source_negation.coordinators
    )


def _match_end(match: _Match) -> int:
    return match.end()


def _negates_negative_word(
    word: _Match,
    source_negation: Negation,
    target_negation: Negation,
    source: str,
    target: str,
) -> bool:
    """Whether a negation is of a word such as fail, which the target has in no way."""
    following = _UP_TO_ONE_WORD.match(source, word.end())
    end = following.end() if following else word.end()
    target_senses = dict(target_negation.senses)
    return any(
        word.end() < match.start() <= end
        for sense, words in source_negation.senses
        if sense not in _SENSES_OF_NEGATIVE_WORDS
        and not (sense in target_senses and target_senses[sense].is_in(target))
        for match in words.matches(source)
    )


def _becomes_opposite(
    word: _Match, source: str, target: str, locales: tuple[Locale, Locale]
) -> bool:
    """Whether a negation is of a word whose contrary the target has: not easy, hard."""
    end = _NEGATED_CLAUSE.match(source, word.end())
    negated = Span(word.end(), end.end() if end else word.end())
    starts = opposite_starts(negated, source, target, locales)
    return _has_equivalent_near(word, [starts], (len(source), len(target)))


def _has_equivalent_near(
    word: _Match, starts_by_sense: Sequence[Sequence[int]], lengths: tuple[int, int]
) -> bool:
    """Whether one of the excuses for a word is near its place."""
    start, largest_share = (
        word.start(),
        _NEAR_SHARE if lengths[0] > _SHORT_SOURCE else 1.0,
    )
    return any(
        relative_distance(start, starts[number], lengths) <= largest_share
        for starts in starts_by_sense
        for number in nearby_indexes(start, starts, lengths)
    )
