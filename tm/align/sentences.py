"""Sentence segmentation: spans of the raw text, by rules that are data.

The rules of a language are `tm/data/LANGUAGE/sentences.toml`, followed by those of
`tm/data/root/sentences.toml`, which serve any language. They follow the model of
SRX 2.0: ordered rules that break or do not, with a pattern for what stands before and
after.

The library sentencex knows the abbreviations of many more languages. In one that has
no file here, a sentence ends where both it and the general rules end one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import regex

from tm.finding import Span
from tm.language_data import GENERAL, language_file, read_table
from tm.text.locale import Locale

_FILE = "sentences.toml"
_WIDE_SPACE = re.compile(r"[^\S\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class SentenceRule:
    """A rule for whether a sentence ends at a place."""

    name: str
    is_break: bool
    before: str
    """A pattern of the `regex` module that ends where the sentence may."""
    after: str
    """A pattern that starts there."""


@dataclass(frozen=True, slots=True, eq=False)
class SentenceRules:
    """The rules of a language, compiled: the first that matches a place decides."""

    rules: tuple[SentenceRule, ...]
    lists: Mapping[str, tuple[str, ...]]
    """The lists of words that `{name}` in a pattern stands for."""
    candidate: regex.Pattern[str]
    """The pattern of what may end a sentence."""
    ordered: regex.Pattern[str]
    """All rules as alternatives; the number of the group is that of the rule."""

    @classmethod
    def of(
        cls,
        rules: Sequence[SentenceRule],
        *,
        candidate: str,
        lists: Mapping[str, tuple[str, ...]] | None = None,
    ) -> "SentenceRules":
        """Compile rules; `candidate` is a pattern of what may end a sentence.

        Raises `regex.error` for a pattern that is none.
        """
        lists = lists or {}
        patterns = "|".join(f"{_rule_pattern(rule)}()" for rule in rules)
        for name, words in lists.items():
            # An empty list of `regex` fits the empty text; one of ours fits nothing.
            listed = rf"\L<{name}>" if words else "(?!)"
            patterns = patterns.replace(f"{{{name}}}", listed)
        # `Any`, as the stub of the library has no place for named lists.
        used: dict[str, Any] = {
            name: words for name, words in lists.items() if rf"\L<{name}>" in patterns
        }
        return cls(
            rules=tuple(rules),
            lists=lists,
            candidate=regex.compile(candidate),
            ordered=regex.compile(patterns, regex.MULTILINE, **used),
        )

    @classmethod
    def all_breaks(cls, rules: Sequence[SentenceRule]) -> "SentenceRules":
        """Compile rules of which any break rule may end a sentence, as in SRX."""
        breaking = "|".join(_rule_pattern(rule) for rule in rules if rule.is_break)
        return cls.of(rules, candidate=breaking or "(?!)")

    def ends_at(self, text: str, place: int) -> bool:
        """Whether a sentence ends at a place."""
        match = self.ordered.match(text, place)
        return (
            match is not None
            and match.lastindex is not None
            and self.rules[match.lastindex - 1].is_break
        )


_LINE = re.compile("[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


def sentences(
    text: str, locale: Locale, rules: SentenceRules | None = None
) -> list[Span]:
    """Split a text into the spans of its sentences, without white space between.

    A line is never joined to the next one. All that is not white space is in a span.
    The rules are those of the locale, unless others are given.

    >>> text = "Letjen. Pham The Tung tiba. Ia disambut Menlu."
    >>> [span.of(text) for span in sentences(text, Locale.parse("id"))]
    ['Letjen. Pham The Tung tiba.', 'Ia disambut Menlu.']
    """
    has_own_rules = language_file(locale.language, _FILE).is_file()
    # sentencex sees no end before a digit where no space follows: 举行。2025年.
    uses_sentencex = rules is None and locale.uses_spaces and not has_own_rules
    rules = rules or sentence_rules(locale)
    found = []
    for line in _LINE.finditer(text):
        line_spans = _split_line(text, *line.span(), rules)
        if uses_sentencex and len(line_spans) > 1:
            line_spans = _join_disagreed(text, line_spans, locale.language)
        found += line_spans
    return found


def sentence_rules(locale: Locale) -> SentenceRules:
    """The rules of a locale's language, followed by the general rules."""
    return _load_rules(locale.language)


def _split_line(text: str, start: int, end: int, rules: SentenceRules) -> list[Span]:
    ends = [
        place
        for match in rules.candidate.finditer(text, start, end)
        if rules.ends_at(text, place := match.end())
    ]
    spans = []
    for place in (*ends, end):
        text_to_end = text[start:place].rstrip()
        sentence = text_to_end.lstrip()
        if sentence:
            sentence_end = start + len(text_to_end)
            spans.append(Span(sentence_end - len(sentence), sentence_end))
        start = place
    return spans


def _join_disagreed(text: str, spans: Sequence[Span], language: str) -> list[Span]:
    """Join the spans of a line between which sentencex ends no sentence."""
    # Compiled code of some megabytes, which the languages of our own do not need.
    import sentencex

    start, end = spans[0].start, spans[-1].end
    ends, place = set(), start
    # It ends in a panic at some spaces of several bytes: `A\xa0.`
    line = _WIDE_SPACE.sub(" ", text[start:end])
    for sentence in sentencex.segment(language, line):
        place += len(sentence)
        ends.add(place - len(sentence) + len(sentence.rstrip()))
    if place != end:
        return list(spans)
    agreed_spans = [spans[0]]
    for previous, span in pairwise(spans):
        if previous.end in ends:
            agreed_spans.append(span)
        else:
            agreed_spans[-1] = Span(agreed_spans[-1].start, span.end)
    return agreed_spans


@lru_cache(maxsize=64)
def _load_rules(language: str) -> SentenceRules:
    general_table = read_table(GENERAL, _FILE)
    own_table = read_table(language, _FILE)
    lists = {
        name: tuple([*own_table.get("lists", {}).get(name, ()), *words])
        for name, words in general_table["lists"].items()
    }
    rules = tuple(
        SentenceRule(rule["name"], rule["break"], rule["before"], rule["after"])
        for rule in [*own_table.get("rules", ()), *general_table["rules"]]
    )
    return SentenceRules.of(rules, candidate=general_table["candidate"], lists=lists)


def _rule_pattern(rule: SentenceRule) -> str:
    return f"(?<={rule.before})(?={rule.after})"
