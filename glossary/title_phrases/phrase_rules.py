"""The rules by which words are joined to title phrases, of `data/rules.tsv`."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import product
from typing import NamedTuple

from glossary.title_phrases.data_table import PhraseTable
from tm.result_cache import lazy_constant
from tm.text.pattern_store import compile_pattern

_ELEMENT_PATTERN = compile_pattern(r">?\{[^}]*\}|\[[^\]]*\]|[^\s{}\[\]]+")
_CONDITION_PATTERN = compile_pattern(r"\{([\w-]+):([^}/]*)\}")
_ELEMENT_NAME_PATTERN = compile_pattern(r"\{([\w-]+)")
_CONDITION_SIGN_PATTERN = compile_pattern(r"[+!]")
_EXCLUDED_CATEGORY_PATTERN = compile_pattern(r"!([\w-]+)")
_OPTIONAL_PART_PATTERN = compile_pattern(r"\[[^]]*\]")
_HEAD_CHOICE_PATTERN = compile_pattern(r"\{([\w-]+)/([^/}]*)/[^}]*\}")
"""Matches `{alias/Cục/Phòng}`: a text must begin with the first head to get the other.
"""


class PhraseElement(NamedTuple):
    """An element of a pattern: a phrase of given categories, or plain words."""

    alias: str
    """The name by which the texts of the rule refer to it; empty for plain words."""
    categories: frozenset[str]
    """Categories that a phrase must all have."""
    excluded_categories: frozenset[str]
    literals: tuple[str, ...] = ()
    """The alternatives of plain words, in small letters."""
    is_lookahead: bool = False
    """Whether the phrase must follow, but is no part of the title."""


class PhraseRule(NamedTuple):
    """A rule in one language: elements, and the texts they make in all languages."""

    rank: int
    """The number of the rule; of two phrases with one span the lower one wins."""
    name: str
    categories: frozenset[str]
    elements: tuple[PhraseElement, ...]
    templates_by_language: Mapping[str, str]
    required_head_by_alias: Mapping[str, tuple[str, str]]
    """By alias, a language and what the text of the element must begin with in it."""


class PhraseRules:
    """The rules for texts in one language, by a category of their first element.

    A row is parsed when a text has a word of that category.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._rules_by_first_category: dict[str, tuple[PhraseRule, ...]] = {}
        self._ranks_by_first_category: dict[str, list[int]] = {}
        for rank, cell in _read_table().list_cells_in(language):
            for category in _find_first_categories(rank, cell):
                self._ranks_by_first_category.setdefault(category, []).append(rank)

    @property
    def first_categories(self) -> Set[str]:
        """The categories by which the rules are found; none if there are no rules."""
        return self._ranks_by_first_category.keys()

    def list_rules_from(self, category: str) -> tuple[PhraseRule, ...]:
        """List the rules that are found by a category, each parsed when first used."""
        rules = self._rules_by_first_category.get(category)
        if rules is None:
            rules = self._rules_by_first_category[category] = tuple(
                rule
                for rank in self._ranks_by_first_category.get(category, ())
                for rule in _make_rules(_read_row(rank), self.language)
                if min(rule.elements[0].categories) == category
            )
        return rules


class _RuleRow(NamedTuple):
    """A row of the table of rules."""

    rank: int
    """Index of the row; the rule of an earlier row wins."""
    categories: frozenset[str]
    cells: Mapping[str, str]

    def list_conditions_for(self, pattern: str) -> Sequence[Mapping[str, str]]:
        """List the conditions of a pattern's elements by name, for each alternative.

        They stand in one cell only, whose alternatives may have different ones.
        """
        own_condition_by_alias = dict(_CONDITION_PATTERN.findall(pattern))
        element_names = set(_ELEMENT_NAME_PATTERN.findall(pattern))
        row_text = "\t".join(self.cells.values())
        if not any(
            f"{{{element_name}:" in row_text
            for element_name in element_names - own_condition_by_alias.keys()
        ):
            return (own_condition_by_alias,)
        condition_maps = [
            dict(_CONDITION_PATTERN.findall(alternative))
            for cell in self.cells.values()
            for alternative in cell.split(" | ")
        ]
        condition_by_alias = {
            alias: conditions[alias]
            for conditions in condition_maps
            for alias in conditions
        }
        merged_condition_maps = [
            {**condition_by_alias, **conditions, **own_condition_by_alias}
            for conditions in condition_maps
            if conditions
        ]
        distinct_condition_maps: list[Mapping[str, str]] = []
        for conditions in merged_condition_maps or [condition_by_alias]:
            used_condition_by_alias = {
                element_name: conditions[element_name]
                for element_name in conditions
                if element_name in element_names
            }
            if used_condition_by_alias not in distinct_condition_maps:
                distinct_condition_maps.append(used_condition_by_alias)
        return distinct_condition_maps


@lazy_constant
def read_phrase_rules(language: str) -> PhraseRules:
    """Read the rules for texts in a language."""
    return PhraseRules(language)


def has_rules(language: str) -> bool:
    """Whether there are rules for texts in a language."""
    return language in _read_table().languages


@lazy_constant
def _read_table() -> PhraseTable:
    return PhraseTable("rules.tsv")


def _read_row(rank: int) -> _RuleRow:
    table = _read_table()
    return _RuleRow(rank, table.read_categories(rank), table.read_cells(rank))


def _expand_optional_parts(pattern: str) -> Iterator[str]:
    """Yield a pattern with and without each part in square brackets.

    >>> list(_expand_optional_parts("{a} [for] {b}"))
    ['{a} for {b}', '{a}  {b}']
    """
    bracket_start, bracket_end = pattern.find("["), pattern.find("]")
    if bracket_start < 0:
        yield pattern
        return
    text_before, text_after = pattern[:bracket_start], pattern[bracket_end + 1 :]
    for rest_variant in _expand_optional_parts(text_after):
        yield text_before + pattern[bracket_start + 1 : bracket_end] + rest_variant
        yield text_before + rest_variant


def _find_first_categories(rank: int, cell: str) -> set[str]:
    """Find the categories by which the rules of a row for a language are found."""
    return {
        min(categories)
        for alternative in cell.split(" | ")
        for token in _list_first_tokens(alternative)
        if token.endswith("}")  # plain words have no categories
        for condition in _list_conditions_of(rank, token)
        if (categories := _split_condition(condition)[0])
    }


def _list_conditions_of(rank: int, token: str) -> Iterator[str]:
    """List the conditions of an element, its own one or those that other cells have."""
    element_name, _, own_condition = _strip_braces(token).partition(":")
    if own_condition:
        yield own_condition
    elif f"{{{element_name}:" not in _read_table().read_line(rank):
        yield element_name
    else:
        for condition_by_name in _read_row(rank).list_conditions_for(token):
            yield condition_by_name.get(element_name) or element_name


def _list_first_tokens(pattern: str) -> Iterator[str]:
    """List the tokens with which a pattern may begin.

    >>> [*_list_first_tokens("[{rank} ][the ]{office} {body}")]
    ['{rank}', 'the', '{office}']
    """
    while pattern.startswith("["):
        optional_part, _, pattern = pattern[1:].partition("]")
        yield from _ELEMENT_PATTERN.findall(optional_part)[:1]
        pattern = pattern.lstrip()
    if token_match := _ELEMENT_PATTERN.match(pattern):
        yield token_match[0]


def _make_rules(row: _RuleRow, language: str) -> Iterator[PhraseRule]:
    """Make the rules of a row for a language, one for each pattern."""
    template_by_language = {
        template_language: _OPTIONAL_PART_PATTERN.sub("", cell.split(" | ")[0])
        for template_language, cell in row.cells.items()
    }
    simple_template_by_language = {
        template_language: _simplify_template(template)
        for template_language, template in template_by_language.items()
    }
    required_head_by_alias = {
        alias: (head_language, head)
        for head_language, template in template_by_language.items()
        for alias, head in _HEAD_CHOICE_PATTERN.findall(template)
    }
    for pattern in row.cells.get(language, "").split(" | "):
        for variant, conditions in product(
            _expand_optional_parts(pattern), row.list_conditions_for(pattern)
        ):
            elements = tuple(_parse_elements(variant, conditions))
            if elements and elements[0].categories:
                yield PhraseRule(
                    row.rank,
                    f"rule:{row.rank}",
                    row.categories,
                    elements,
                    simple_template_by_language,
                    required_head_by_alias,
                )


def _simplify_template(template: str) -> str:
    """Strip categories, alternatives and lookaheads from a pattern that makes a text.

    >>> _simplify_template("{a:office+high} for|to {b} >{name}")
    '{a} for {b}'
    """
    template = re.sub(r"\s*>(?:\{[^}]*\}|\S+)", "", template)
    template = re.sub(r"\{([\w-]+)[:+!][^}/]*\}", r"{\1}", template)
    return " ".join(
        word.split("|")[0] if "{" not in word and word != "|" else word
        for word in template.split()
    )


def _parse_elements(
    pattern: str, condition_by_name: Mapping[str, str]
) -> Iterator[PhraseElement]:
    for token in _ELEMENT_PATTERN.findall(pattern):
        yield _parse_element(
            token, condition_by_name.get(_find_element_name(token), "")
        )


def _find_element_name(token: str) -> str:
    """Find the name of an element, for which another cell may have the condition."""
    return _strip_braces(token).partition(":")[0]


def _strip_braces(token: str) -> str:
    """Strip an element of what says neither its name nor its categories.

    >>> _strip_braces(">{body:cuc-body/Cục/Phòng}")
    'body:cuc-body'
    """
    return token.lstrip(">").strip("{}").partition("/")[0]


def _split_condition(condition: str) -> tuple[frozenset[str], frozenset[str]]:
    """Split a condition into the categories that it demands and those it excludes.

    >>> _split_condition("local-police!low")
    (frozenset({'local-police'}), frozenset({'low'}))
    """
    excluded_categories = frozenset(_EXCLUDED_CATEGORY_PATTERN.findall(condition))
    all_categories = frozenset(_CONDITION_SIGN_PATTERN.split(condition))
    return all_categories - excluded_categories, excluded_categories


def _parse_element(token: str, condition: str) -> PhraseElement:
    """Parse an element; `condition` counts if the element has none of its own."""
    if not token.endswith("}"):
        literals = tuple(token.removeprefix(">").lower().split("|"))
        return PhraseElement(
            *("", frozenset(), frozenset(), literals),
            is_lookahead=token.startswith(">"),
        )
    element_name, _, own_condition = _strip_braces(token).partition(":")
    categories, excluded_categories = _split_condition(
        own_condition or condition or element_name
    )
    return PhraseElement(
        alias=_CONDITION_SIGN_PATTERN.split(element_name)[0],
        categories=categories,
        excluded_categories=excluded_categories,
        is_lookahead=token.startswith(">"),
    )
