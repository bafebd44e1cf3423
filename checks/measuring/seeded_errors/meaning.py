"""Faults of sense: another thing or country, a negation too many, no `only`."""

from collections.abc import Iterator
from random import Random

from checks.language_data import read_table
from checks.meaning.antonyms import read_antonyms
from checks.meaning.cohyponyms import read_cohyponym_groups
from checks.meaning.modifier_words import (
    FORMER,
    find_lost_modifier,
    modifier_phrases,
    read_modifier_words,
)
from checks.meaning.negation_words import read_negation
from checks.meaning.reversed_roles import find_subjects_and_objects
from checks.measuring.seeded_errors.clean_corpus import Site
from checks.measuring.seeded_errors.seeded_error import Edit, kind
from checks.text.language_words import split_phrases
from checks.text.territory_names import find_territories
from tm.finding import Span
from tm.text.capitals import copy_capitals

_VERBS = "amount leave consent support avowal".split()
"""Matters of which most words are verbs, before which a negation may stand."""


@kind("thing-other", "sense.other")
def other_thing(site: Site, random: Random) -> Iterator[Edit]:
    """Another thing of a kind stands there: a green light, and no red one."""
    source = site.context.source
    if source is None:
        return
    source_kinds = read_cohyponym_groups(source).groups_by_name
    for name, target_kind in read_cohyponym_groups(
        site.context.target
    ).groups_by_name.items():
        if name not in source_kinds:
            continue
        meant = {
            member_name
            for _, of in source_kinds[name].find_mentions(site.source)
            for member_name in of
        }
        for match, members in target_kind.find_mentions(site.target):
            alternatives = [
                member
                for member, of in target_kind.members_by_phrase.items()
                if not of & meant
            ]
            alternatives = [
                member
                for member in alternatives
                if "none" not in target_kind.members_by_phrase[member]
            ]
            if members & meant and alternatives:
                new = copy_capitals(random.choice(alternatives), match[0])
                yield Edit(Span(*match.span()), new)


@kind("country-other", "name.missing", "term.missing", "term.variant")
def other_country(site: Site, random: Random) -> Iterator[Edit]:
    """Another country stands there than the source names: Peru, and no Chile."""
    source = site.context.source
    if source is None:
        return
    source_places, _ = find_territories(site.source, source)
    target_places, names = find_territories(site.target, site.context.target)
    for code in target_places.keys() & source_places.keys():
        alternatives = [
            name for other, name in names.items() if other not in source_places
        ]
        if alternatives:
            yield Edit(target_places[code], random.choice(sorted(alternatives)))


@kind("negation-added", "neg.added")
def negated(site: Site, random: Random) -> Iterator[Edit]:
    """A word is denied that the source says: does not support, where it supports."""
    source, target = site.context.source, site.context.target
    words = split_phrases(read_table(target.language, "negation.toml")["words"])
    if (
        source is None
        or not words
        or read_negation(source).negating_words.is_in(site.source)
    ):
        return
    source_denial, target_denial = (
        read_antonyms(source).opposite_pairs,
        read_antonyms(target).opposite_pairs,
    )
    for name in _VERBS:
        if name not in source_denial or name not in target_denial:
            continue
        sides = {side for _, side in source_denial[name].find_mentions(site.source)}
        for span, side in target_denial[name].find_mentions(site.target):
            if side in sides and span.of(site.target).islower():
                yield Edit(Span(span.start, span.start), f"{words[0]} ")


@kind("former-dropped", "person.title", "term.missing")
def still_held(site: Site, random: Random) -> Iterator[Edit]:
    """An office that is held no more is held: a former minister is a minister."""
    source, target = site.context.source, site.context.target
    if (
        source is None
        or find_lost_modifier(FORMER, site.source, "", (source, target)) is None
    ):
        return
    match = find_lost_modifier(FORMER, site.target, "", (target, source))
    if match is None:
        return
    end = site.target.find(" ", match.start)
    if 0 <= end < len(site.target) - 1:
        first = site.target[end + 1]
        new = first.upper() if site.target[match.start].isupper() else first
        yield Edit(Span(match.start, end + 2), new)


@kind("modifier-dropped", "sense.modifier")
def unmodified(site: Site, random: Random) -> Iterator[Edit]:
    """A word that changes what is said is gone: only some of them are some of them."""
    source, target = site.context.source, site.context.target
    if source is None:
        return
    source_modifiers, target_modifiers = (
        read_modifier_words(source),
        read_modifier_words(target),
    )
    for matter in modifier_phrases(target):
        match = target_modifiers[matter].find_first(site.target)
        if match is None or source_modifiers[matter].find_first(site.source) is None:
            continue
        end = match.end + (site.target[match.end : match.end + 1] == " ")
        if 0 < match.start and end < len(site.target):
            yield Edit(Span(match.start, end), "")


@kind("roles-turned", "sense.roles")
def turned(site: Site, random: Random) -> Iterator[Edit]:
    """Who does something and to whom change places: Japan beats Italy."""
    if site.context.source is None:
        return
    for text_before, text_after in find_subjects_and_objects(
        site.target, site.context.target
    ):
        first, second = text_before.of(site.target), text_after.of(site.target)
        between = site.target[text_before.end : text_after.start]
        yield Edit(Span(text_before.start, text_after.end), f"{second}{between}{first}")
