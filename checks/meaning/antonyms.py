"""The check of contraries: the source says that prices rise, the target that they fall.

The data of a language list the words of both sides of each matter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from math import inf

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE, TARGET, unit_meets
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.meaning.negators import read_negation
from checks.text.language import phrases
from checks.text.offsets import nearby_indexes, relative_distance
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import table_key
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter
from tm.text.values.conventions import load_conventions
from tm.text.words import read_lower_words

_DIGIT = re.compile(r"\d")
_NEGATION_REACH = 30
"""Letters after a negation within which it may turn a word round."""
_SURE_NEGATION_REACH = 15
"""Letters after it within which it surely does."""

_LARGEST_DISTANCE = 0.3
"""How far apart two words that stand for each other may be, as a share of a text."""
_SHORT_SOURCE = 100
"""Letters of a source in which they are never far: it is one clause."""

_BOTH_SIDES = 2
"""The side of a word that stands for both sides at once: `xuất nhập khẩu`."""
_NO_SIDE = 3
"""That of a phrase that only holds a word of a side: `công bố` no father, `bố`."""

_MatterSide = tuple[str, int]
"""A matter, and one side of it."""
_PhraseSide = tuple[str, int, bool]
"""The same of phrases, and whether a number must stand after them."""
_Mention = tuple[Span, int]
"""Where a text speaks of a matter, and which side it takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Matter:
    """The words of a language for the two sides of one matter."""

    phrases: PhraseList
    side_of: Mapping[str, int]
    """By what is found, in small letters."""

    def mentions(self, text: str) -> list[_Mention]:
        """Where a text speaks of the matter, in order of place."""
        return [
            (Span(match.start(), match.start() + len(match[0].rstrip())), side)
            for match in self.phrases.matches(text)
            if (side := self.side_of[table_key(match[0])]) != _NO_SIDE
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Antonyms:
    """What one language has of contraries; there is one value a language."""

    matters: Mapping[str, Matter]
    possible: PhraseGroups[_PhraseSide]
    """The phrases of both sides of each matter."""
    free_position: frozenset[str]
    """Names of matters whose words stand at either end of a sentence: this morning."""
    not_negatable: frozenset[str]
    """Names of matters that no negation turns: what is not today is not tomorrow."""

    def sides_in(
        self, text: str, *, with_number: bool | None = None
    ) -> set[_MatterSide]:
        """The sides of matters that a text may take, by its words, and others.

        `with_number`: whether a number stands with it; if not given, in it.
        """
        possible = self.possible.possible_in(text)
        if with_number is None:
            with_number = any(
                needs_number for _, _, needs_number in possible
            ) and has_digit(text)
        return {
            (name, side)
            for name, side, needs_number in possible
            if with_number or not needs_number
        }


def has_digit(text: str) -> bool:
    """Whether a text has a digit of any script."""
    return _DIGIT.search(text) is not None


def _sided_phrases(locale: Locale) -> PhraseGroups[_PhraseSide]:
    return read_antonyms(locale).possible


def _may_take_opposite_sides(unit: Unit, context: Context) -> bool:
    source_antonyms, target_antonyms = map(read_antonyms, context.locales)
    source_sides = source_antonyms.sides_in(unit.source_text)
    return bool(_opposite_sides(source_sides, target_antonyms.sides_in(unit.target)))


def _opposite_sides(
    source: Set[_MatterSide], target: Set[_MatterSide]
) -> Set[_MatterSide]:
    """The sides of a target of which the source takes the other."""
    return {(name, 1 - side) for name, side in source} & target


@check(
    "sense.contrary",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(_sided_phrases)
    & TARGET.has(_sided_phrases)
    & unit_meets(_may_take_opposite_sides),
    yields_to=(
        "date.day",
        "date.month",
        "date.weekday",
        "num.unit",
        "num.value",
        "person.title",
        "term.forbidden",
        "term.variant",
    ),
)
def opposite_meaning(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target says the opposite of the source: prices fall instead of rise.

    Compared are pairs of opposites known in both languages: rise and fall, exports
    and imports, more and less than a number, before and after, allow and forbid …
    Reported where the source has words of one side only, the target has words of
    the other side only, and neither negates them.
    """
    source_antonyms, target_antonyms = map(read_antonyms, context.locales)
    if not source_antonyms.matters or not target_antonyms.matters:
        return
    source, target = unit.source_text, unit.target
    reversed_sides = _opposite_sides(
        source_antonyms.sides_in(source), target_antonyms.sides_in(target)
    )
    for name in sorted({name for name, _ in reversed_sides}):
        source_mentions = source_antonyms.matters[name].mentions(source)
        if not source_mentions:
            continue
        opposite_source, opposite_target = _opposite_mentions(
            source_mentions, target_antonyms.matters[name].mentions(target)
        )
        if not opposite_source:
            continue
        if name not in source_antonyms.not_negatable and not _negated_alike(
            (source, opposite_source), (target, opposite_target), context
        ):
            continue
        lengths = len(source), len(target)
        target_starts = [target_span.start for target_span, _ in opposite_target]
        gap, word, span = min(
            (
                relative_distance(source_span.start, target_starts[number], lengths),
                source_span,
                opposite_target[number][0],
            )
            for source_span, _ in opposite_source
            for number in nearby_indexes(source_span.start, target_starts, lengths)
        )
        is_copied = word.of(source).lower() in read_lower_words(target)  # West Virginia
        is_near = gap <= _LARGEST_DISTANCE or lengths[0] <= _SHORT_SOURCE
        if (is_near or name in source_antonyms.free_position) and not is_copied:
            yield Finding(
                "opposite",
                span,
                word,
                {"source": word.of(source), "target": span.of(target)},
            )


def opposite_starts(
    denied: Span, source: str, target: str, locales: tuple[Locale, Locale]
) -> list[int]:
    """Where a target says the contrary of what a part of the source says.

    That for which the source has a word of its own does not count.

    >>> texts = "Con đường không an toàn.", "Jalan itu berbahaya."
    >>> opposite_starts(Span(15, 23), *texts, (Locale("vi"), Locale("id")))
    [10]
    """
    source_antonyms, target_antonyms = map(read_antonyms, locales)
    # A number anywhere in the source will do.
    source_sides = source_antonyms.sides_in(
        denied.of(source), with_number=has_digit(source)
    )
    starts: list[int] = []
    for name, side in _opposite_sides(source_sides, target_antonyms.sides_in(target)):
        if name in source_antonyms.not_negatable:
            continue
        source_mentions = source_antonyms.matters[name].mentions(source)
        if not any(
            mentioned_side == 1 - side and denied.start <= span.start < denied.end
            for span, mentioned_side in source_mentions
        ):
            continue
        target_starts = [
            span.start
            for span, mentioned_side in target_antonyms.matters[name].mentions(target)
            if mentioned_side == side
        ]
        if len(target_starts) > sum(
            mentioned_side == side for _, mentioned_side in source_mentions
        ):
            starts += target_starts
    return sorted(starts)


@lru_cache(maxsize=64)
def read_antonyms(locale: Locale) -> Antonyms:
    """What is known of the contraries of a language; without data, none."""
    matters: dict[str, Matter] = {}
    groups: dict[_PhraseSide, PhraseList] = {}
    words = prefilter(locale.language)
    data = read_table(locale.language, "antonyms.toml")
    for name, listings in data["matters"].items():
        phrases_by_side = [
            _with_number_words(phrases(listing), locale) for listing in listings
        ]
        for side, side_phrases in enumerate(phrases_by_side[:_BOTH_SIDES]):
            for needs_number in (False, True):
                group_phrases = [
                    phrase
                    for phrase in side_phrases
                    if phrase.endswith(" #") is needs_number
                ]
                group = f"{side}{' of a number' if needs_number else ''} of {name}"
                groups[name, side, needs_number] = PhraseList(
                    words, group, group_phrases
                )
        all_phrases = chain.from_iterable(phrases_by_side)
        phrase_list = partial(
            PhraseList, words, f"contrary {name}", before_pattern=r"(?<![\w-])"
        )
        matters[name] = Matter(
            phrase_list(all_phrases, is_unspaced=not locale.uses_spaces),
            _sides_by_phrase(phrases_by_side),
        )
    free_position, not_negatable = (
        frozenset(data[phrase].split()) for phrase in ("moving", "undenied")
    )
    possible = PhraseGroups(locale.language, groups)
    return Antonyms(matters, possible, free_position, not_negatable)


def _with_number_words(phrases: Sequence[str], locale: Locale) -> list[str]:
    """Phrases, and those that need a number also with each word for more than one."""
    numbers = load_conventions(locale).numbers
    words = [word for word, number in numbers.words.items() if number > 1]
    phrases_before_number = [
        phrase.removesuffix("#") for phrase in phrases if phrase.endswith(" #")
    ]
    return [
        *phrases,
        *(phrase + word for phrase in phrases_before_number for word in words),
    ]


def _sides_by_phrase(phrases_by_side: Iterable[Iterable[str]]) -> dict[str, int]:
    return {
        phrase.removesuffix(" #"): side
        for side, side_phrases in enumerate(phrases_by_side)
        for phrase in side_phrases
    }


def _opposite_mentions(
    source_mentions: Sequence[_Mention], target_mentions: Sequence[_Mention]
) -> tuple[Sequence[_Mention], Sequence[_Mention]]:
    """What is contrary: all, of texts that take one side each, and not the same.

    Of texts that speak of the matter equally often the one place where they differ.
    """
    source_sides, target_sides = (
        {side for _, side in source_mentions},
        {side for _, side in target_mentions},
    )
    if _BOTH_SIDES in source_sides | target_sides:
        return (), ()
    if len(source_sides) == len(target_sides) == 1:
        return (
            (source_mentions, target_mentions)
            if source_sides != target_sides
            else ((), ())
        )
    if len(source_mentions) == len(target_mentions):
        pairs = zip(source_mentions, target_mentions, strict=True)
        differing = [
            (source_mention, target_mention)
            for source_mention, target_mention in pairs
            if source_mention[1] != target_mention[1]
        ]
        if len(differing) == 1:
            return differing[0][:1], differing[0][1:]
    return (), ()


def _negated_alike(
    source: tuple[str, Sequence[_Mention]],
    target: tuple[str, Sequence[_Mention]],
    context: Context,
) -> bool:
    """Whether no negation stands near before these words, or in both texts right so."""
    smallest_gaps: list[float] = []
    for (text, mentions), locale in (
        (source, context.source),
        (target, context.target),
    ):
        negations = (
            read_negation(locale).negations(text, strictly=False) if locale else []
        )
        ends = [word.end() for word in negations]
        gaps = [span.start - end for end in ends for span, _ in mentions]
        smallest_gaps.append(min((gap for gap in gaps if gap >= 0), default=inf))
    return (
        min(smallest_gaps) > _NEGATION_REACH
        or max(smallest_gaps) <= _SURE_NEGATION_REACH
    )
