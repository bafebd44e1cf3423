"""SRX 2.0: reading and writing of the segmentation rules of other tools.

Reading keeps the order and the cascade of the standard. The patterns are ICU's: they
are converted to those of Python's `regex`, and a rule with an invalid pattern is
skipped with its line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import regex

from exports.xml.document import Element, ElementSelection, XmlDocument
from exports.xml.escaping import escape_text, quote_attribute
from tm.align.sentences import SentenceRule, SentenceRules, load_sentence_rules
from tm.errors import FormatError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale

_NAMESPACE = "http://www.lisa.org/srx20"
_YES = "yes"
_ICU_TOKEN_PATTERN = regex.compile(
    r"\\Q(?P<quoted>.*?)(?:\\E|$)|\\x\{(?P<code>[0-9A-Fa-f]{1,6})\}|\\.",
    regex.DOTALL,
)
"""Escapes, of which those of ICU are converted."""
_GROUP_TOKEN_PATTERN = regex.compile(
    r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?P<flags>[a-zA-Z]*-?[a-zA-Z]*)\)|[()]", regex.DOTALL
)
"""Groups and flags, outside of escapes and sets of characters."""
_BACKREFERENCE_PATTERN = regex.compile(r"(?<!\\)(?:\\\\)*\\(?:[1-9]|k<)")
"""A reference to a group, whose number is another one among all rules of a file."""
_HORIZONTAL_SPACE_CLASS = r"[\t\p{Zs}]"


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The sentence rules of an SRX file."""

    path: str
    rules_by_group: Mapping[str, tuple[SentenceRule, ...]]
    """The rules of each `languagerule` by its name."""
    pattern_and_group_pairs: tuple[tuple[regex.Pattern[str], str], ...]
    """Patterns of language tags with the name of the group that they use, in order."""
    applies_all_maps: bool
    """Whether the groups of all matching patterns apply, or only that of the first."""
    skipped: tuple[SkippedEntry, ...]

    def find_rules(self, locale: Locale) -> SentenceRules:
        """Find the rules for a locale. Raises FormatError if the file has none."""
        group_names = [
            group_name
            for pattern, group_name in self.pattern_and_group_pairs
            if pattern.fullmatch(locale.tag)
        ]
        rules = [
            rule
            for group_name in group_names
            for rule in self.rules_by_group[group_name]
        ]
        if not self.applies_all_maps and group_names:
            rules = list(self.rules_by_group[group_names[0]])
        if not any(rule.is_break for rule in rules):
            raise FormatError(f"no rule that breaks {locale.tag} text", path=self.path)
        return SentenceRules.of_break_rules(rules)


def read(path: Path) -> RuleFile:
    """Read the rules of a file. Raises FormatError, with path and line."""
    entry_names = frozenset(("header", "languagerule", "languagemap"))
    rules_by_group: dict[str, tuple[SentenceRule, ...]] = {}
    pattern_and_group_pairs: list[tuple[regex.Pattern[str], str]] = []
    skipped_entries: list[SkippedEntry] = []
    applies_all_maps = False
    for element in XmlDocument(path, ElementSelection("srx", entry_names)):
        if element.name == "header":
            applies_all_maps = element.attributes.get("cascade") == _YES
        elif element.name == "languagerule":
            group_name = element.attributes.get("languagerulename", "")
            rules_by_group[group_name] = tuple(
                _read_rules(element, group_name, str(path), skipped_entries)
            )
        else:
            pattern_and_group_pairs.append(_read_language_map(element, str(path)))
    for _, group_name in pattern_and_group_pairs:
        if group_name not in rules_by_group:
            reason = (
                f"a language map names the rules {group_name!r}, which do not exist"
            )
            raise FormatError(reason, path=str(path))
    if not pattern_and_group_pairs:
        raise FormatError(
            "the file has no language map, so it has no rules", path=str(path)
        )
    return RuleFile(
        str(path),
        rules_by_group,
        tuple(pattern_and_group_pairs),
        applies_all_maps,
        tuple(skipped_entries),
    )


def write(locales: Iterable[Locale], file: BinaryIO) -> None:
    """Write the rules of languages; their own rules precede the general ones."""
    languages = sorted({locale.language for locale in locales})
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<srx xmlns="{_NAMESPACE}" version="2.0">',
        '<header segmentsubflows="yes" cascade="no"/>',
        "<body>",
        "<languagerules>",
    ]
    for language in languages:
        rules = load_sentence_rules(Locale(language))
        lines.append(f"<languagerule languagerulename={quote_attribute(language)}>")
        for rule in rules.rules:
            lines += _format_rule(rule, rules)
        lines.append("</languagerule>")
    lines += ["</languagerules>", "<maprules>"]
    for language in languages:
        quoted_pattern = quote_attribute(f"{language}([-_].*)?")
        quoted_language = quote_attribute(language)
        lines.append(
            f"<languagemap languagepattern={quoted_pattern} "
            f"languagerulename={quoted_language}/>"
        )
    lines += ["</maprules>", "</body>", "</srx>", ""]
    file.write("\n".join(lines).encode())


def _format_rule(rule: SentenceRule, rules: SentenceRules) -> Sequence[str]:
    pattern_before, pattern_after = (
        _expand_word_lists(pattern, rules.words_by_list_name)
        for pattern in (rule.pattern_before, rule.pattern_after)
    )
    if rule.is_break:
        # A break rule applies only after punctuation that may end a sentence.
        pattern_before = (
            f"(?:{rules.candidate_end_pattern.pattern})(?<={pattern_before})"
        )
    break_value = _YES if rule.is_break else "no"
    return (
        f"<!-- {escape_text(rule.name.replace('--', '–'))} -->",
        f'<rule break="{break_value}">',
        f"<beforebreak>{escape_text(pattern_before)}</beforebreak>",
        f"<afterbreak>{escape_text(pattern_after)}</afterbreak>",
        "</rule>",
    )


def _expand_word_lists(pattern: str, words_by_name: Mapping[str, Sequence[str]]) -> str:
    """Replace each `{name}` in a pattern by the words of that list."""
    for list_name, list_words in words_by_name.items():
        word_alternatives = "|".join(
            regex.escape(word, literal_spaces=True) for word in list_words
        )
        pattern = pattern.replace(f"{{{list_name}}}", word_alternatives or r"(?!)")
    return pattern


def _read_language_map(element: Element, path: str) -> tuple[regex.Pattern[str], str]:
    pattern_text = element.attributes.get("languagepattern", "")
    try:
        pattern = regex.compile(
            _convert_icu_pattern(pattern_text), regex.V1 | regex.IGNORECASE
        )
    except (regex.error, RecursionError) as error:
        reason = f"the language pattern {pattern_text!r} cannot be read: {error}"
        raise FormatError(reason, path=path, line=element.line_number) from error
    return pattern, element.attributes.get("languagerulename", "")


def _read_rules(
    element: Element, group_name: str, path: str, skipped_entries: list[SkippedEntry]
) -> Iterable[SentenceRule]:
    for rule_number, rule_element in enumerate(element.find_children("rule"), 1):
        patterns = [
            _convert_icu_pattern(
                "".join(
                    pattern_element.text
                    for pattern_element in rule_element.find_children(pattern_name)
                )
            )
            for pattern_name in ("beforebreak", "afterbreak")
        ]
        break_value = rule_element.attributes.get("break", _YES)
        sentence_rule = SentenceRule(
            f"{group_name} {rule_number}", break_value != "no", *patterns
        )
        try:
            if any(map(_BACKREFERENCE_PATTERN.search, patterns)):
                raise regex.error("a backreference, which is not supported")
            SentenceRules.of_break_rules([sentence_rule])
        except (regex.error, RecursionError) as error:
            skipped_entries.append(
                SkippedEntry(
                    path, rule_element.line_number, f"a pattern's fault: {error}"
                )
            )
            continue
        yield sentence_rule


def _convert_icu_pattern(pattern: str) -> str:
    r"""Convert a pattern of ICU to one of the `regex` module.

    >>> _convert_icu_pattern(r"\Qa.b\E\h\\\\h")
    'a\\.b[\\t\\p{Zs}]\\\\\\\\h'
    """
    pattern = _ICU_TOKEN_PATTERN.sub(_convert_icu_token, pattern)
    # What follows the pattern must not be part of its last comment.
    return f"(?:{pattern}\n)" if _ends_with_comments_allowed(pattern) else pattern


def _convert_icu_token(token_match: regex.Match[str]) -> str:
    """Convert an escape; an escaped backslash escapes nothing after it."""
    token = token_match[0]
    if token_match["quoted"] is not None:
        return regex.escape(token_match["quoted"])
    if token_match["code"] is not None:
        return f"\\U{int(token_match['code'], 16):08x}"
    return _HORIZONTAL_SPACE_CLASS if token == r"\h" else token


def _ends_with_comments_allowed(pattern: str) -> bool:
    """Whether `(?x)` is in force at the end of a pattern, outside of its groups."""
    flags_by_depth = [False]
    for token_match in _GROUP_TOKEN_PATTERN.finditer(pattern):
        token = token_match[0]
        if token_match["flags"] is not None:
            enabled_flags = token_match["flags"].partition("-")[0]
            flags_by_depth[-1] = "x" in enabled_flags or (
                flags_by_depth[-1] and "x" not in token_match["flags"]
            )
        elif token == "(":
            flags_by_depth.append(flags_by_depth[-1])
        elif token == ")" and len(flags_by_depth) > 1:
            flags_by_depth.pop()
    return flags_by_depth[-1]
