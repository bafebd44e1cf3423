"""The check of names of countries and cities with a typing error: Malysia."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from checks.engine.check import Level, check
from checks.engine.condition import TARGET
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.capitalised_words import cached_capitals
from tm.finding import Finding, Severity
from tm.text.locale import Locale

_INITIAL_PATTERN = re.compile(r"\b[A-Z]\. \Z")
"""An initial, after which a family name comes."""
_MIN_LETTERS = 6
"""How many letters a name has at least, for its misspellings to be no other word."""
_MIN_LETTERS_OF_CHANGED_START = 7
"""How many letters a name has whose first letter may be the wrong one."""


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """The names of places of a language, by what is left without one letter."""

    known_forms: frozenset[str]
    """Names, and other words that differ from one by a letter."""
    names_by_shortened: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=64)
def _read_places(locale: Locale) -> _Places:
    table = read_table(locale.language, "proper_names.toml")
    names = table["places"].split()
    names_by_shortened: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for shortened in {name, *_drop_each_letter(name)}:
            names_by_shortened[shortened].append(name)
    return _Places(
        frozenset((*names, *table["similar"].split())),
        {shortened: tuple(found) for shortened, found in names_by_shortened.items()},
    )


def _drop_each_letter(word: str) -> list[str]:
    return [word[:index] + word[index + 1 :] for index in range(len(word))]


@check(
    "spell.place",
    level=Level.ONE,
    severity=Severity.INFO,
    prefilter=TARGET.meets(lambda text: len(text) > _MIN_LETTERS),
    unsafe_fixes=True,
    yields_to=("name.spelling", "name.variant", "style.rule", "term.mixed"),
)
def find_misspelt_places(unit: Unit, context: Context) -> Iterator[Finding]:
    """A country or city with a typing error: Malysia for Malaysia, Sinegal.

    A word with a capital, beside no other one, that differs by one letter or two
    swapped letters from a listed place of six letters or more. Ignored are other
    names that differ so (Francis, Prancis), endings, words of the source, and words
    at the start of a sentence.
    """
    places = _read_places(context.target_locale)
    if not places.names_by_shortened:
        return
    words = cached_capitals(unit.target, context.cache).words
    for word_index, word in enumerate(words):
        if len(word.text) < _MIN_LETTERS - 1 or not word.text.istitle():
            continue
        name = _find_place(word.text.lower(), context.target_locale)
        if (
            name is None
            or word.may_start_sentence
            or word.follows_capital
            or _INITIAL_PATTERN.search(unit.target, max(0, word.start - 4), word.start)
            or (word_index + 1 < len(words) and words[word_index + 1].follows_capital)
            or word.text in (unit.source or "")
        ):
            continue
        yield Finding(
            "near",
            word.span,
            arguments={"name": name.capitalize()},
            fix=name.capitalize(),
        )


@lru_cache(maxsize=65536)
def _find_place(form: str, locale: Locale) -> str | None:
    """Find the place of which a word is a misspelling.

    >>> _find_place("malysia", Locale("id")), _find_place("malaysian", Locale("id"))
    ('malaysia', None)
    """
    places = _read_places(locale)
    if form in places.known_forms:
        return None
    for shortened in (form, *_drop_each_letter(form)):
        for name in places.names_by_shortened.get(shortened, ()):
            if _is_misspelling(form, name):
                return name
    return None


def _is_misspelling(form: str, name: str) -> bool:
    """Whether a word differs from a name by one letter, or by two swapped ones."""
    if form.startswith(name) or name.startswith(form):
        return False  # an ending: Malaysian
    if form[0] != name[0] and len(name) < _MIN_LETTERS_OF_CHANGED_START:
        return False
    start = next(
        index
        for index, (letter, other) in enumerate(zip(form, name, strict=False))
        if letter != other
    )
    rest, other_rest = form[start:], name[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest == other_rest[1:]
        or rest[1:] == other_rest
        or (rest[1::-1] == other_rest[:2] and rest[2:] == other_rest[2:])
    )
