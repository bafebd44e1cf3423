"""The check of house rules: patterns of a rule file that a text must not have."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import ahocorasick
import regex

from checks.engine.check import Level, check
from checks.engine.condition import unit_meets
from checks.engine.messages import LANGUAGES
from checks.engine.rule import Rule
from checks.engine.unit import Context, Unit
from tm.errors import FormatError
from tm.finding import Finding, Severity, Span
from tm.language_data import GENERAL_FOLDER
from tm.text.capitals import copy_capitals
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import Prefilter, shared_prefilter
from tm.text.word_pattern import LETTERS_PATTERN

_SECONDS = 1.0
"""The time limit for one user rule in one text, since a pattern may never end.

Padanan's own rules have none: a limit doubles the time of a pattern
that finds nothing.
"""
_KEYS = (
    "name",
    "pattern",
    "message",
    "fix",
    "contains",
    "locale",
    "severity",
    "ignore_case",
)


def _may_match_a_rule(unit: Unit, context: Context) -> bool:
    """Whether a rule may advise against something in the target."""
    return bool(context.rules) or _own(context.target.language).may_match(unit.target)


def _read_own_rules(context: Context) -> None:
    _own(context.target.language)


@check(
    "style.rule",
    level=Level.ONE,
    severity=Severity.INFO,
    unsafe_fixes=True,
    prefilter=unit_meets(_may_match_a_rule, read_words=_read_own_rules),
)
def style_rule(unit: Unit, context: Context) -> Iterator[Finding]:
    """A phrase that a rule advises against: calques, slashes, spellings, house style.

    Some rules come with Padanan, in one file for each language; others are the
    user's, in the file that `rules` under `[checks]` names.
    """
    lower = unit.target.lower()
    likely = _own(context.target.language).likely(lower)
    user_rules = [rule for rule in context.rules if _may_match(rule, lower)]
    fixes_by_span: dict[tuple[int, int], set[str | None]] = {}
    """By span, the fixes proposed so far."""
    # The user's rules have precedence.
    for index, rule in enumerate((*user_rules, *likely)):
        if rule.locale is not None and not rule.locale.covers(context.target):
            continue
        is_user_rule = index < len(user_rules)
        seconds = _SECONDS if is_user_rule else None
        for match in rule.pattern.finditer(unit.target, timeout=seconds):
            if match.end() == match.start():
                continue
            fix = match.expand(rule.fix) if rule.fix is not None else None
            earlier_fixes = fixes_by_span.setdefault(match.span(), set())
            if fix is not None and fix in earlier_fixes:
                continue
            is_further = bool(earlier_fixes) and is_user_rule
            earlier_fixes.add(fix)
            yield Finding(
                "spelling" if rule.spelling else "rule",
                Span(*match.span()),
                arguments={"spelling": rule.spelling}
                if rule.spelling
                else {"message": rule.message, "name": rule.name},
                fix=_cased(fix, match[0]),
                own_severity=rule.severity,
                rule=rule.name if is_further else None,
            )
            if fix is None:
                break  # without a fix, one finding is enough


@lru_cache(maxsize=64)
def own_rules(language: str) -> tuple[Rule, ...]:
    """Read the rules of Padanan for all languages and for one language."""
    folder = files("checks") / "data"
    rules: list[Rule] = []
    for name in (GENERAL_FOLDER, language):
        file = folder / name / "house_style.toml"
        if name.isalpha() and file.is_file():
            rules += parsed_rules(
                file.read_text("utf-8"), path=f"{name}/house_style.toml"
            )
    return tuple(rules)


class Rules:
    """Rules, with an automaton that finds those that may match in a text."""

    def __init__(self, rules: Sequence[Rule], words: Prefilter) -> None:
        """`words`: the prefilter of the language; see `Rule.contains`."""
        self._rules = rules
        self._finder = ahocorasick.Automaton()
        by_piece: dict[str, list[int]] = {}
        for rule_number, rule in enumerate(rules):
            for fragment in rule.contains:
                by_piece.setdefault(fragment, []).append(rule_number)
        for fragment, places in by_piece.items():
            self._finder.add_word(fragment, places)
        self._finder.make_automaton()
        wordy = {fragment for fragment in by_piece if LETTERS_PATTERN.search(fragment)}
        self._words = PhraseList(words, "style", [f"{fragment}*" for fragment in wordy])
        self._by_sign = [
            (rule, sign)
            for rule in rules
            for sign in rule.contains
            if sign not in wordy
        ]

    def likely(self, lower: str) -> list[Rule]:
        """The rules, in order, whose piece a text in small letters contains."""
        rule_numbers: set[int] = set()
        for _, places in self._finder.iter(lower):
            rule_numbers.update(places)
        return [self._rules[rule_number] for rule_number in sorted(rule_numbers)]

    def may_match(self, text: str) -> bool:
        """Whether any rule may match in a text, by its words and signs.

        Signs are so common that their rules are tried.
        """
        return self._words.may_be_in(text) or any(
            sign in text and rule.pattern.search(text) for rule, sign in self._by_sign
        )


def _may_match(rule: Rule, lower: str) -> bool:
    return not rule.contains or any(fragment in lower for fragment in rule.contains)


@lru_cache(maxsize=64)
def _own(language: str) -> Rules:
    return Rules(own_rules(language), shared_prefilter(language))


def parsed_rules(text: str, *, path: str) -> list[Rule]:
    """Parse the rules of a file: `[[rule]]` with name, pattern, message and options.

    A message may be a table of messages by language. `[words]` lists spellings with the
    right one: `"resiko" = "risiko"`. Raises FormatError, which names the rule.
    """
    try:
        table = tomllib.loads(nfc(text.removeprefix("\ufeff")))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"not TOML: {error}", path=path) from error
    unknown = set(table) - {"rule", "words"}
    if unknown:
        raise FormatError(
            f"there is no [{min(unknown)}] here; known: [[rule]], [words]", path=path
        )
    listed, words = table.get("rule", []), table.get("words", {})
    if not isinstance(listed, list) or not isinstance(words, dict):
        raise FormatError("give rules as [[rule]] and spellings as [words]", path=path)
    rules = [_rule(rule, number, path) for number, rule in enumerate(listed, 1)]
    return [*rules, *_spellings(words, path)]


def _rule(
    table: Any,  # what TOML may hold
    number: int,
    path: str,
) -> Rule:
    if not isinstance(table, dict):
        raise FormatError(f"rule {number} is no table", path=path)
    rule_name = f"rule {number} ({table.get('name', 'without a name')})"
    for key, value in table.items():
        if key not in _KEYS:
            known_keys = ", ".join(_KEYS)
            raise FormatError(
                f"{rule_name}: {key!r} is not known: {known_keys}", path=path
            )
        if not _is_fit(key, value):
            raise FormatError(f"{rule_name}: {key} has the wrong type", path=path)
    missing = {"name", "pattern", "message"} - set(table)
    if missing:
        raise FormatError(f"{rule_name}: it has no {min(missing)}", path=path)
    flags = regex.IGNORECASE if table.get("ignore_case", True) else 0
    try:
        pattern = regex.compile(table["pattern"], flags)
        if "fix" in table:
            # A group that there is not is told now, not when something is found.
            optional = regex.compile(f"(?:{table['pattern']})?", flags)
            _expanded(optional, table["fix"])
        severity = Severity(table.get("severity", "info"))
        locale = Locale.parse(table["locale"]) if "locale" in table else None
    except (regex.error, ValueError, IndexError, FormatError) as error:
        raise FormatError(f"{rule_name}: {error}", path=path) from error
    return Rule(
        name=table["name"],
        pattern=pattern,
        message=table["message"],
        fix=table.get("fix"),
        contains=_pieces(table.get("contains", "")),
        locale=locale,
        severity=severity,
    )


def _is_fit(key: str, value: Any) -> bool:  # as above
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


def _pieces(contains: str | list[str]) -> tuple[str, ...]:
    """Read the texts of which every match contains one, in lower case."""
    pieces = [contains] if isinstance(contains, str) else contains
    return tuple(fragment.lower() for fragment in pieces) if all(pieces) else ()


def _expanded(pattern: "regex.Pattern[str]", fix: str) -> str:
    match = pattern.match("")
    return match.expand(fix) if match else ""


def _spellings(words: dict[str, Any], path: str) -> Iterable[Rule]:  # as TOML has it
    for misspelling, correct_form in words.items():
        if not isinstance(correct_form, str):
            raise FormatError(
                f"[words] {misspelling}: the right form must be text", path=path
            )
        pattern = regex.compile(
            rf"(?<![\w-]){regex.escape(misspelling)}(?![\w-])", regex.I
        )
        yield Rule(
            name="spelling",
            pattern=pattern,
            message="",
            spelling=correct_form,
            fix=correct_form.replace("\\", r"\\"),
            contains=(misspelling.lower(),),
        )


def _cased(fix: str | None, replaced_text: str) -> str | None:
    """Give a replacement in lower case the capitals of the text it replaces."""
    if not fix or not replaced_text[:1].isupper() or not fix[:1].islower():
        return fix
    return copy_capitals(fix, replaced_text)
