"""SRX 2.0: sentence rules as other tools have them, read and written.

Reading keeps the order and the cascade of the standard. Patterns are ICU's there;
what Python's `regex` writes otherwise is rewritten, and a rule whose pattern it cannot
read is skipped with its line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import regex

from exports.entry import SkippedEntry
from exports.xml.document import Element, XmlDocument
from exports.xml.escaping import escape_text, quote_attribute
from tm.align.sentences import SentenceRule, SentenceRules, sentence_rules
from tm.errors import FormatError
from tm.text.locale import Locale

_NAMESPACE = "http://www.lisa.org/srx20"
_YES = "yes"
_QUOTED_TEXT = regex.compile(r"\\Q(.*?)(?:\\E|$)", regex.DOTALL)
_HEXADECIMAL_ESCAPE = regex.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")
_SPACE = r"[\t\p{Zs}]"


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The sentence rules of an SRX file."""

    path: str
    rule_groups: Mapping[str, tuple[SentenceRule, ...]]
    """The rules of each `languagerule`, by its name."""
    language_maps: tuple[tuple[regex.Pattern[str], str], ...]
    """Which languages use which group, in order."""
    cascades: bool
    """Whether all maps that fit a language count, or only the first."""
    skipped: tuple[SkippedEntry, ...]

    def find_rules(self, locale: Locale) -> SentenceRules:
        """The rules for a locale. Raises FormatError where the file has none."""
        names = [
            name
            for pattern, name in self.language_maps
            if pattern.fullmatch(locale.tag)
        ]
        rules = [rule for name in names for rule in self.rule_groups[name]]
        if not self.cascades and names:
            rules = list(self.rule_groups[names[0]])
        if not any(rule.is_break for rule in rules):
            raise FormatError(f"no rule that breaks {locale.tag} text", path=self.path)
        return SentenceRules.of_break_rules(rules)


def read(path: Path) -> RuleFile:
    """The rules of a file. Raises FormatError, with path and line."""
    entry_names = frozenset(("header", "languagerule", "languagemap"))
    rule_groups: dict[str, tuple[SentenceRule, ...]] = {}
    language_maps: list[tuple[regex.Pattern[str], str]] = []
    skipped: list[SkippedEntry] = []
    cascades = False
    for element in XmlDocument(path, root_names="srx", entry_names=entry_names):
        if element.name == "header":
            cascades = element.attributes.get("cascade") == _YES
        elif element.name == "languagerule":
            name = element.attributes.get("languagerulename", "")
            rule_groups[name] = tuple(_read_rules(element, name, str(path), skipped))
        else:
            language_maps.append(_read_language_map(element, str(path)))
    for _, name in language_maps:
        if name not in rule_groups:
            reason = f"a language map names the rules {name!r}, which are not there"
            raise FormatError(reason, path=str(path))
    if not language_maps:
        raise FormatError("no language map: this holds no rules", path=str(path))
    return RuleFile(
        str(path), rule_groups, tuple(language_maps), cascades, tuple(skipped)
    )


def write(locales: Iterable[Locale], file: BinaryIO) -> None:
    """Write the rules of languages; a language's own rules come before the general."""
    languages = sorted({locale.language for locale in locales})
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<srx xmlns="{_NAMESPACE}" version="2.0">',
        '<header segmentsubflows="yes" cascade="no"/>',
        "<body>",
        "<languagerules>",
    ]
    for language in languages:
        rules = sentence_rules(Locale(language))
        lines.append(f"<languagerule languagerulename={quote_attribute(language)}>")
        for rule in rules.rules:
            lines += _format_rule(rule, rules)
        lines.append("</languagerule>")
    lines += ["</languagerules>", "<maprules>"]
    for language in languages:
        pattern = quote_attribute(f"{language}([-_].*)?")
        name = quote_attribute(language)
        lines.append(
            f"<languagemap languagepattern={pattern} languagerulename={name}/>"
        )
    lines += ["</maprules>", "</body>", "</srx>", ""]
    file.write("\n".join(lines).encode())


def _format_rule(rule: SentenceRule, rules: SentenceRules) -> Sequence[str]:
    before, after = (
        _expand_lists(pattern, rules.word_lists)
        for pattern in (rule.pattern_before, rule.pattern_after)
    )
    if rule.is_break:
        # Only a mark may end a sentence, whatever else a rule that breaks asks for.
        before = f"(?:{rules.candidate_end.pattern})(?<={before})"
    is_break = _YES if rule.is_break else "no"
    return (
        f"<!-- {escape_text(rule.name.replace('--', '–'))} -->",
        f'<rule break="{is_break}">',
        f"<beforebreak>{escape_text(before)}</beforebreak>",
        f"<afterbreak>{escape_text(after)}</afterbreak>",
        "</rule>",
    )


def _expand_lists(pattern: str, words_by_name: Mapping[str, Sequence[str]]) -> str:
    """A pattern with the words that `{name}` stands for."""
    for name, list_words in words_by_name.items():
        choices = "|".join(
            regex.escape(word, literal_spaces=True) for word in list_words
        )
        pattern = pattern.replace(f"{{{name}}}", choices or r"(?!)")
    return pattern


def _read_language_map(element: Element, path: str) -> tuple[regex.Pattern[str], str]:
    text = element.attributes.get("languagepattern", "")
    try:
        pattern = regex.compile(_convert_icu_pattern(text), regex.V1)
    except (regex.error, RecursionError) as error:
        reason = f"the language pattern {text!r} cannot be read: {error}"
        raise FormatError(reason, path=path, line=element.line) from error
    return pattern, element.attributes.get("languagerulename", "")


def _read_rules(
    element: Element, name: str, path: str, skipped: list[SkippedEntry]
) -> Iterable[SentenceRule]:
    for number, rule in enumerate(element.find_children("rule"), 1):
        patterns = [
            _convert_icu_pattern(
                "".join(
                    pattern_element.text for pattern_element in rule.find_children(side)
                )
            )
            for side in ("beforebreak", "afterbreak")
        ]
        is_break = rule.attributes.get("break", _YES)
        sentence_rule = SentenceRule(f"{name} {number}", is_break != "no", *patterns)
        try:
            SentenceRules.of_break_rules([sentence_rule])
        except (regex.error, RecursionError) as error:
            skipped.append(SkippedEntry(path, rule.line, f"a pattern's fault: {error}"))
            continue
        yield sentence_rule


def _convert_icu_pattern(pattern: str) -> str:
    """A pattern of ICU as the `regex` module writes it."""
    pattern = _QUOTED_TEXT.sub(lambda match: regex.escape(match[1]), pattern)
    pattern = _HEXADECIMAL_ESCAPE.sub(
        lambda match: f"\\U{int(match[1], 16):08x}", pattern
    )
    return pattern.replace(r"\h", _SPACE)
