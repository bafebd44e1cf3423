"""Files of house style rules: those of Padanan, and a user's."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.resources import files
from typing import Any

import regex

from checks.engine.messages import LANGUAGES
from checks.engine.rule import Rule
from checks.language_data import read_own_table
from tm.errors import FormatError
from tm.finding import Severity
from tm.language_data import GENERAL_FOLDER, LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.normal import nfc

_FILE_KIND = LanguageFileKind(
    "house_style.toml",
    "calques, redundant phrases and common misspellings",
    "style.rule knows only the user's rules and those for any language",
)
_FILE_NAME = _FILE_KIND.file_name
_RULE_KEYS = (
    "name",
    "pattern",
    "message",
    "fix",
    "contains",
    "chunk",
    "next_chunk",
    "requires_words",
    "once_a_page",
    "locale",
    "severity",
    "ignore_case",
)


@lazy_constant
def read_own_rules(language_tag: str) -> tuple[Rule, ...]:
    """Read the rules of Padanan for all languages and for one language."""
    rules: list[Rule] = []
    for folder_name in (GENERAL_FOLDER, language_tag):
        rules += _parse_table(
            read_own_table(folder_name, _FILE_NAME),
            path=f"{folder_name}/{_FILE_NAME}",
            skips_pattern_test=True,
        )
    return tuple(rules)


def list_rule_languages() -> list[str]:
    """List the languages with rules of their own."""
    data_folder = files("checks") / "data"
    return sorted(
        folder.name
        for folder in data_folder.iterdir()
        if folder.name != GENERAL_FOLDER and (folder / _FILE_NAME).is_file()
    )


def read_all_own_rules() -> Iterator[Rule]:
    """Read the rules of Padanan for each language."""
    for language in list_rule_languages():
        yield from read_own_rules(language)


def parse_rules(text: str, *, path: str) -> list[Rule]:
    """Parse a user's rules: `[[rule]]` with name, pattern, message and options.

    A message may be a table of messages by language. `[words]` lists spellings with the
    right one: `"resiko" = "risiko"`; with `clitics = "nya lah"`, a word may have one of
    these endings, be doubled, or have a hyphen where the right spelling has a space.
    A spelling given with a capital is a name, and ignored inside other names.
    Raises FormatError, which names the rule.
    """
    import tomllib  # few users have rules of their own

    try:
        table = tomllib.loads(nfc(text.removeprefix("\ufeff")))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"not TOML: {error}", path=path) from error
    return _parse_table(table, path=path, skips_pattern_test=False)


def _parse_table(
    table: Mapping[str, Any], *, path: str, skips_pattern_test: bool
) -> list[Rule]:
    """Parse the rules of a table; see `parse_rules`.

    `skips_pattern_test`: patterns and fixes are known to be right, and compiled only
    when they are needed.
    """
    unknown_tables = set(table) - {"rule", "words", "clitics"}
    if unknown_tables:
        raise FormatError(
            f"unknown table [{min(unknown_tables)}]; known: [[rule]], [words]",
            path=path,
        )
    clitics = str(table.get("clitics", "")).split()
    rule_tables, spelling_by_misspelling = table.get("rule", []), table.get("words", {})
    if not isinstance(rule_tables, list) or not isinstance(
        spelling_by_misspelling, dict
    ):
        raise FormatError("give rules as [[rule]] and spellings as [words]", path=path)
    rules = [
        _parse_rule(rule_table, rule_number, path, skips_pattern_test)
        for rule_number, rule_table in enumerate(rule_tables, 1)
    ]
    return [*rules, *_make_spelling_rules(spelling_by_misspelling, clitics, path)]


def _parse_rule(
    rule_table: Any,  # what TOML may hold
    rule_number: int,
    path: str,
    skips_pattern_test: bool,
) -> Rule:
    if not isinstance(rule_table, dict):
        raise FormatError(f"rule {rule_number} is not a table", path=path)
    rule_label = f"rule {rule_number} ({rule_table.get('name', 'without a name')})"
    for key, value in rule_table.items():
        if key not in _RULE_KEYS:
            known_keys_text = ", ".join(_RULE_KEYS)
            raise FormatError(
                f"{rule_label}: unknown key {key!r}; known: {known_keys_text}",
                path=path,
            )
        if not _is_valid_rule_value(key, value):
            raise FormatError(f"{rule_label}: {key} has the wrong type", path=path)
    missing_keys = {"name", "pattern", "message"} - set(rule_table)
    if missing_keys:
        raise FormatError(f"{rule_label}: no {min(missing_keys)}", path=path)
    try:
        rule = Rule(
            name=rule_table["name"],
            pattern_text=rule_table["pattern"],
            ignores_case=rule_table.get("ignore_case", True),
            message=rule_table["message"],
            fix=rule_table.get("fix"),
            contains=_read_fragments(rule_table.get("contains", "")),
            chunk_pattern=rule_table.get("chunk", ""),
            next_chunk_pattern=rule_table.get("next_chunk", ""),
            requires_contained_text=rule_table.get("requires_words", False),
            is_counted=rule_table.get("once_a_page", False),
            locale=Locale.parse(rule_table["locale"])
            if "locale" in rule_table
            else None,
            severity=Severity(rule_table.get("severity", "info")),
        )
        if not skips_pattern_test:
            _test_pattern(rule)
    except RecursionError as error:
        raise FormatError(
            f"{rule_label}: the pattern is nested too deeply", path=path
        ) from error
    except (regex.error, ValueError, OverflowError, LookupError, FormatError) as error:
        raise FormatError(f"{rule_label}: {error}", path=path) from error
    return rule


_ESCAPE_OR_SET_PATTERN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_RECURSION_PATTERN = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)")


def _test_pattern(rule: Rule) -> None:
    """Compile a pattern, and let its fix refer to its groups, before any match."""
    if _RECURSION_PATTERN.search(_ESCAPE_OR_SET_PATTERN.sub("", rule.pattern_text)):
        raise ValueError(
            "a pattern that contains itself, as by (?R) or (?1), may take all memory"
        )
    flags = rule.pattern.flags & regex.IGNORECASE
    if rule.fix is not None:
        empty_match = regex.compile(f"(?:{rule.pattern_text})?", flags).match("")
        if empty_match is not None:
            empty_match.expand(rule.fix)


def _is_valid_rule_value(key: str, value: Any) -> bool:  # as above
    if key in ("ignore_case", "requires_words", "once_a_page"):
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


def _make_spelling_rules(
    spelling_by_misspelling: dict[str, Any],  # as TOML has it
    clitics: Sequence[str],
    path: str,
) -> Iterator[Rule]:
    endings = ("", *clitics)
    # `re.escape` is faster than that of regex.
    make_rule = partial(
        _make_spelling_rule,
        endings=endings,
        ending_pattern="|".join(map(re.escape, endings)),
    )
    for misspelling, correct_spelling in spelling_by_misspelling.items():
        if not isinstance(correct_spelling, str):
            raise FormatError(
                f"[words] {misspelling}: the right form must be text", path=path
            )
        if not misspelling.strip():
            raise FormatError("[words]: a misspelling must not be empty", path=path)
        yield make_rule(misspelling, correct_spelling)
        if clitics and correct_spelling.isalpha() and misspelling.isalpha():
            yield make_rule(
                f"{misspelling}-{misspelling}", f"{correct_spelling}-{correct_spelling}"
            )
        # lalulintas, lalu-lintas
        if (
            clitics
            and correct_spelling.replace(" ", "") == misspelling != correct_spelling
        ):
            hyphenated_form = correct_spelling.replace(" ", "-")
            yield make_rule(hyphenated_form, correct_spelling)


def _make_spelling_rule(
    misspelling: str, correct_spelling: str, endings: Sequence[str], ending_pattern: str
) -> Rule:
    return Rule(
        name="spelling",
        pattern_text=rf"(?<![\w-]){re.escape(misspelling)}({ending_pattern})(?![\w-])",
        message="",
        correct_spelling=correct_spelling,
        is_name=misspelling[0].isupper(),
        fix=correct_spelling.replace("\\", r"\\") + r"\1",
        contains=tuple(map(misspelling.lower().__add__, endings)),
    )
