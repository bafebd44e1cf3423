"""Sentence segmentation: spans of the raw text, by rules that are data.

The rules of a language are `tm/data/LANGUAGE/sentences.toml`, followed by those of
`tm/data/general/sentences.toml`, which serve any language. They follow the model of
SRX 2.0: ordered break and no-break rules, with patterns for the text before and after.

The library sentencex knows the abbreviations of many more languages. In one that has
no file here, a sentence ends where both it and the general rules end one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import regex

from tm.finding import Span
from tm.language_data import GENERAL_FOLDER, read_table
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.pattern_store import compile_pattern, compile_regex

_RULES_FILE = "sentences.toml"
_RULE_GROUP_PREFIX = "rule_number_"
"""The beginning of the name of a rule's group; patterns may have groups of their own.
"""
_WIDE_SPACE_PATTERN = compile_pattern(r"[^\S\x00-\x7f]")


class SentenceRule(NamedTuple):
    """A rule for whether a sentence ends at an offset."""

    name: str
    is_break: bool
    """Whether a sentence ends there."""
    pattern_before: str
    """A pattern, of the `regex` module, for the text before a sentence end."""
    pattern_after: str
    """A pattern for the text after a sentence end."""


@dataclass(frozen=True, slots=True, eq=False)
class SentenceRules:
    """The compiled rules of a language, of which the first that matches decides."""

    rules: tuple[SentenceRule, ...]
    words_by_list_name: Mapping[str, tuple[str, ...]]
    """The lists of words that `{name}` in a pattern stands for."""
    candidate_end_pattern: regex.Pattern[str]
    """The pattern of possible sentence ends."""
    rules_pattern: regex.Pattern[str]
    """All rules as alternatives, each with a named group that tells its number."""

    @classmethod
    def of(
        cls,
        rules: Sequence[SentenceRule],
        *,
        candidate_end_pattern: str,
        words_by_list_name: Mapping[str, tuple[str, ...]] | None = None,
    ) -> "SentenceRules":
        """Compile rules; `candidate_end_pattern` is a pattern of possible ends.

        Raises `regex.error` for an invalid pattern.
        """
        words_by_list_name = words_by_list_name or {}
        rules_pattern_text = "|".join(
            f"{_make_rule_pattern(rule)}(?P<{_RULE_GROUP_PREFIX}{rule_index}>)"
            for rule_index, rule in enumerate(rules)
        )
        for list_name, words in words_by_list_name.items():
            # In `regex` an empty list matches the empty text; here it matches nothing.
            list_pattern = rf"\L<{list_name}>" if words else "(?!)"
            rules_pattern_text = rules_pattern_text.replace(
                f"{{{list_name}}}", list_pattern
            )
        # `Any`, as the stub of the library has no place for named lists.
        used_words_by_list_name: dict[str, Any] = {
            list_name: words
            for list_name, words in words_by_list_name.items()
            if rf"\L<{list_name}>" in rules_pattern_text
        }
        return cls(
            rules=tuple(rules),
            words_by_list_name=words_by_list_name,
            candidate_end_pattern=compile_regex(candidate_end_pattern, regex.V1),
            rules_pattern=compile_regex(
                rules_pattern_text,
                regex.MULTILINE | regex.V1,  # in which a flag holds for its rule only
                used_words_by_list_name,
            ),
        )

    @classmethod
    def of_break_rules(cls, rules: Sequence[SentenceRule]) -> "SentenceRules":
        """Compile rules like those of SRX: any break rule may end a sentence."""
        break_pattern = "|".join(
            _make_rule_pattern(rule) for rule in rules if rule.is_break
        )
        return cls.of(rules, candidate_end_pattern=break_pattern or "(?!)")

    def ends_sentence(self, text: str, offset: int) -> bool:
        """Whether a sentence ends at an offset."""
        rule_match = self.rules_pattern.match(text, offset)
        if rule_match is None or rule_match.lastgroup is None:
            return False
        rule_index = int(rule_match.lastgroup.removeprefix(_RULE_GROUP_PREFIX))
        return self.rules[rule_index].is_break


_LINE_PATTERN = compile_pattern("[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


def split_into_sentences(
    text: str, locale: Locale, rules: SentenceRules | None = None
) -> list[Span]:
    """Split a text into the spans of its sentences, without white space between.

    A line is never joined to the next one. All that is not white space is in a span.
    The rules are those of the locale, unless others are given.

    >>> text = "Letjen. Pham The Tung tiba. Ia disambut Menlu."
    >>> [span.of(text) for span in split_into_sentences(text, Locale.parse("id"))]
    ['Letjen. Pham The Tung tiba.', 'Ia disambut Menlu.']
    """
    has_own_rules = bool(read_table(locale.language, _RULES_FILE))
    # sentencex sees no end before a digit where no space follows: 举行。2025年.
    uses_sentencex = rules is None and locale.uses_spaces and not has_own_rules
    rules = rules or load_sentence_rules(locale)
    sentence_spans = []
    for line_match in _LINE_PATTERN.finditer(text):
        line_spans = _split_line_into_sentences(text, *line_match.span(), rules)
        if uses_sentencex and len(line_spans) > 1:
            line_spans = _join_disputed_sentences(text, line_spans, locale.language)
        sentence_spans += line_spans
    return sentence_spans


def load_sentence_rules(locale: Locale) -> SentenceRules:
    """Load the rules of a locale's language, followed by the general rules."""
    return _load_rules(locale.language)


def _split_line_into_sentences(
    text: str, start: int, end: int, rules: SentenceRules
) -> list[Span]:
    end_offsets = [
        offset
        for end_match in rules.candidate_end_pattern.finditer(text, start, end)
        if rules.ends_sentence(text, offset := end_match.end())
    ]
    spans = []
    for offset in (*end_offsets, end):
        text_to_end = text[start:offset].rstrip()
        sentence = text_to_end.lstrip()
        if sentence:
            sentence_end = start + len(text_to_end)
            spans.append(Span(sentence_end - len(sentence), sentence_end))
        start = offset
    return spans


def _join_disputed_sentences(
    text: str, spans: Sequence[Span], language: str
) -> list[Span]:
    """Join the spans of a line where sentencex does not end a sentence."""
    # Some megabytes of compiled code, needed only for languages without own rules.
    import sentencex

    start, end = spans[0].start, spans[-1].end
    end_offsets, offset = set(), start
    # It panics at some spaces of several bytes: `A\xa0.`
    line = _WIDE_SPACE_PATTERN.sub(" ", text[start:end])
    for sentence in sentencex.segment(language, line):
        offset += len(sentence)
        end_offsets.add(offset - len(sentence) + len(sentence.rstrip()))
    if offset != end:
        return list(spans)
    agreed_spans = [spans[0]]
    for previous_span, span in pairwise(spans):
        if previous_span.end in end_offsets:
            agreed_spans.append(span)
        else:
            agreed_spans[-1] = Span(agreed_spans[-1].start, span.end)
    return agreed_spans


@lazy_constant
def _load_rules(language: str) -> SentenceRules:
    general_table = read_table(GENERAL_FOLDER, _RULES_FILE)
    language_table = read_table(language, _RULES_FILE)
    words_by_list_name = {
        list_name: tuple([*language_table.get("lists", {}).get(list_name, ()), *words])
        for list_name, words in general_table["lists"].items()
    }
    rules = tuple(
        SentenceRule(rule["name"], rule["break"], rule["before"], rule["after"])
        for rule in [*language_table.get("rules", ()), *general_table["rules"]]
    )
    return SentenceRules.of(
        rules,
        candidate_end_pattern=general_table["candidate"],
        words_by_list_name=words_by_list_name,
    )


def _make_rule_pattern(rule: SentenceRule) -> str:
    return f"(?<={rule.pattern_before})(?={rule.pattern_after})"
