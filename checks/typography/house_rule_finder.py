"""Find the house style rules that may match in a text."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import filterfalse

import ahocorasick

from checks.engine.rule import Rule
from checks.typography.house_style_file import read_own_rules
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import Prefilter, shared_prefilter

_RuleWithFragments = tuple[Rule, Sequence[str]]


class RuleFinder:
    """Rules with an automaton that finds the rules that may match in a text."""

    def __init__(self, rules: Sequence[Rule], phrase_prefilter: Prefilter) -> None:
        """Prepare the automaton and the prefilter; see `Rule.contains`."""
        self._rules = rules
        rule_indexes_by_fragment: dict[str, list[int]] = {}
        for rule_index, rule in enumerate(rules):
            for fragment in rule.contains:
                rule_indexes_by_fragment.setdefault(fragment, []).append(rule_index)
        self._fragment_automaton = _make_automaton(rule_indexes_by_fragment)
        words = {
            _write_phrase(fragment, is_whole_word=bool(rule.correct_spelling))
            for rule in rules
            for fragment in filter(_begins_word, rule.contains)
        }
        hyphenated_words = {word for word in words if "-" in word}
        self.words = PhraseList(phrase_prefilter, "style", words - hyphenated_words)
        """The fragments that begin words and have no hyphen."""
        self.hyphenated_words = PhraseList(
            phrase_prefilter, "hyphenated style", hyphenated_words
        )
        """The fragments that begin words and have one, with a hyphen or without."""
        self._hyphenated_automaton = _make_automaton(
            {
                fragment: rule_indexes
                for fragment, rule_indexes in rule_indexes_by_fragment.items()
                if _begins_word(fragment) and "-" in fragment
            }
        )
        # Signs are so common that the patterns of their rules are tried.
        self._figure_rules: list[_RuleWithFragments] = []
        """Rules with their fragments that begin with a digit."""
        self._sign_rules: list[_RuleWithFragments] = []
        """Rules with their other fragments that begin no word."""
        for rule in rules:
            signs = [*filterfalse(_begins_word, rule.contains)]
            figures = [sign for sign in signs if sign[0].isdigit()]
            other_signs = [sign for sign in signs if sign not in figures]
            self._figure_rules += [(rule, figures)] if figures else []
            self._sign_rules += [(rule, other_signs)] if other_signs else []

    def has_hyphenated_word(self, text: str) -> bool:
        """Whether a text has one of the fragments with a hyphen."""
        return "-" in text and any(
            True for _ in self._hyphenated_automaton.iter(text.lower())
        )

    def matches_figure_rule(self, text: str) -> bool:
        """Whether a rule matches whose fragments begin with a digit."""
        return _matches_any(text, self._figure_rules)

    def matches_sign_rule(self, text: str) -> bool:
        """Whether a rule matches whose fragments begin with another sign."""
        return _matches_any(text, self._sign_rules)

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


def _write_phrase(fragment: str, *, is_whole_word: bool) -> str:
    """Write a fragment as a phrase of a list, whose last word may be longer.

    It is a whole word if a space or a hyphen ends it, or if the rule is about one
    spelling.
    """
    return fragment if is_whole_word or fragment[-1] in " -" else f"{fragment}*"


def _matches_any(text: str, rules: Iterable[_RuleWithFragments]) -> bool:
    """Whether one of some rules matches in a text, tried where a fragment stands."""
    for rule, fragments in rules:
        for fragment in fragments:
            if fragment in text:
                if rule.pattern.search(text):
                    return True
                break
    return False
