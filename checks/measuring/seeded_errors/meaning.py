"""Errors of meaning: another thing or country, an added negation, a lost `only`."""

from collections.abc import Iterator
from random import Random

from checks.language_data import read_own_table, read_table
from checks.meaning.antonyms import read_antonyms
from checks.meaning.cohyponyms import read_cohyponym_groups
from checks.meaning.mistranslation_list import read_mistranslation_list
from checks.meaning.modifier_words import (
    FORMER,
    find_lost_modifier,
    read_modifier_phrases,
    read_modifier_words,
)
from checks.meaning.negation.negation_words import read_negation_vocabulary
from checks.meaning.reversed_roles import find_subjects_and_objects
from checks.measuring.seeded_errors.clean_corpus import CleanUnit
from checks.measuring.seeded_errors.seeded_error import TextEdit, error_kind
from checks.text.language_words import split_phrases
from checks.text.territory_names import find_territories
from tm.finding import Span
from tm.language_data import GENERAL_FOLDER
from tm.text.capitals import copy_capitals


@error_kind("thing-other", "sense.other")
def replace_by_cohyponym(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A word is replaced by another of its kind: a red light becomes a green one."""
    source_locale = clean_unit.context.source_locale
    if source_locale is None:
        return
    source_group_by_name = read_cohyponym_groups(source_locale).group_by_name
    for group_name, target_group in read_cohyponym_groups(
        clean_unit.context.target_locale
    ).group_by_name.items():
        if group_name not in source_group_by_name:
            continue
        source_member_names = {
            member_name
            for _, mention_member_names in source_group_by_name[
                group_name
            ].find_mentions(clean_unit.source)
            for member_name in mention_member_names
        }
        for phrase_match, phrase_member_names in target_group.find_mentions(
            clean_unit.target
        ):
            other_phrases = [
                phrase
                for phrase, member_names in target_group.member_names_by_phrase.items()
                if not member_names & source_member_names
            ]
            other_phrases = [
                phrase
                for phrase in other_phrases
                if "none" not in target_group.member_names_by_phrase[phrase]
            ]
            if phrase_member_names & source_member_names and other_phrases:
                other_phrase = copy_capitals(
                    random.choice(other_phrases), phrase_match[0]
                )
                yield TextEdit(Span(*phrase_match.span()), other_phrase)


@error_kind("country-other", "name.missing", "term.missing", "term.variant")
def replace_country(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A country is replaced by another one: Chile becomes Peru."""
    source_locale = clean_unit.context.source_locale
    if source_locale is None:
        return
    source_span_by_territory, _ = find_territories(
        clean_unit.source, source_locale, clean_unit.context.cache
    )
    target_span_by_territory, name_by_territory = find_territories(
        clean_unit.target, clean_unit.context.target_locale, clean_unit.context.cache
    )
    for territory_code in (
        target_span_by_territory.keys() & source_span_by_territory.keys()
    ):
        other_names = [
            name
            for other_territory_code, name in name_by_territory.items()
            if other_territory_code not in source_span_by_territory
        ]
        if other_names:
            yield TextEdit(
                target_span_by_territory[territory_code],
                random.choice(sorted(other_names)),
            )


@error_kind("mistranslation", "sense.mistranslated")
def mistranslate_phrase(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A phrase has a wrong rendering, as machine translation often gives it."""
    source_locale = clean_unit.context.source_locale
    mistranslation_list = source_locale and read_mistranslation_list(
        source_locale, clean_unit.context.target_locale
    )
    if not mistranslation_list:
        return
    for mistranslation in mistranslation_list.list_entries_in_source(clean_unit.source):
        for right_span in mistranslation.find_right_spans(clean_unit.target):
            wrong_phrase = random.choice(
                mistranslation.wrong_phrases or mistranslation.sourceless_wrong_phrases
            )
            yield TextEdit(
                right_span,
                copy_capitals(wrong_phrase, right_span.of(clean_unit.target)),
            )


@error_kind("negation-added", "neg.added")
def add_negation(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A negation is added: supports becomes does not support."""
    source_locale, target_locale = (
        clean_unit.context.source_locale,
        clean_unit.context.target_locale,
    )
    negation_words = split_phrases(
        read_table(target_locale.language, "negation.toml")["words"]
    )
    if (
        source_locale is None
        or not negation_words
        or read_negation_vocabulary(source_locale).negating_words.is_in(
            clean_unit.source
        )
    ):
        return
    source_opposite_words_by_pair, target_opposite_words_by_pair = (
        read_antonyms(source_locale).opposite_words_by_pair_name,
        read_antonyms(target_locale).opposite_words_by_pair_name,
    )
    verb_pair_names = read_own_table(GENERAL_FOLDER, "seeded_errors.toml")["verb_pairs"]
    for pair_name in verb_pair_names.split():
        if (
            pair_name not in source_opposite_words_by_pair
            or pair_name not in target_opposite_words_by_pair
        ):
            continue
        source_side_indexes = {
            side_index
            for _, side_index in source_opposite_words_by_pair[pair_name].find_mentions(
                clean_unit.source
            )
        }
        for span, side_index in target_opposite_words_by_pair[pair_name].find_mentions(
            clean_unit.target
        ):
            if (
                side_index in source_side_indexes
                and span.of(clean_unit.target).islower()
            ):
                yield TextEdit(Span(span.start, span.start), f"{negation_words[0]} ")


@error_kind("former-dropped", "person.title", "term.missing")
def drop_word_for_former_office(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """The word for a former office is lost: a former minister becomes a minister."""
    source_locale, target_locale = (
        clean_unit.context.source_locale,
        clean_unit.context.target_locale,
    )
    if (
        source_locale is None
        or find_lost_modifier(
            FORMER, clean_unit.source, "", (source_locale, target_locale)
        )
        is None
    ):
        return
    former_word_span = find_lost_modifier(
        FORMER, clean_unit.target, "", (target_locale, source_locale)
    )
    if former_word_span is None:
        return
    word_end = clean_unit.target.find(" ", former_word_span.start)
    if 0 <= word_end < len(clean_unit.target) - 1:
        next_letter = clean_unit.target[word_end + 1]
        replacement = (
            next_letter.upper()
            if clean_unit.target[former_word_span.start].isupper()
            else next_letter
        )
        yield TextEdit(Span(former_word_span.start, word_end + 2), replacement)


@error_kind("modifier-dropped", "sense.modifier")
def drop_modifier(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A modifier is lost: only some of them becomes some of them."""
    source_locale, target_locale = (
        clean_unit.context.source_locale,
        clean_unit.context.target_locale,
    )
    if source_locale is None:
        return
    source_words_by_modifier, target_words_by_modifier = (
        read_modifier_words(source_locale),
        read_modifier_words(target_locale),
    )
    for modifier_name in read_modifier_phrases(target_locale):
        modifier_span = target_words_by_modifier[modifier_name].find_first_span(
            clean_unit.target
        )
        if (
            modifier_span is None
            or source_words_by_modifier[modifier_name].find_first_span(
                clean_unit.source
            )
            is None
        ):
            continue
        modifier_end = modifier_span.end + (
            clean_unit.target[modifier_span.end : modifier_span.end + 1] == " "
        )
        if 0 < modifier_span.start and modifier_end < len(clean_unit.target):
            yield TextEdit(Span(modifier_span.start, modifier_end), "")


@error_kind("roles-turned", "sense.roles")
def swap_roles(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """Subject and object are swapped: Italy beats Japan becomes Japan beats Italy."""
    if clean_unit.context.source_locale is None:
        return
    for subject_span, object_span in find_subjects_and_objects(
        clean_unit.target, clean_unit.context.target_locale, clean_unit.context.cache
    ):
        subject_text, object_text = (
            subject_span.of(clean_unit.target),
            object_span.of(clean_unit.target),
        )
        text_between = clean_unit.target[subject_span.end : object_span.start]
        yield TextEdit(
            Span(subject_span.start, object_span.end),
            f"{object_text}{text_between}{subject_text}",
        )
