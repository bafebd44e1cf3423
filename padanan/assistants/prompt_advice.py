"""Advice for the translation of a text: known mistranslations, rules of house style."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from checks.engine.rule import Rule
from checks.engine.unit import Context, Unit
from checks.meaning.mistranslation_list import (
    Mistranslation,
    read_mistranslation_list,
)
from checks.meaning.page_topics import PageTopics
from checks.typography.house_rule_finder import read_rule_finder
from padanan.assistants.prompt_package import PromptMistranslation, PromptRule
from tm.text.locale import Locale

_MESSAGE_LANGUAGE = "en"
_MAX_SPELLING_RULES = 40
"""The most spellings of a user's list in a package; the list may be a dictionary."""


def find_mistranslated_phrases(
    segments: Sequence[str], locales: tuple[Locale, Locale]
) -> Iterator[PromptMistranslation]:
    """Find the phrases of a text that machine translation renders wrongly.

    Those of other topics than the text's are left out.
    """
    mistranslation_list = read_mistranslation_list(*locales)
    if mistranslation_list is None:
        return
    source_locale, target_locale = locales
    units = [Unit(str(index), "", text) for index, text in enumerate(segments)]
    page_topics = PageTopics(units, Context(target_locale, source_locale))
    mistranslation_by_listed_phrase: dict[str, Mistranslation] = {}
    text_phrase_by_listed_phrase: dict[str, str] = {}
    for text in segments:
        for mistranslation in mistranslation_list.list_entries_in_source(text):
            [span, *_] = mistranslation.find_source_spans(text)
            mistranslation_by_listed_phrase.setdefault(
                mistranslation.shown_source_phrase, mistranslation
            )
            text_phrase_by_listed_phrase.setdefault(
                mistranslation.shown_source_phrase, span.of(text)
            )
    for listed_phrase, mistranslation in mistranslation_by_listed_phrase.items():
        topics = mistranslation.topics
        topic_word_count, excluded_topic_word_count = (
            page_topics.count_words_around_unit(topic_names, 0)
            for topic_names in (topics, mistranslation.excluded_topics)
        )
        if excluded_topic_word_count > topic_word_count:
            continue
        yield PromptMistranslation(
            text_phrase_by_listed_phrase[listed_phrase],
            _list_minimal_phrases(
                (
                    *mistranslation.wrong_phrases,
                    *mistranslation.sourceless_wrong_phrases,
                )
            ),
            mistranslation.right_phrases,
            () if topic_word_count else topics,
        )


def _list_minimal_phrases(phrases: Iterable[str]) -> tuple[str, ...]:
    """List the phrases that contain no other one, such as its forms with a name.

    >>> _list_minimal_phrases(["Ketua Senat To Lam", "Ketua Senat", "Presiden"])
    ('Ketua Senat', 'Presiden')
    """
    distinct_phrases = dict.fromkeys(phrases)
    return tuple(
        phrase
        for phrase in distinct_phrases
        if not any(
            other_phrase != phrase and f" {other_phrase} " in f" {phrase} "
            for other_phrase in distinct_phrases
        )
    )


def list_house_rules(
    house_rules: Sequence[Rule],
    target_locale: Locale,
    renderings: Iterable[str],
    skipped_names: Collection[str],
) -> Iterator[PromptRule]:
    """List the user's rules, then those that stored renderings of the text break.

    `renderings`: translations that the package offers; what breaks a rule there is
    likely to be written again.
    """
    spelling_count = 0
    house_rules = [rule for rule in house_rules if rule.name not in skipped_names]
    for rule in house_rules:
        if rule.locale is not None and not rule.locale.covers(target_locale):
            continue
        spelling_count += rule.correct_spelling is not None
        if rule.correct_spelling is None or spelling_count <= _MAX_SPELLING_RULES:
            yield make_prompt_rule(rule)
    rule_finder = read_rule_finder(target_locale.language)
    broken_rules = chain.from_iterable(
        (
            rule
            for rule in rule_finder.find_likely_rules(rendering.lower())
            if rule.correct_spelling is None
            and rule.name not in skipped_names
            and rule.pattern.search(rendering)
        )
        for rendering in renderings
    )
    for rule in {rule.name: rule for rule in broken_rules}.values():
        yield make_prompt_rule(rule)


def make_prompt_rule(rule: Rule) -> PromptRule:
    """Make the advice of a rule, in English."""
    if rule.correct_spelling is not None:
        wrong_text = rule.contains[0] if rule.contains else rule.pattern_text
        return PromptRule(
            f"spelling: {wrong_text}",
            f"Write “{rule.correct_spelling}”, not “{wrong_text}”",
        )
    if isinstance(rule.message, str):
        return PromptRule(rule.name, rule.message)
    message = rule.message.get(_MESSAGE_LANGUAGE) or next(iter(rule.message.values()))
    return PromptRule(rule.name, message)
