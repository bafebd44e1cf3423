"""The check of house style: patterns of a rule file that a text must not contain."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

import regex

from checks.engine.batch import Batch
from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.prefilter_conditions import (
    TARGET,
    context_meets,
    is_among_units_found,
    unit_meets,
)
from checks.engine.rule import Rule
from checks.engine.unit import Context, Unit
from checks.text.language_words import is_english_text, read_foreign_english_words
from checks.text.word_formation import read_word_forms
from checks.typography.house_rule_finder import RuleMatches, read_rule_finder
from glossary.forms.recognition_data import read_form_data
from tm.finding import Finding, Severity, Span
from tm.text.capitals import copy_capitals
from tm.text.locale import Locale
from tm.text.pattern_store import compile_pattern
from tm.text.phrases.phrase_list import PhraseList

if TYPE_CHECKING:
    from tm.text.phrases.batch_tokens import BatchTokens

_MAX_SECONDS_PER_USER_RULE = 1.0
"""The time limit for one user rule in one text, since a pattern may never end.

Padanan's own rules have none: a limit doubles the time of a pattern
that finds nothing.
"""
_MAX_PRECEDING_LETTERS = 60
"""How many letters before a word are searched for another word."""
_ENGLISH = Locale("en")
_LAST_WORD_PATTERN = compile_pattern(r"(?<![\w-])([a-z]+)[ -]$")
_NEXT_WORD_PATTERN = compile_pattern(r"[ -]([a-z]+)(?![\w-])")
_ENGLISH_ENDING_PATTERN = compile_pattern(
    r"(?:[snrlf]t|[nrl]d|c[kt]|[tsg]h|tion|ments?)$"
)
"""How many English words end, and words of the languages with rules hardly any."""
SKIPPED_RULES_OPTION: Option[tuple[str, ...]] = Option(
    "style.rule", "skipped_rules", (), "names of rules that are not used"
)


def _has_user_rules(context: Context) -> bool:
    return bool(context.rules)


def _read_rule_words(locale: Locale) -> PhraseList:
    return read_rule_finder(locale.language).words


def _read_hyphenated_rule_words(locale: Locale) -> PhraseList:
    return read_rule_finder(locale.language).hyphenated_words


def _has_hyphenated_word(unit: Unit, context: Context) -> bool:
    rule_finder = read_rule_finder(context.target_locale.language)
    return rule_finder.has_hyphenated_word(unit.target)


def _find_units_with_matches(
    batch_tokens: "BatchTokens", batch: Batch
) -> Collection[int]:
    """Find the units whose target a rule matches that is about no spelling."""
    language_tag, targets = batch.context.target_locale.language, batch.targets
    rule_names_by_unit_index = read_rule_finder(language_tag).find_matching_rules(
        batch_tokens, targets
    )
    rule_matches = batch.context.cache.call(RuleMatches, language_tag)
    rule_matches.rule_names_by_text = {
        target: rule_names_by_unit_index.get(unit_index, ())
        for unit_index, target in enumerate(targets)
    }
    return rule_names_by_unit_index.keys()


@check(
    "style.rule",
    level=Level.ONE,
    severity=Severity.INFO,
    unsafe_fixes=True,
    options=[SKIPPED_RULES_OPTION],
    prefilter=context_meets(_has_user_rules)
    | TARGET.has(_read_rule_words)
    | TARGET.has(_read_hyphenated_rule_words) & unit_meets(_has_hyphenated_word)
    | is_among_units_found(_find_units_with_matches),
)
def find_house_rule_matches(unit: Unit, context: Context) -> Iterator[Finding]:
    """A phrase that a rule advises against: calques, slashes, spellings, house style.

    Some rules come with Padanan, in one file for each language; others are the
    user's, in the file that `rules` under `[checks]` names. The message ends with the
    name of the rule; the profile `news` skips those on which editors differ.
    """
    lower_text = unit.target.lower()
    skipped_rule_names = SKIPPED_RULES_OPTION.read_value(context.options)
    user_rules = [
        rule
        for rule in context.rules
        if rule.name not in skipped_rule_names and _may_rule_match(rule, lower_text)
    ]
    likely_rules = [
        rule
        for rule in _find_likely_rules(unit.target, context)
        if rule.name not in skipped_rule_names
    ]
    fixes_by_span: dict[tuple[int, int], set[str | None]] = {}
    """By span, the fixes proposed so far."""
    # The user's rules have precedence.
    for rule_index, rule in enumerate((*user_rules, *likely_rules)):
        if rule.locale is not None and not rule.locale.covers(context.target_locale):
            continue
        is_user_rule = rule_index < len(user_rules)
        timeout_seconds = _MAX_SECONDS_PER_USER_RULE if is_user_rule else None
        for rule_match in rule.pattern.finditer(unit.target, timeout=timeout_seconds):
            if rule_match.end() == rule_match.start():
                continue
            if not is_user_rule and _is_exempt(rule_match, rule, unit, context):
                continue
            fix = rule_match.expand(rule.fix) if rule.fix is not None else None
            earlier_fixes = fixes_by_span.setdefault(rule_match.span(), set())
            if fix is not None and fix in earlier_fixes:
                continue
            repeats_span = bool(earlier_fixes) and is_user_rule
            earlier_fixes.add(fix)
            yield Finding(
                _choose_message_key(rule),
                Span(*rule_match.span()),
                arguments={"spelling": fix or rule.correct_spelling}
                if rule.correct_spelling
                else {"message": rule.message, "name": rule.name},
                fix=_copy_initial_capital(fix, rule_match[0], context),
                severity_override=rule.severity,
                rule=rule.name if repeats_span else None,
            )
            if fix is None:
                break  # without a fix, one finding is enough


def _find_likely_rules(text: str, context: Context) -> Sequence[Rule]:
    """Find the rules of Padanan that may match a text; none in a text in English."""
    language_tag = context.target_locale.language
    rule_matches = context.cache.call(RuleMatches, language_tag)
    likely_rules = read_rule_finder(language_tag).find_likely_rules(
        text, rule_matches.rule_names_by_text.get(text)
    )
    if (
        likely_rules
        and language_tag != _ENGLISH.language
        and is_english_text(text, context.language)
    ):
        return ()
    return likely_rules


def _is_exempt(
    rule_match: "regex.Match[str]", rule: Rule, unit: Unit, context: Context
) -> bool:
    """Whether a match of a rule of Padanan is in an English phrase or in a name."""
    if _is_in_english_phrase(rule_match, context):
        return True
    if not rule.correct_spelling:
        return False
    return (
        (rule.is_name or not unit.is_heading)
        and _is_in_name(rule_match, rule)
        and not _may_be_in_body_name(rule_match, rule.correct_spelling, context)
    )


def _choose_message_key(rule: Rule) -> str:
    if rule.correct_spelling:
        return "spelling"
    return "choice" if rule.is_counted else "rule"


def _is_in_name(word_match: "regex.Match[str]", rule: Rule) -> bool:
    """Whether a word with a capital is next to another one inside a sentence.

    Then it is part of a name, as in `ia bertemu Sri Rejeki`. A word that always has a
    capital may follow another name, unless it is a name: `kata Bush Jum'at`,
    `negara bagian New Mexico`.
    """
    if not word_match[0][0].isupper():
        return False
    text_before = word_match.string[
        max(0, word_match.start() - _MAX_PRECEDING_LETTERS) : word_match.start()
    ].rstrip()
    if not text_before or text_before[-1] in '.!?:“"(':
        return False
    previous_word = text_before.split()[-1]
    following_text = word_match.string[word_match.end() : word_match.end() + 2]
    always_has_capital = (rule.correct_spelling or "")[:1].isupper()
    if previous_word[0].isupper() and (rule.is_name or not always_has_capital):
        return True
    return following_text[:1] == " " and following_text[1:2].isupper()


def _is_in_english_phrase(phrase_match: "regex.Match[str]", context: Context) -> bool:
    """Whether a word next to a phrase is English: `uji stress test`, `the semi-final`.

    Never in English itself.
    """
    if context.target_locale.language == _ENGLISH.language:
        return False
    text, start = phrase_match.string, phrase_match.start()
    english_words = read_foreign_english_words(context.language)
    return any(
        word_match[1] in english_words or _ENGLISH_ENDING_PATTERN.search(word_match[1])
        for word_match in (
            _LAST_WORD_PATTERN.search(
                text[max(0, start - _MAX_PRECEDING_LETTERS) : start]
            ),
            _NEXT_WORD_PATTERN.match(text, phrase_match.end()),
        )
        if word_match
    )


def _may_be_in_body_name(
    word_match: "regex.Match[str]", correct_spelling: str, context: Context
) -> bool:
    """Whether names of bodies and offices have a spelling: `Kementrian Keuangan`.

    Persons and firms are called as they like, but hardly any by a word that is
    two words: `Walikota Hanoi`, unless another name stands before: `Dedi Batubara`.
    """
    word_forms = read_word_forms(context.target_locale.language)
    if word_forms is not None and correct_spelling in word_forms.name_words:
        return True
    if " " not in correct_spelling or not correct_spelling.islower():
        return False
    previous_words = word_match.string[: word_match.start()].split()[-1:]
    return not previous_words or (
        not previous_words[0][0].isupper()
        or previous_words[0].lower() in context.language.deputy_words
    )


def _may_rule_match(rule: Rule, lower_text: str) -> bool:
    """Whether a text has one of the parts that every match of a rule contains."""
    return not rule.contains or any(
        fragment in lower_text for fragment in rule.contains
    )


def _copy_initial_capital(
    fix: str | None, replaced_text: str, context: Context
) -> str | None:
    """Give a replacement in lower case the capitals of the text it replaces."""
    if not fix or not replaced_text[:1].isupper() or not fix[:1].islower():
        return fix
    small_words = read_form_data(context.target_locale.language).linking_words
    return copy_capitals(fix, replaced_text, small_words)
