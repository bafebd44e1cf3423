"""Find the house style rules that may match in a text."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, filterfalse
from typing import TYPE_CHECKING

import ahocorasick

from checks.engine.rule import Rule
from checks.typography.house_style_file import read_own_rules
from tm.result_cache import lazy_constant
from tm.text.phrases.chunk_patterns import ChunkPatternFinder, ChunkPatterns
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import Prefilter, shared_prefilter

if TYPE_CHECKING:
    from tm.text.phrases.batch_tokens import BatchTokens


class RuleFinder:
    """Rules with an automaton that finds the rules that may match in a text."""

    def __init__(self, rules: Sequence[Rule], phrase_prefilter: Prefilter) -> None:
        """Prepare the automaton and the prefilter; see `Rule.contains`."""
        self._rules = rules
        rule_indexes_by_fragment: dict[str, list[int]] = {}
        spelling_indexes_by_fragment: dict[str, list[int]] = {}
        self._rule_indexes_by_name: dict[str, list[int]] = {}
        for rule_index, rule in enumerate(rules):
            self._rule_indexes_by_name.setdefault(rule.name, []).append(rule_index)
            # All forms of a misspelling begin with the first one.
            for fragment in rule.contains[: 1 if rule.correct_spelling else None]:
                rule_indexes_by_fragment.setdefault(fragment, []).append(rule_index)
                if rule.correct_spelling:
                    spelling_indexes_by_fragment.setdefault(fragment, []).append(
                        rule_index
                    )
        self._fragment_automaton = _make_automaton(rule_indexes_by_fragment)
        self._spelling_automaton = _make_automaton(spelling_indexes_by_fragment)
        misspellings = {
            fragment
            for rule in rules
            if rule.correct_spelling
            for fragment in rule.contains
        }
        hyphenated_misspellings = {word for word in misspellings if "-" in word}
        self.words = PhraseList(
            phrase_prefilter, "style", misspellings - hyphenated_misspellings
        )
        """The misspellings without a hyphen."""
        self.hyphenated_words = PhraseList(
            phrase_prefilter, "hyphenated style", hyphenated_misspellings
        )
        """The misspellings with one, written with a hyphen or without."""
        word_list_by_rule_index = {
            rule_index: _list_words(rule, f"style {rule_index}", phrase_prefilter)
            for rule_index, rule in enumerate(rules)
            if not rule.correct_spelling
            and (rule.requires_contained_text or not rule.chunk_pattern)
        }
        self._required_word_list_by_rule_index = {
            rule_index: misspellings
            for rule_index, misspellings in word_list_by_rule_index.items()
            if rules[rule_index].requires_contained_text
        }
        """By the index of a rule, the words of which a text with a match has one."""
        self._word_rule_phrases = PhraseGroups(
            phrase_prefilter,
            {
                rule_index: misspellings
                for rule_index, misspellings in word_list_by_rule_index.items()
                if not rules[rule_index].chunk_pattern
            },
        )
        """By the index of a rule about words, its words."""
        self._hyphenated_automaton = _make_automaton(
            {
                fragment: rule_indexes
                for fragment, rule_indexes in rule_indexes_by_fragment.items()
                if _begins_word(fragment) and "-" in fragment
            }
        )

    @cached_property
    def _sign_rule_finder(self) -> ChunkPatternFinder[int]:
        """Finds the indexes of rules by two adjacent chunks of a text.

        Made for many texts only, since it has many patterns.
        """
        return ChunkPatternFinder(
            [
                (rule_index, chunk_patterns)
                for rule_index, rule in enumerate(self._rules)
                if (chunk_patterns := _list_patterns(rule)).pairs
            ]
        )

    def _may_have_misspelling(self, text: str) -> bool:
        return self.words.may_be_in(text) or self.hyphenated_words.may_be_in(text)

    def has_hyphenated_word(self, text: str) -> bool:
        """Whether a text has one of the fragments with a hyphen."""
        return "-" in text and any(
            True for _ in self._hyphenated_automaton.iter(text.lower())
        )

    def list_word_rules(self, text: str) -> list[Rule]:
        """List the rules about words, and about no spelling, that a text may match."""
        return [
            self._rules[rule_index]
            for rule_index in self._word_rule_phrases.find_possible_groups(text)
        ]

    def find_matching_rules(
        self, batch_tokens: "BatchTokens", texts: Sequence[str]
    ) -> dict[int, set[str]]:
        """Find the rules that match, except spellings: their names, by text index."""
        rule_names_by_text_index: dict[int, set[str]] = {}
        for text_index, rules in chain(
            enumerate(map(self.list_word_rules, texts)),
            self.list_rules_with_signs(batch_tokens, texts),
        ):
            text = texts[text_index]
            for rule in rules:
                if rule.pattern.search(text):
                    rule_names_by_text_index.setdefault(text_index, set()).add(
                        rule.name
                    )
        return rule_names_by_text_index

    def list_rules_with_signs(
        self, batch_tokens: "BatchTokens", texts: Sequence[str]
    ) -> Iterator[tuple[int, list[Rule]]]:
        """List, by the index of a text, the rules that it may match by its signs."""
        for text_index, rule_indexes in self._sign_rule_finder.find_items(batch_tokens):
            likely_rules = [
                self._rules[rule_index]
                for rule_index in rule_indexes
                if rule_index not in self._required_word_list_by_rule_index
                or self._required_word_list_by_rule_index[rule_index].may_be_in(
                    texts[text_index]
                )
            ]
            if likely_rules:
                yield text_index, likely_rules

    def find_likely_rules(
        self, text: str, matching_rule_names: Collection[str] | None = None
    ) -> list[Rule]:
        """Find the rules, in order, with a fragment in a text.

        `matching_rule_names`: of the rules that match by `find_matching_rules`, if they
        are known; of the rules that are about no spelling, only these are likely.
        """
        if matching_rule_names is None:
            rule_indexes, automaton = set[int](), self._fragment_automaton
        else:
            rule_indexes, automaton = (
                {
                    rule_index
                    for rule_name in matching_rule_names
                    for rule_index in self._rule_indexes_by_name[rule_name]
                },
                self._spelling_automaton,
            )
        if matching_rule_names is None or self._may_have_misspelling(text):
            for _, fragment_rule_indexes in automaton.iter(text.lower()):
                rule_indexes.update(fragment_rule_indexes)
        return [self._rules[rule_index] for rule_index in sorted(rule_indexes)]


class RuleMatches:
    """What `RuleFinder.find_matching_rules` found in the texts of a batch.

    Kept until the next batch, so that the check tries no pattern in vain that the
    prefilter has tried. Speed trick: unit checks take 10 % longer without
    (benchmarks/check_speed.py speed).
    """

    def __init__(self, language: str) -> None:
        self.rule_names_by_text: Mapping[str, Collection[str]] = {}
        """The names of the rules that match, by text of the batch."""


@lazy_constant
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


def _is_phrase(fragment: str) -> bool:
    """Whether a fragment is of words, with marks in the last one at most.

    >>> [*map(_is_phrase, [" di pada ", "istrinya,", "ini, di", "? yang", "ke 1"])]
    [True, True, False, False, False]
    """
    *first_parts, last_part = fragment.split()
    return all(map(str.isalpha, first_parts)) and last_part[0].isalpha()


def _list_words(rule: Rule, list_name: str, phrase_prefilter: Prefilter) -> PhraseList:
    """List the fragments of a rule that are words."""
    words = map(_write_phrase, filter(_is_phrase, rule.contains))
    return PhraseList(phrase_prefilter, list_name, words)


def _list_patterns(rule: Rule) -> ChunkPatterns:
    """List the patterns of two neighbouring chunks of which each match has a pair.

    Empty for a rule that words tell.
    """
    if rule.correct_spelling:
        return ChunkPatterns([])
    if rule.chunk_pattern:
        return ChunkPatterns(
            [(rule.chunk_pattern, rule.next_chunk_pattern)], rule.ignores_case
        )
    fragments = filterfalse(_is_phrase, rule.contains)
    return ChunkPatterns([*map(_write_patterns, fragments)])


def _write_patterns(fragment: str) -> tuple[str, str]:
    """Write the patterns of two chunks of a fragment; capitals never matter.

    >>> _write_patterns(", di 5")
    (',$', '^di$')
    >>> _write_patterns("” ")
    ('”$', '')
    """
    parts = [re.escape(part) for part in fragment.split()] or [""]
    if len(parts) > 1 or fragment[0].isspace():
        parts = [
            f"{'^' * (part_index > 0)}{part}{'$' * (part_index < len(parts) - 1)}"
            for part_index, part in enumerate(parts)
        ]
        if fragment[0].isspace():
            parts[0] = f"^{parts[0]}"
    if fragment[-1].isspace():
        parts[-1] += "$"
    # Punctuation and digits are rarer than words.
    first_part_index = max(
        range(max(1, len(parts) - 1)),
        key=lambda part_index: sum(
            map(_has_other_than_letters, parts[part_index : part_index + 2])
        ),
    )
    neighbouring_parts = parts[first_part_index : first_part_index + 2]
    return neighbouring_parts[0], neighbouring_parts[1] if len(
        neighbouring_parts
    ) > 1 else ""


def _has_other_than_letters(part: str) -> bool:
    return not part.strip("^$").isalpha()
