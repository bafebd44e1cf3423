"""Find the house style rules that may match in a text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import filterfalse
from typing import TYPE_CHECKING

import ahocorasick

from checks.engine.rule import Rule
from checks.typography.house_style_file import read_own_rules
from tm.text.phrases.phrase_list import PhraseList, PhraseLists
from tm.text.phrases.prefilter import Prefilter, shared_prefilter, split_bits
from tm.text.words import lower_text as lower

if TYPE_CHECKING:
    from tm.text.phrases.token_rows import TokenRow

_CACHED_SET_COUNT = 4096
"""Sets of rules that are cached by their bits."""
_BIT_COUNT = 63
"""Bits that a table of chunks holds; further rules share them."""


class RuleFinder:
    """Rules with an automaton that finds the rules that may match in a text."""

    def __init__(self, rules: Sequence[Rule], phrase_prefilter: Prefilter) -> None:
        """Prepare the automaton and the prefilter; see `Rule.contains`."""
        self._rules, self._phrase_prefilter = rules, phrase_prefilter
        rule_indexes_by_fragment: dict[str, list[int]] = {}
        for rule_index, rule in enumerate(rules):
            for fragment in rule.contains:
                rule_indexes_by_fragment.setdefault(fragment, []).append(rule_index)
        self._fragment_automaton = _make_automaton(rule_indexes_by_fragment)
        words = {
            fragment
            for rule in rules
            if rule.correct_spelling
            for fragment in rule.contains
        }
        hyphenated_words = {word for word in words if "-" in word}
        self.words = PhraseList(phrase_prefilter, "style", words - hyphenated_words)
        """The misspellings without a hyphen."""
        self.hyphenated_words = PhraseList(
            phrase_prefilter, "hyphenated style", hyphenated_words
        )
        """The misspellings with one, written with a hyphen or without."""
        words_with_rules = [
            (_list_words(rule, f"style {rule_index}", phrase_prefilter), rule)
            for rule_index, rule in enumerate(rules)
            if not rule.correct_spelling
        ]
        self.words_of_rules = PhraseLists(
            phrase_prefilter, [words for words, _ in words_with_rules]
        )
        """The fragments of other rules that begin words."""
        rule_by_bit = {words.bit: rule for words, rule in words_with_rules}
        self._rule_bits = sum(rule_by_bit)
        self._list_rules = lru_cache(_CACHED_SET_COUNT)(
            lambda rule_bits: [*map(rule_by_bit.__getitem__, split_bits(rule_bits))]
        )
        """Lists the rules of some bits."""
        self._hyphenated_automaton = _make_automaton(
            {
                fragment: rule_indexes
                for fragment, rule_indexes in rule_indexes_by_fragment.items()
                if _begins_word(fragment) and "-" in fragment
            }
        )
        rules_with_signs = [
            (rule, signs)
            for rule in rules
            if (signs := [*filterfalse(_begins_word, rule.contains)])
        ]
        """Rules with their fragments that begin no word."""
        self._mark_rules = [*filter(_has_common_mark, rules_with_signs)]
        """Rules about marks that nearly every text has."""
        self._sign_rules = [*filterfalse(_has_common_mark, rules_with_signs)]
        """The others."""
        self._chunk_patterns = [
            re.compile(_write_chunk_pattern(rule, signs))
            for rule, signs in self._sign_rules
        ]
        """By rule with signs, the pattern of the chunks between spaces of which each
        match has one."""
        self._any_chunk_pattern = re.compile(
            "|".join({pattern.pattern for pattern in self._chunk_patterns}) or "(?!)"
        )

    def has_hyphenated_word(self, text: str) -> bool:
        """Whether a text has one of the fragments with a hyphen."""
        return "-" in text and any(
            True for _ in self._hyphenated_automaton.iter(text.lower())
        )

    def matches_rule_of_words(self, text: str) -> bool:
        """Whether a rule matches that is about words, and about no spelling."""
        rules = self._list_rules(
            self._phrase_prefilter.read_bits(text) & self._rule_bits
        )
        return any([rule.pattern.search(text) for rule in rules])

    def find_texts_with_signs(
        self, token_row: "TokenRow", texts: Sequence[str]
    ) -> set[int]:
        """Find the indexes of the texts in which a rule matches that a sign finds.

        A sign is a fragment that begins no word.
        """
        return {
            text_index
            for text_index, bits in token_row.collect_chunk_bits(
                self._read_sign_bits
            ).items()
            if _matches_any(
                [
                    sign_rule
                    for rule_index, sign_rule in enumerate(self._sign_rules)
                    if bits >> rule_index % _BIT_COUNT & 1
                ],
                texts[text_index],
            )
        } | {
            text_index
            for text_index, text in enumerate(texts)
            if _matches_any(self._mark_rules, text)
        }

    def _read_sign_bits(self, chunk: str) -> int:
        """Read a bit for each of the rules with signs that a chunk may be part of."""
        if self._any_chunk_pattern.search(chunk) is None:
            return 0
        bits = 0
        for rule_index, pattern in enumerate(self._chunk_patterns):
            if pattern.search(chunk):
                bits |= 1 << rule_index % _BIT_COUNT
        return bits

    def find_likely_rules(self, lower_text: str) -> list[Rule]:
        """Find the rules, in order, with a fragment in a text in lower case."""
        rule_indexes: set[int] = set()
        for _, matching_indexes in self._fragment_automaton.iter(lower_text):
            rule_indexes.update(matching_indexes)
        return [self._rules[rule_index] for rule_index in sorted(rule_indexes)]


@lru_cache(maxsize=64)
def read_rule_finder(language: str) -> RuleFinder:
    """Read the rules of Padanan for a language, with what finds them."""
    return RuleFinder(read_own_rules(language), shared_prefilter(language))


def _make_automaton(
    rule_indexes_by_fragment: Mapping[str, list[int]],
) -> "ahocorasick.Automaton":
    automaton = ahocorasick.Automaton()
    # One that no text has, since an automaton without any cannot search.
    automaton.add_word("\0", [])
    for fragment, rule_indexes in rule_indexes_by_fragment.items():
        automaton.add_word(fragment, rule_indexes)
    automaton.make_automaton()
    return automaton


def _begins_word(fragment: str) -> bool:
    return fragment[0].isalpha()


def _write_phrase(fragment: str) -> str:
    """Write a fragment as a phrase of a list; a word at its end may be longer."""
    return f"{fragment}*" if fragment[-1].isalpha() else fragment


def _list_words(rule: Rule, list_name: str, phrase_prefilter: Prefilter) -> PhraseList:
    """List the fragments of a rule that begin words."""
    words = map(_write_phrase, filter(_begins_word, rule.contains))
    return PhraseList(phrase_prefilter, list_name, words)


def _has_common_mark(rule_with_signs: tuple[Rule, Sequence[str]]) -> bool:
    """Whether a sign is a mark that nearly every text has, with spaces perhaps."""
    return any(_is_common_mark(sign.strip()) for sign in rule_with_signs[1])


def _is_common_mark(sign: str) -> bool:
    """Whether a sign is one that nearly every text has."""
    return sign in (".", ",")


def _matches_any(
    rules_with_signs: Iterable[tuple[Rule, Sequence[str]]], text: str
) -> bool:
    """Whether a rule matches in a text, tried if the text has one of its signs."""
    lower_text = lower(text)
    for rule, signs in rules_with_signs:
        for sign in signs:
            if sign in lower_text:
                if rule.pattern.search(text) is not None:
                    return True
                break
    return False


def _write_chunk_pattern(rule: Rule, signs: Iterable[str]) -> str:
    """Write the pattern of a chunk that a text with one of some signs has.

    It is that of the rule, if it has one; capitals never matter.
    """
    if rule.chunk_pattern:
        return f"(?i:{rule.chunk_pattern})"
    patterns = []
    for sign in signs:
        parts = sign.split() or [""]
        # The longest part is the rarest, and any is rarer than a comma.
        part_index = max(
            range(len(parts)),
            key=lambda index: (not _is_common_mark(parts[index]), len(parts[index])),
        )
        begins_chunk = part_index > 0 or sign[0].isspace()
        ends_chunk = part_index < len(parts) - 1 or sign[-1].isspace()
        patterns.append(
            "^" * begins_chunk
            + f"(?i:{re.escape(parts[part_index])})"
            + "$" * ends_chunk
        )
    return "|".join(patterns)
