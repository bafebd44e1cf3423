"""The words and rules of title phrases, from the tables in `data`.

Each row has categories and a cell for each language. In `words.tsv` a cell holds forms
separated by `;`, the first one preferred. In `rules.tsv` it holds patterns of plain
words, and elements in braces.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

from tm.text.normal import fold_text, nfc

_OWN_FIELD_CATEGORIES = frozenset(
    ("field", "vu-field", "cuc-field", "police-field", "party-kind")
)
FIELD_CATEGORIES = _OWN_FIELD_CATEGORIES | {"topic", "topic-mod", "name-word"}
"""The categories of words that say what a body is for."""
_BODY_CATEGORIES = frozenset(
    (
        *(
            "body",
            "body-head",
            "department",
            "directorate-general",
            "federation",
            "government",
        ),
        *("hospital", "industry", "institute", "ministry", "mission", "police"),
        *("party-inspection", "secretariat-word", "sport", "university"),
    )
)
_NAME_CATEGORIES = frozenset(("acronym", "club", "company"))
STANDALONE_TITLE = "alone"
"""The category of words that are a title even without any other word."""
_ONLY_PREFIX = "only-"
_NO_FORM = "-"
"""Stands in a cell for a word that a language does not write."""
_ELEMENT_PATTERN = re.compile(r">?\{[^}]*\}|\[[^\]]*\]|[^\s{}\[\]]+")
_CONDITION_PATTERN = re.compile(r"\{([\w-]+):([^}/]*)\}")
_NAME_PATTERN = re.compile(r"\{([\w-]+)")
_OPTIONAL_PATTERN = re.compile(r"\[[^]]*\]")
_HEAD_PATTERN = re.compile(r"\{([\w-]+)/([^/}]*)/[^}]*\}")
"""Matches `{alias/Cục/Phòng}`: a text must begin with the first head to get the other.
"""


@dataclass(frozen=True, slots=True)
class PhraseWord:
    """A row of the table of words: an office, a rank, a field, a country."""

    categories: frozenset[str]
    cells: Mapping[str, str]
    """By language, the forms with `;` between them, the preferred one first.

    They are split when a word is found, since most words are not.
    """

    @property
    def forms_by_language(self) -> Mapping[str, tuple[str, ...]]:
        """The forms by language; an empty one if a language does not write the word."""
        return {language: self.list_forms(language) for language in self.cells}

    @property
    def id(self) -> str:
        """The id, made of the English form, or of another one."""
        forms = [forms[0] for forms in reversed([*self.forms_by_language.values()])]
        return "word:" + "-".join(fold_text(next(filter(None, forms), "")).split())

    def list_forms(self, language: str) -> tuple[str, ...]:
        """List the forms in a language, the preferred one first."""
        cell = self.cells.get(language, "")
        return tuple(cell.split(";")) if cell != _NO_FORM else ("",)


@dataclass(frozen=True, slots=True)
class PhraseElement:
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


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """A rule in one language: elements, and the texts they make in all languages."""

    rank: int
    """The number of the rule; of two phrases with one span the lower one wins."""
    name: str
    categories: frozenset[str]
    elements: tuple[PhraseElement, ...]
    templates_by_language: Mapping[str, str]
    required_heads: Mapping[str, tuple[str, str]]
    """By alias, a language and what the text of the element must begin with in it."""


class PhraseRules:
    """The rules for texts in one language, by a category of their first element."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._rules_by_first_category: dict[str, tuple[PhraseRule, ...]] = {}
        self._rows_by_first_category: dict[str, list[_RuleRow]] = {}
        for rank, (categories, cells) in enumerate(_read_rows("rules.tsv")):
            if _is_for_another_language(categories, language):
                continue
            row = _RuleRow(rank, categories, cells)
            for category in _find_first_categories(row, language):
                self._rows_by_first_category.setdefault(category, []).append(row)

    @property
    def first_categories(self) -> Set[str]:
        """The categories by which the rules are found; none if there are no rules."""
        return self._rows_by_first_category.keys()

    def list_rules_from(self, category: str) -> tuple[PhraseRule, ...]:
        """List the rules that are found by a category, each parsed when first used."""
        rules = self._rules_by_first_category.get(category)
        if rules is None:
            rules = self._rules_by_first_category[category] = tuple(
                rule
                for row in self._rows_by_first_category.get(category, ())
                for rule in _make_rules(row, self.language)
                if min(rule.elements[0].categories) == category
            )
        return rules


@dataclass(frozen=True, slots=True)
class _RuleRow:
    """A row of the table of rules."""

    rank: int
    categories: frozenset[str]
    cells: Mapping[str, str]

    def list_conditions_for(self, pattern: str) -> Sequence[Mapping[str, str]]:
        """List the conditions of a pattern's elements by name, for each of its ways.

        They stand in one cell only; its alternatives may have different ones.
        """
        own_conditions = dict(_CONDITION_PATTERN.findall(pattern))
        names = set(_NAME_PATTERN.findall(pattern))
        text = "\t".join(self.cells.values())
        if not any(f"{{{name}:" in text for name in names - own_conditions.keys()):
            return (own_conditions,)
        ways = [
            dict(_CONDITION_PATTERN.findall(alternative))
            for cell in self.cells.values()
            for alternative in cell.split(" | ")
        ]
        all_conditions = {alias: way[alias] for way in ways for alias in way}
        merged_ways = [
            {**all_conditions, **way, **own_conditions} for way in ways if way
        ]
        distinct_ways: list[Mapping[str, str]] = []
        for way in merged_ways or [all_conditions]:
            used_conditions = {name: way[name] for name in way if name in names}
            if used_conditions not in distinct_ways:
                distinct_ways.append(used_conditions)
        return distinct_ways


@cache
def read_phrase_rules(language: str) -> PhraseRules:
    """Read the rules for texts in a language."""
    return PhraseRules(language)


@cache
def read_phrase_words() -> tuple[PhraseWord, ...]:
    """Read the words of titles in all languages."""
    return tuple(
        PhraseWord(categories, cells) for categories, cells in _read_rows("words.tsv")
    )


def _is_for_another_language(categories: frozenset[str], language: str) -> bool:
    """Whether a word or rule is for texts in another language only."""
    return any(
        category.startswith(_ONLY_PREFIX) and category != _ONLY_PREFIX + language
        for category in categories
    )


def _read_rows(
    file_name: str,
) -> Iterator[tuple[frozenset[str], Mapping[str, str]]]:
    """Read a table: the categories of each row, and its cells by language."""
    table_file = files("glossary.title_phrases") / "data" / file_name
    lines = nfc(table_file.read_text(encoding="utf-8")).splitlines()
    _, *languages = lines[0].split("\t")
    categories_by_text: dict[str, frozenset[str]] = {}
    for line in lines[1:]:
        if not line or line[0] == "#":
            continue
        categories_text, *cells = line.split("\t")
        categories = categories_by_text.get(categories_text)
        if categories is None:
            categories = categories_by_text[categories_text] = frozenset(
                categories_text.split()
            )
        yield (
            categories,
            {
                language: cell
                for language, cell in zip(languages, cells, strict=False)
                if cell
            },
        )


def _expand_optional_parts(pattern: str) -> Iterator[str]:
    """Yield a pattern with and without each part in square brackets.

    >>> list(_expand_optional_parts("{a} [for] {b}"))
    ['{a} for {b}', '{a}  {b}']
    """
    opening, closing = pattern.find("["), pattern.find("]")
    if opening < 0:
        yield pattern
        return
    before, after = pattern[:opening], pattern[closing + 1 :]
    for rest in _expand_optional_parts(after):
        yield before + pattern[opening + 1 : closing] + rest
        yield before + rest


def _find_first_categories(row: _RuleRow, language: str) -> set[str]:
    """Find the categories by which the rules of a row for a language are found."""
    return {
        min(element.categories)
        for alternative in row.cells.get(language, "").split(" | ")
        for variant in _expand_optional_parts(alternative)
        for token in _ELEMENT_PATTERN.findall(variant)[:1]
        for conditions in row.list_conditions_for(token)
        for element in _parse_elements(token, conditions)
        if element.categories
    }


def _make_rules(row: _RuleRow, language: str) -> Iterator[PhraseRule]:
    """Make the rules of a row for a language, one for each pattern."""
    templates = {
        template_language: _OPTIONAL_PATTERN.sub("", cell.split(" | ")[0])
        for template_language, cell in row.cells.items()
    }
    templates_by_language = {
        template_language: _simplify_template(template)
        for template_language, template in templates.items()
    }
    required_heads = {
        alias: (head_language, head)
        for head_language, template in templates.items()
        for alias, head in _HEAD_PATTERN.findall(template)
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
                    templates_by_language,
                    required_heads,
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
    pattern: str, conditions: Mapping[str, str]
) -> Iterator[PhraseElement]:
    for token in _ELEMENT_PATTERN.findall(pattern):
        if not token.endswith("}"):
            literals = tuple(token.removeprefix(">").lower().split("|"))
            yield PhraseElement(
                *("", frozenset(), frozenset(), literals),
                is_lookahead=token.startswith(">"),
            )
            continue
        body = token.lstrip(">").strip("{}").split("/")[0]
        alias, _, condition = body.partition(":")
        condition = condition or conditions.get(alias, alias)
        categories = re.split(r"[+!]", condition)
        excluded = re.findall(r"!([\w-]+)", condition)
        yield PhraseElement(
            alias=re.split(r"[+!]", alias)[0],
            categories=frozenset(categories) - frozenset(excluded),
            excluded_categories=frozenset(excluded),
            is_lookahead=token.startswith(">"),
        )


def list_words_in(language: str) -> Sequence[tuple[str, PhraseWord]]:
    """List the forms of all words in a language, each with its word.

    A word with the category `only-LANGUAGE` is one in that language only.
    """
    return [
        (form, word)
        for word in read_phrase_words()
        if not _is_for_another_language(word.categories, language)
        for form in word.list_forms(language)
        if form
    ]


@cache
def list_forms_of(category: str, language: str) -> tuple[str, ...]:
    """List the forms of all words of a category, in the order of the table."""
    return tuple(
        form for form, word in list_words_in(language) if category in word.categories
    )


@cache
def list_body_words(language: str) -> frozenset[str]:
    """List the single words of the names of bodies and fields, in small letters."""
    return frozenset(
        part
        for word in read_phrase_words()
        if word.categories & _OWN_FIELD_CATEGORIES
        or (
            word.categories & _BODY_CATEGORIES
            and not word.categories & _NAME_CATEGORIES
        )
        for part in _split_forms(word, language)
    )


@cache
def list_field_words(language: str) -> frozenset[str]:
    """List the single words of the names of fields and topics, in small letters."""
    return frozenset(
        part
        for word in read_phrase_words()
        if word.categories & FIELD_CATEGORIES
        for part in _split_forms(word, language)
    )


def _split_forms(word: PhraseWord, language: str) -> Iterator[str]:
    """Yield the single words of the forms of a word, in small letters."""
    for form in word.list_forms(language):
        yield from re.findall(r"[^\W\d_]{4,}", form.lower())
