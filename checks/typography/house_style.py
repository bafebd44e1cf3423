"""The check of house style: patterns of a rule file that a text must not contain."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import filterfalse
from typing import Any

import ahocorasick
import regex

from checks.engine.check import Level, check
from checks.engine.condition import TARGET, context_meets, unit_meets
from checks.engine.messages import LANGUAGES
from checks.engine.option import Option
from checks.engine.rule import Rule
from checks.engine.traits import Trait
from checks.engine.unit import Context, Unit
from tm.errors import FormatError
from tm.finding import Finding, Severity, Span
from tm.language_data import GENERAL_FOLDER
from tm.text.capitals import copy_capitals
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import Prefilter, shared_prefilter

_MOST_SECONDS = 1.0
"""The time limit for one user rule in one text, since a pattern may never end.

Padanan's own rules have none: a limit doubles the time of a pattern
that finds nothing.
"""
_RULE_KEYS = (
    "name",
    "pattern",
    "message",
    "fix",
    "contains",
    "locale",
    "severity",
    "ignore_case",
)

_SKIPPED_RULES_OPTION: Option[tuple[str, ...]] = Option(
    "style.rule", "skipped_rules", (), "names of rules of Padanan that are not used"
)

_RuleWithFragments = tuple[Rule, Sequence[str]]


def _has_user_rules(context: Context) -> bool:
    return bool(context.rules)


def _read_rule_words(locale: Locale) -> PhraseList:
    return _read_rule_finder(locale.language).fragment_words


def _matches_figure_rule(unit: Unit, context: Context) -> bool:
    finder = _read_rule_finder(context.target_locale.language)
    return _matches_any(unit.target, finder.figure_rules)


def _matches_sign_rule(unit: Unit, context: Context) -> bool:
    finder = _read_rule_finder(context.target_locale.language)
    return _matches_any(unit.target, finder.sign_rules)


@check(
    "style.rule",
    level=Level.ONE,
    severity=Severity.INFO,
    unsafe_fixes=True,
    options=[_SKIPPED_RULES_OPTION],
    prefilter=context_meets(_has_user_rules)
    | TARGET.has(_read_rule_words)
    | TARGET.has(Trait.FIGURES) & unit_meets(_matches_figure_rule)
    | unit_meets(_matches_sign_rule),
)
def style_rule(unit: Unit, context: Context) -> Iterator[Finding]:
    """A phrase that a rule advises against: calques, slashes, spellings, house style.

    Some rules come with Padanan, in one file for each language; others are the
    user's, in the file that `rules` under `[checks]` names. The message ends with the
    name of the rule; the profile `news` skips those on which editors differ.
    """
    lower_text = unit.target.lower()
    likely_rules = _read_rule_finder(context.target_locale.language).find_likely_rules(
        lower_text
    )
    skipped_names = _SKIPPED_RULES_OPTION.read_value(context.options)
    likely_rules = [rule for rule in likely_rules if rule.name not in skipped_names]
    user_rules = [rule for rule in context.rules if _may_match(rule, lower_text)]
    fixes_by_span: dict[tuple[int, int], set[str | None]] = {}
    """By span, the fixes proposed so far."""
    # The user's rules have precedence.
    for rule_index, rule in enumerate((*user_rules, *likely_rules)):
        if rule.locale is not None and not rule.locale.covers(context.target_locale):
            continue
        is_user_rule = rule_index < len(user_rules)
        timeout_seconds = _MOST_SECONDS if is_user_rule else None
        for rule_match in rule.pattern.finditer(unit.target, timeout=timeout_seconds):
            if rule_match.end() == rule_match.start():
                continue
            if rule.correct_spelling and not is_user_rule:
                if not unit.is_heading and _is_in_name(
                    rule_match, rule.correct_spelling
                ):
                    continue
            fix = rule_match.expand(rule.fix) if rule.fix is not None else None
            earlier_fixes = fixes_by_span.setdefault(rule_match.span(), set())
            if fix is not None and fix in earlier_fixes:
                continue
            repeats_span = bool(earlier_fixes) and is_user_rule
            earlier_fixes.add(fix)
            yield Finding(
                "spelling" if rule.correct_spelling else "rule",
                Span(*rule_match.span()),
                arguments={"spelling": fix or rule.correct_spelling}
                if rule.correct_spelling
                else {"message": rule.message, "name": rule.name},
                fix=_copy_initial_capital(fix, rule_match[0]),
                own_severity=rule.severity,
                rule=rule.name if repeats_span else None,
            )
            if fix is None:
                break  # without a fix, one finding is enough


def _is_in_name(word_match: "regex.Match[str]", correct_spelling: str) -> bool:
    """Whether a word with a capital is beside another one inside a sentence.

    Then it is part of a name, as in `ia bertemu Sri Rejeki`. A word that always has a
    capital may follow another name: `kata Bush Jum'at`.
    """
    if not word_match[0][0].isupper():
        return False
    text_before = word_match.string[: word_match.start()].rstrip()
    if not text_before or text_before[-1] in '.!?:“"(':
        return False
    previous_word = text_before.split()[-1]
    following_text = word_match.string[word_match.end() :]
    if previous_word[0].isupper() and not correct_spelling[0].isupper():
        return True
    return following_text[:1] == " " and following_text[1:2].isupper()


@lru_cache(maxsize=64)
def read_own_rules(language: str) -> tuple[Rule, ...]:
    """Read the rules of Padanan for all languages and for one language."""
    folder = files("checks") / "data"
    rules: list[Rule] = []
    for folder_name in (GENERAL_FOLDER, language):
        path = folder / folder_name / "house_style.toml"
        if folder_name.isalpha() and path.is_file():
            rules += parse_rules(
                path.read_text("utf-8"), path=f"{folder_name}/house_style.toml"
            )
    return tuple(rules)


class RuleFinder:
    """Rules with an automaton that finds the rules that may match in a text."""

    def __init__(self, rules: Sequence[Rule], phrase_prefilter: Prefilter) -> None:
        """Prepare the automaton and the prefilter; see `Rule.contains`."""
        self._rules = rules
        self._fragment_automaton = ahocorasick.Automaton()
        rule_indexes_by_fragment: dict[str, list[int]] = {}
        for rule_index, rule in enumerate(rules):
            for fragment in rule.contains:
                rule_indexes_by_fragment.setdefault(fragment, []).append(rule_index)
        for fragment, rule_indexes in rule_indexes_by_fragment.items():
            self._fragment_automaton.add_word(fragment, rule_indexes)
        self._fragment_automaton.make_automaton()
        phrases = {
            _write_phrase(fragment, is_whole_word=bool(rule.correct_spelling))
            for rule in rules
            for fragment in filter(_begins_word, rule.contains)
        }
        self.fragment_words = PhraseList(phrase_prefilter, "style", phrases)
        """The fragments that begin words."""
        # Signs are so common that the patterns of their rules are tried.
        self.figure_rules: list[_RuleWithFragments] = []
        """Rules with their fragments that begin with a digit."""
        self.sign_rules: list[_RuleWithFragments] = []
        """Rules with their other fragments that begin no word."""
        for rule in rules:
            signs = [*filterfalse(_begins_word, rule.contains)]
            figures = [sign for sign in signs if sign[0].isdigit()]
            other_signs = [sign for sign in signs if sign not in figures]
            self.figure_rules += [(rule, figures)] if figures else []
            self.sign_rules += [(rule, other_signs)] if other_signs else []

    def find_likely_rules(self, lower_text: str) -> list[Rule]:
        """Find the rules, in order, with a fragment in a text in lower case."""
        rule_indexes: set[int] = set()
        for _, matching_indexes in self._fragment_automaton.iter(lower_text):
            rule_indexes.update(matching_indexes)
        return [self._rules[rule_index] for rule_index in sorted(rule_indexes)]


def _begins_word(fragment: str) -> bool:
    return fragment[0].isalpha()


def _write_phrase(fragment: str, *, is_whole_word: bool) -> str:
    """Write a fragment as a phrase of a list, whose last word may be longer.

    It is a whole word if a space follows it, or if the rule is about one spelling.
    """
    return fragment if is_whole_word or fragment[-1] == " " else f"{fragment}*"


def _matches_any(text: str, rules: Iterable[_RuleWithFragments]) -> bool:
    """Whether one of some rules matches in a text, tried where a fragment stands."""
    for rule, fragments in rules:
        for fragment in fragments:
            if fragment in text:
                if rule.pattern.search(text):
                    return True
                break
    return False


def _may_match(rule: Rule, lower_text: str) -> bool:
    return not rule.contains or any(
        fragment in lower_text for fragment in rule.contains
    )


@lru_cache(maxsize=64)
def _read_rule_finder(language: str) -> RuleFinder:
    return RuleFinder(read_own_rules(language), shared_prefilter(language))


def parse_rules(text: str, *, path: str) -> list[Rule]:
    """Parse the rules of a file: `[[rule]]` with name, pattern, message and options.

    A message may be a table of messages by language. `[words]` lists spellings with the
    right one: `"resiko" = "risiko"`; with `clitics = "nya lah"`, a word may have one of
    these endings, be doubled, or have a hyphen where the right spelling has a space.
    Raises FormatError, which names the rule.
    """
    try:
        table = tomllib.loads(nfc(text.removeprefix("\ufeff")))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"not TOML: {error}", path=path) from error
    unknown_tables = set(table) - {"rule", "words", "clitics"}
    if unknown_tables:
        raise FormatError(
            f"there is no [{min(unknown_tables)}] here; known: [[rule]], [words]",
            path=path,
        )
    clitics = str(table.get("clitics", "")).split()
    rule_tables, spelling_by_misspelling = table.get("rule", []), table.get("words", {})
    if not isinstance(rule_tables, list) or not isinstance(
        spelling_by_misspelling, dict
    ):
        raise FormatError("give rules as [[rule]] and spellings as [words]", path=path)
    rules = [
        _parse_rule(rule_table, rule_number, path)
        for rule_number, rule_table in enumerate(rule_tables, 1)
    ]
    return [*rules, *_make_spelling_rules(spelling_by_misspelling, clitics, path)]


def _parse_rule(
    rule_table: Any,  # what TOML may hold
    rule_number: int,
    path: str,
) -> Rule:
    if not isinstance(rule_table, dict):
        raise FormatError(f"rule {rule_number} is no table", path=path)
    rule_name = f"rule {rule_number} ({rule_table.get('name', 'without a name')})"
    for key, value in rule_table.items():
        if key not in _RULE_KEYS:
            known_keys_text = ", ".join(_RULE_KEYS)
            raise FormatError(
                f"{rule_name}: {key!r} is not known: {known_keys_text}", path=path
            )
        if not _has_valid_type(key, value):
            raise FormatError(f"{rule_name}: {key} has the wrong type", path=path)
    missing_keys = {"name", "pattern", "message"} - set(rule_table)
    if missing_keys:
        raise FormatError(f"{rule_name}: it has no {min(missing_keys)}", path=path)
    pattern_flags = regex.IGNORECASE if rule_table.get("ignore_case", True) else 0
    try:
        pattern = regex.compile(rule_table["pattern"], pattern_flags)
        if "fix" in rule_table:
            # A fix that refers to a missing group is reported now, not at the first
            # match.
            optional_pattern = regex.compile(
                f"(?:{rule_table['pattern']})?", pattern_flags
            )
            _expand_empty_match(optional_pattern, rule_table["fix"])
        severity = Severity(rule_table.get("severity", "info"))
        locale = Locale.parse(rule_table["locale"]) if "locale" in rule_table else None
    except (regex.error, ValueError, IndexError, FormatError) as error:
        raise FormatError(f"{rule_name}: {error}", path=path) from error
    return Rule(
        name=rule_table["name"],
        pattern=pattern,
        message=rule_table["message"],
        fix=rule_table.get("fix"),
        contains=_read_fragments(rule_table.get("contains", "")),
        locale=locale,
        severity=severity,
    )


def _has_valid_type(key: str, value: Any) -> bool:  # as above
    if key == "ignore_case":
        return isinstance(value, bool)
    if key == "contains" and isinstance(value, list):
        return all(isinstance(fragment, str) for fragment in value)
    if key == "message" and isinstance(value, dict):
        messages = value.values()
        return (
            bool(messages)
            and value.keys() <= {*LANGUAGES}
            and all(isinstance(text, str) for text in messages)
        )
    return isinstance(value, str)


def _read_fragments(fragment_setting: str | list[str]) -> tuple[str, ...]:
    """Read the fragments in lower case, one of which every match contains."""
    fragments = (
        [fragment_setting] if isinstance(fragment_setting, str) else fragment_setting
    )
    return tuple(fragment.lower() for fragment in fragments) if all(fragments) else ()


def _expand_empty_match(pattern: "regex.Pattern[str]", fix: str) -> str:
    empty_match = pattern.match("")
    return empty_match.expand(fix) if empty_match else ""


def _make_spelling_rules(
    spelling_by_misspelling: dict[str, Any],  # as TOML has it
    clitics: Sequence[str],
    path: str,
) -> Iterator[Rule]:
    for misspelling, correct_form in spelling_by_misspelling.items():
        if not isinstance(correct_form, str):
            raise FormatError(
                f"[words] {misspelling}: the right form must be text", path=path
            )
        yield _make_spelling_rule(misspelling, correct_form, clitics)
        if clitics and correct_form.isalpha() and misspelling.isalpha():
            yield _make_spelling_rule(
                f"{misspelling}-{misspelling}",
                f"{correct_form}-{correct_form}",
                clitics,
            )
        # lalulintas, lalu-lintas
        if clitics and correct_form.replace(" ", "") == misspelling != correct_form:
            hyphenated_form = correct_form.replace(" ", "-")
            yield _make_spelling_rule(hyphenated_form, correct_form, clitics)


def _make_spelling_rule(
    misspelling: str, correct_form: str, clitics: Sequence[str]
) -> Rule:
    ending_pattern = "|".join(("", *map(regex.escape, clitics)))
    return Rule(
        name="spelling",
        pattern=regex.compile(
            rf"(?<![\w-]){regex.escape(misspelling)}({ending_pattern})(?![\w-])",
            regex.I,
        ),
        message="",
        correct_spelling=correct_form,
        fix=correct_form.replace("\\", r"\\") + r"\1",
        contains=(misspelling.lower(),),
    )


def _copy_initial_capital(fix: str | None, replaced_text: str) -> str | None:
    """Give a replacement in lower case the capitals of the text it replaces."""
    if not fix or not replaced_text[:1].isupper() or not fix[:1].islower():
        return fix
    return copy_capitals(fix, replaced_text)
