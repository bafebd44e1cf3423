"""The check of confused members of one group: a red light became green.

The data of a language list the groups, and the words for each member of a group.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import groups_are_related, unit_meets
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.language_words import Language, split_phrases
from checks.text.offset_distance import may_correspond
from checks.text.phrase_search import contains_words
from checks.text.rendering_finder import RenderingFinder
from tm.finding import Finding, Severity, Span
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import phrase_key
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.word_pattern import HYPHENATED_WORD_START_PATTERN

_FILE_KIND = LanguageFileKind(
    "cohyponyms.toml",
    "things of a kind that exclude each other: colours, seasons, ministries",
    "sense.other is silent",
    {"kinds": {}},
)

_NO_MEMBER = "none"
"""The data's name for phrases that only contain a word: `lubang hitam`."""

_Match = re.Match[str]
_Mentions = Sequence[tuple[_Match, frozenset[str]]]
"""The words of a group in a text, each with its possible members: `xanh`, green or
blue.
"""


@dataclass(frozen=True, slots=True, eq=False)
class CohyponymGroup:
    """The words of one language for the members of one group."""

    member_names_by_phrase: Mapping[str, frozenset[str]]
    """By phrase in lower case, its possible members."""
    phrases: PhraseList
    is_named_by_words: bool
    """Whether its members are named by words, without figures such as Q3."""

    def find_mentions(self, text: str) -> _Mentions:
        """Find the members that a text names, in order."""
        return [
            (phrase_match, mentioned_member_names)
            for phrase_match in self.phrases.find_matches(text)
            if _NO_MEMBER
            not in (
                mentioned_member_names := self.member_names_by_phrase[
                    phrase_key(phrase_match[0])
                ]
            )
        ]


@dataclass(frozen=True, slots=True, eq=False)
class CohyponymGroups:
    """The cohyponym groups of one language; cached."""

    group_by_name: Mapping[str, CohyponymGroup]
    """By name, which a group has in all languages."""
    group_phrases: PhraseGroups[str]
    """By name of a group, all its phrases."""
    member_phrases: PhraseGroups[tuple[str, str]]
    """By group and member, its phrases."""
    group_names_with_digits: frozenset[str]
    """The groups whose members are not named by words alone: Q3."""


def _read_group_phrases(locale: Locale) -> PhraseGroups[str]:
    return read_cohyponym_groups(locale).group_phrases


def _find_differing_group_names(unit: Unit, context: Context) -> list[str]:
    """Find the groups of which both texts may name different members."""
    source_groups, target_groups = map(read_cohyponym_groups, context.locales)
    source, target = unit.source_text, unit.target
    shared_group_names = target_groups.group_phrases.find_possible_groups(
        target
    ) & source_groups.group_phrases.find_possible_groups(source)
    if not shared_group_names:
        return []
    source_groups_with_members, target_groups_with_members = (
        source_groups.member_phrases.find_possible_groups(source),
        target_groups.member_phrases.find_possible_groups(target),
    )
    is_unsure = not source_groups.member_phrases.is_certain_for(
        source
    ) and not target_groups.member_phrases.is_certain_for(target)
    differing_group_names = shared_group_names
    if not is_unsure:
        differing_group_names &= target_groups.group_names_with_digits.union(
            group_name
            for group_name, _ in source_groups_with_members ^ target_groups_with_members
        )
    return [
        group_name
        for group_name in (target_groups.group_by_name if differing_group_names else ())
        if group_name in differing_group_names
    ]


@check(
    "sense.other",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=groups_are_related(_read_group_phrases, str, str)
    & unit_meets(_find_differing_group_names),
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
def find_confused_member(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target names another thing of the same kind: green instead of red.

    The check compares kinds known in both languages: colours, seasons, points of the
    compass, ministries, offices, medals, vehicles, cities … It reports this where the
    source names one thing of a kind that the target lacks, and the target names one
    that the source lacks, at about the same position and next to renderings of the same
    words.
    """
    source_groups, target_groups = map(read_cohyponym_groups, context.locales)
    source, target = unit.source_text, unit.target
    for group_name in _find_differing_group_names(unit, context):
        confused_matches = _find_confused_words(
            source_groups.group_by_name[group_name],
            target_groups.group_by_name[group_name],
            source,
            target,
        )
        if confused_matches is not None:
            target_match, source_match = confused_matches
            rendering_finder = context.cache.call(RenderingFinder, *context.locales)
            rendered_word_flags = (
                rendering_finder.flag_rendered_phrases(source_match[0], target)
                if source_groups.group_by_name[group_name].is_named_by_words
                else []
            )
            if (rendered_word_flags and all(rendered_word_flags)) or not (
                rendering_finder.has_rendered_neighbour(
                    Span(*source_match.span()),
                    source,
                    Span(*target_match.span()),
                    target,
                )
            ):
                continue
            if _has_inflected_member(
                source_groups.group_by_name[group_name].member_names_by_phrase,
                source_match,
                target_groups.group_by_name[group_name].member_names_by_phrase,
                target,
                context.language,
            ):
                continue
            yield Finding(
                "confused",
                Span(*target_match.span()),
                Span(*source_match.span()),
                {"source": source_match[0], "target": target_match[0]},
            )


def _has_inflected_member(
    source_member_names_by_phrase: Mapping[str, frozenset[str]],
    source_match: _Match,
    target_member_names_by_phrase: Mapping[str, frozenset[str]],
    target: str,
    language: Language,
) -> bool:
    """Whether the target names the source's thing with a suffix: `nuklirnya`."""
    lost_member_names = source_member_names_by_phrase.get(
        phrase_key(source_match[0]), frozenset()
    )
    lower_target = target.lower()
    return any(
        f"{phrase}{suffix}" in lower_target
        for phrase, member_names in target_member_names_by_phrase.items()
        if not member_names.isdisjoint(lost_member_names)
        for suffix in language.suffixes
    )


def _find_confused_words(
    source_group: CohyponymGroup,
    target_group: CohyponymGroup,
    source: str,
    target: str,
) -> tuple[_Match, _Match] | None:
    """Find the confused word of the target, and the word of the source that it
    replaces.

    A word that both texts write alike is part of a name (Red Bull), and is ignored.
    """
    target_mentions = target_group.find_mentions(target)
    source_mentions = source_group.find_mentions(source) if target_mentions else ()
    differing_matches = (
        _find_differing_matches(target_mentions, source_mentions)
        if source_mentions
        else None
    )
    if differing_matches is None:
        return None
    target_match, source_match = differing_matches
    text_lengths = len(source), len(target)
    if not may_correspond(source_match.start(), target_match.start(), text_lengths):
        return None
    if contains_words(target_match[0], source) or contains_words(
        source_match[0], target
    ):
        return None
    return differing_matches


def _find_differing_matches(
    target_mentions: _Mentions, source_mentions: _Mentions
) -> tuple[_Match, _Match] | None:
    """Find the only mention in which the members of two texts differ.

    Equally many mentions are compared in order; otherwise each text must have just one
    member that the other lacks.
    """
    if len(target_mentions) == len(source_mentions):
        mention_pairs = zip(target_mentions, source_mentions, strict=True)
        differing_pairs = [
            (target_mention, source_mention)
            for target_mention, source_mention in mention_pairs
            if target_mention[1].isdisjoint(source_mention[1])
        ]
        if not differing_pairs:
            return None
        if len(differing_pairs) == 1:
            return differing_pairs[0][0][0], differing_pairs[0][1][0]
    added_match, lost_match = (
        _find_only_unshared_match(target_mentions, source_mentions),
        _find_only_unshared_match(source_mentions, target_mentions),
    )
    return (
        None if added_match is None or lost_match is None else (added_match, lost_match)
    )


def _find_only_unshared_match(
    mentions: _Mentions, other_mentions: _Mentions
) -> _Match | None:
    """Find the first mention of the only member that the other text lacks."""
    other_member_names = reduce(
        or_, (member_names for _, member_names in other_mentions)
    )
    unshared_mentions = [
        (phrase_match, member_names)
        for phrase_match, member_names in mentions
        if member_names.isdisjoint(other_member_names)
    ]
    return (
        unshared_mentions[0][0]
        if len({member_names for _, member_names in unshared_mentions}) == 1
        else None
    )


@lazy_constant
def read_cohyponym_groups(locale: Locale) -> CohyponymGroups:
    """Read the cohyponym groups of a language; empty without data."""
    phrase_prefilter = shared_prefilter(locale.language)
    group_by_name: dict[str, CohyponymGroup] = {}
    phrase_list_by_member: dict[tuple[str, str], PhraseList] = {}
    for group_name, phrase_list_text_by_member in read_table(
        locale.language, _FILE_KIND
    )["kinds"].items():
        member_names_by_phrase: dict[str, frozenset[str]] = {}
        for member_name, phrase_list_text in phrase_list_text_by_member.items():
            listed_phrases = split_phrases(phrase_list_text)
            if member_name != _NO_MEMBER:
                phrase_list_by_member[group_name, member_name] = PhraseList(
                    phrase_prefilter,
                    f"thing {group_name} {member_name}",
                    listed_phrases,
                )
            for phrase in listed_phrases:
                member_names_by_phrase[phrase] = member_names_by_phrase.get(
                    phrase, frozenset()
                ) | {member_name}
        phrase_list = PhraseList(
            phrase_prefilter,
            f"kind {group_name}",
            member_names_by_phrase,
            start_pattern=HYPHENATED_WORD_START_PATTERN,
        )
        has_digits = any(map(str.isdigit, chain.from_iterable(member_names_by_phrase)))
        group_by_name[group_name] = CohyponymGroup(
            member_names_by_phrase, phrase_list, not has_digits
        )
    phrase_list_by_group = {
        group_name: group.phrases for group_name, group in group_by_name.items()
    }
    return CohyponymGroups(
        group_by_name,
        PhraseGroups(phrase_prefilter, phrase_list_by_group),
        PhraseGroups(phrase_prefilter, phrase_list_by_member),
        frozenset(
            group_name
            for group_name, group in group_by_name.items()
            if not group.is_named_by_words
        ),
    )
