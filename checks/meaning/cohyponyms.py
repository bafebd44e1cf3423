"""The check of things of one kind that exclude each other: a red light is not green.

The data of a language list the kinds, and the words for each thing of a kind.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain
from operator import or_

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE, TARGET, unit_meets
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.language import phrases
from checks.text.offsets import may_answer
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import table_key
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter
from tm.text.words import read_lower_words

_NO_MEMBER = "none"
"""In the data the name of phrases that only hold a word: `lubang hitam`."""

_Match = re.Match[str]
_Mentions = Sequence[tuple[_Match, frozenset[str]]]
"""Where a text names something of a kind, and what it may be: `xanh`, green or blue."""


@dataclass(frozen=True, slots=True, eq=False)
class CohyponymGroup:
    """The words of one language for the things of one kind."""

    members: Mapping[str, frozenset[str]]
    """By phrase, in small letters, the things that it may be."""
    phrases: PhraseList
    is_named_by_words: bool
    """Whether words tell its things apart, and not figures: Q3."""

    def mentions(self, text: str) -> _Mentions:
        """What a text names, in order of place."""
        return [
            (match, members)
            for match in self.phrases.matches(text)
            if _NO_MEMBER not in (members := self.members[table_key(match[0])])
        ]


@dataclass(frozen=True, slots=True, eq=False)
class CohyponymGroups:
    """What one language has of kinds; there is one value a language."""

    by_name: Mapping[str, CohyponymGroup]
    """By name, which a kind has in all languages."""
    possible: PhraseGroups[str]
    """Their phrases."""
    members: PhraseGroups[tuple[str, str]]
    """By kind and thing, the words for it."""


def _possible_categories(locale: Locale) -> PhraseGroups[str]:
    return read_categories(locale).possible


def _differing_categories(unit: Unit, context: Context) -> list[str]:
    """The kinds of which both texts may name things, and not the same ones."""
    source_categories, target_categories = map(read_categories, context.locales)
    source, target = unit.source_text, unit.target
    shared = target_categories.possible.possible_in(
        target
    ) & source_categories.possible.possible_in(source)
    if not shared:
        return []
    source_members, target_members = (
        source_categories.members.possible_in(source),
        target_categories.members.possible_in(target),
    )
    if source_members == target_members:
        differing = set()
    else:
        differing = {category for category, _ in source_members ^ target_members}
    is_unsure = not source_categories.members.is_sure_of(
        source
    ) and not target_categories.members.is_sure_of(target)
    return [
        name
        for name, category in target_categories.by_name.items()
        if name in shared
        and (is_unsure or name in differing or not category.is_named_by_words)
    ]


@check(
    "sense.other",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(_possible_categories)
    & TARGET.has(_possible_categories)
    & unit_meets(_differing_categories),
    yields_to=(
        "date.day",
        "date.month",
        "date.weekday",
        "num.unit",
        "num.value",
        "person.title",
        "term.forbidden",
        "term.variant",
        "name.missing",
    ),
)
def confused_member(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target names another thing of the same kind: green instead of red.

    Compared are kinds known in both languages: colours, seasons, points of the
    compass, ministries, offices, medals, vehicles, cities … Reported where the
    source names one thing of a kind that the target lacks, and the target names one
    that the source lacks, if they are the only ones of their kind or stand at about
    the same position.
    """
    source_categories, target_categories = map(read_categories, context.locales)
    source, target = unit.source_text, unit.target
    for name in _differing_categories(unit, context):
        confused_words = _confused_words(
            source_categories.by_name[name],
            target_categories.by_name[name],
            source,
            target,
        )
        if confused_words is not None:
            target_word, source_word = confused_words
            yield Finding(
                "confused",
                Span(*target_word.span()),
                Span(*source_word.span()),
                {"source": source_word[0], "target": target_word[0]},
            )


def _confused_words(
    source_category: CohyponymGroup,
    target_category: CohyponymGroup,
    source: str,
    target: str,
) -> tuple[_Match, _Match] | None:
    """Where the target names another thing, and where the source names that meant.

    What one text has as the other writes it (Red Bull) is a name.
    """
    target_mentions = target_category.mentions(target)
    source_mentions = source_category.mentions(source) if target_mentions else ()
    pair = (
        _differing_mention(target_mentions, source_mentions)
        if source_mentions
        else None
    )
    if pair is None:
        return None
    target_word, source_word = pair
    lengths = len(source), len(target)
    if len(target_mentions) + len(source_mentions) > 2 and not may_answer(
        source_word.start(), target_word.start(), lengths
    ):
        return None
    if _has_words(source, target_word[0]) or _has_words(target, source_word[0]):
        return None
    return pair


def _differing_mention(
    target_mentions: _Mentions, source_mentions: _Mentions
) -> tuple[_Match, _Match] | None:
    """The one place at which texts differ that name equally many things in turn.

    Of others, the one thing of each that the other text has nowhere.
    """
    if len(target_mentions) == len(source_mentions):
        pairs = zip(target_mentions, source_mentions, strict=True)
        differing = [
            (target_mention, source_mention)
            for target_mention, source_mention in pairs
            if target_mention[1].isdisjoint(source_mention[1])
        ]
        if not differing:
            return None
        if len(differing) == 1:
            return differing[0][0][0], differing[0][1][0]
    added_word, lost_word = (
        _only_unshared_mention(target_mentions, source_mentions),
        _only_unshared_mention(source_mentions, target_mentions),
    )
    return None if added_word is None or lost_word is None else (added_word, lost_word)


def _only_unshared_mention(
    mentions: _Mentions, other_mentions: _Mentions
) -> _Match | None:
    """The first place of the one thing that the other text has not."""
    other_members = reduce(or_, (members for _, members in other_mentions))
    unshared = [
        (match, members)
        for match, members in mentions
        if members.isdisjoint(other_members)
    ]
    return unshared[0][0] if len({members for _, members in unshared}) == 1 else None


def _has_words(text: str, words: str) -> bool:
    """Whether words stand in a text as they are."""
    return f" {_spaced_words(words)} " in f" {_spaced_words(text)} "


def _spaced_words(text: str) -> str:
    return " ".join(read_lower_words(text))


@lru_cache(maxsize=64)
def read_categories(locale: Locale) -> CohyponymGroups:
    """What is known of the kinds of a language; without data, none."""
    phrase_prefilter = prefilter(locale.language)
    categories: dict[str, CohyponymGroup] = {}
    member_phrases: dict[tuple[str, str], PhraseList] = {}
    for name, listings in read_table(locale.language, "cohyponyms.toml")[
        "kinds"
    ].items():
        members: dict[str, frozenset[str]] = {}
        for member, listing in listings.items():
            listed_phrases = phrases(listing)
            if member != _NO_MEMBER:
                member_phrases[name, member] = PhraseList(
                    phrase_prefilter, f"thing {name} {member}", listed_phrases
                )
            for phrase in listed_phrases:
                members[phrase] = members.get(phrase, frozenset()) | {member}
        category_phrases = PhraseList(
            phrase_prefilter, f"kind {name}", members, before_pattern=r"(?<![\w-])"
        )
        has_digits = any(map(str.isdigit, chain.from_iterable(members)))
        categories[name] = CohyponymGroup(members, category_phrases, not has_digits)
    language = locale.language
    possible = {name: category.phrases for name, category in categories.items()}
    return CohyponymGroups(
        categories,
        PhraseGroups(language, possible),
        PhraseGroups(language, member_phrases),
    )
