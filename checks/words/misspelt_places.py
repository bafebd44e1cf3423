"""The check of well-known names with a typing error: Malysia, Angela Merkle."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import ne

from checks.engine.check import Level, check
from checks.engine.document_capitals import read_capitalised_words_of_targets
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.capitalised_words import CapitalisedWord
from tm.finding import Finding, Severity
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.word_pattern import LETTERS_PATTERN
from tm.text.words import drop_each_letter

_INITIAL_PATTERN = re.compile(r"\b[A-Z]\. \Z")
"""An initial, after which a family name comes."""
_MIN_LETTERS = 6
"""How many letters a name has at least, for its misspellings to be no other word."""
_CACHED_WORD_COUNT = 32_768
_MIN_LETTERS_WITH_CHANGE = 7
"""How many letters a name has of which one may be another letter."""
_MIN_NAME_PART_LETTERS = 5
"""How many letters a given or family name has, for its misspellings to be known."""
_DOUBLED_LETTER_PATTERN = re.compile(r"(\w)\1")


class _PlaceNames:
    """The names of places of a language, by what is left without one letter."""

    def __init__(self, names: Sequence[str], similar_words: Iterable[str]) -> None:
        self._known_forms = frozenset((*names, *similar_words))
        self._names_by_shortened_form: dict[str, list[str]] = defaultdict(list)
        for name in names:
            for shortened_form in {name, *drop_each_letter(name)}:
                self._names_by_shortened_form[shortened_form].append(name)
        self.find_by_form = lru_cache(_CACHED_WORD_COUNT)(self._find_intended_name)
        """Find the place of which a word in lower case is a misspelling; else None."""

    def find(self, word: str) -> str | None:
        """Find the place of which a word with a capital is a misspelling.

        >>> place_names = _PlaceNames(["malaysia"], [])
        >>> [place_names.find(word) for word in ("Malysia", "Malaysian", "MALYSIA")]
        ['malaysia', None, None]
        """
        return self.find_by_form(word.lower()) if word.istitle() else None

    def _find_intended_name(self, form: str) -> str | None:
        if form in self._known_forms or len(form) < _MIN_LETTERS - 1:
            return None
        for shortened_form in (form, *drop_each_letter(form)):
            for name in self._names_by_shortened_form.get(shortened_form, ()):
                if _is_misspelling(form, name):
                    return name
        return None


class _PersonNames:
    """Well-known persons by their given name and by their family name.

    >>> person_names = _PersonNames(["angela_merkel"])
    >>> person_names.find("angela", "merkle"), person_names.find("angelina", "merkel")
    (('angela', 'merkel'), None)
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names_by_part: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name in names:
            given_name, family_name = name.split("_")
            self._names_by_part[given_name].append((given_name, family_name))
            self._names_by_part[family_name].append((given_name, family_name))

    def find(self, first_form: str, second_form: str) -> tuple[str, str] | None:
        """Find the person whose name two words are, but for a typing error in one."""
        names_with_second_form = self._names_by_part.get(second_form, ())
        names_with_first_form = self._names_by_part.get(first_form, ())
        if (first_form, second_form) in (
            *names_with_second_form,
            *names_with_first_form,
        ):
            return None
        for given_name, family_name in names_with_second_form:
            if family_name == second_form and _is_misspelt_part(first_form, given_name):
                return given_name, family_name
        for given_name, family_name in names_with_first_form:
            if given_name == first_form and _is_misspelt_part(second_form, family_name):
                return given_name, family_name
        return None


@lazy_constant
def _read_place_names(locale: Locale) -> _PlaceNames:
    table = read_table(locale.language, "proper_names.toml")
    return _PlaceNames(table["places"].split(), table["similar"].split())


@lazy_constant
def _read_person_names(locale: Locale) -> _PersonNames:
    table = read_table(locale.language, "proper_names.toml")
    return _PersonNames(table["persons"].split())


@check(
    "spell.place",
    level=Level.DOCUMENT,
    severity=Severity.INFO,
    unsafe_fixes=True,
    yields_to=("name.spelling", "name.variant", "style.rule", "term.mixed"),
)
def find_misspelt_places(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A country, city or well-known person with a typing error: Malysia, Sinegal.

    The check reports a word with a capital, if the words beside it have none and it
    differs from a listed place of six letters or more by one letter or two swapped
    letters. It ignores other names that differ so (Francis, Prancis), endings, words of
    the source, words at the start of a sentence, and words that the page has twice. It
    also reports the given or the family name of a listed person that differs so, or by
    a doubled letter, next to the right other name: Angela Merkle.
    """
    yield from _find_misspelt_persons(units, context)
    place_names = _read_place_names(context.target_locale)
    positions_by_word: dict[str, list[tuple[int, int]]] = defaultdict(list)
    capitalised_words_of_targets = read_capitalised_words_of_targets(
        units, context.cache
    )
    for unit_index, capitalised_words in enumerate(capitalised_words_of_targets):
        for word_index, word in enumerate(capitalised_words.words):
            if place_names.find(word.text) is not None:
                positions_by_word[word.text].append((unit_index, word_index))
    for word_text, positions in positions_by_word.items():
        unit_index, word_index = positions[0]
        unit, words = units[unit_index], capitalised_words_of_targets[unit_index].words
        if len(positions) > 1 or not _stands_alone(unit.target, words, word_index):
            continue
        if word_text not in (unit.source or ""):
            name = (place_names.find(word_text) or "").capitalize()
            span = words[word_index].span
            yield Finding(
                "near", span, arguments={"name": name}, fix=name, checked_unit=unit
            )


def _find_misspelt_persons(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    person_names = _read_person_names(context.target_locale)
    reported_words: set[str] = set()
    capitalised_words_of_targets = read_capitalised_words_of_targets(
        units, context.cache
    )
    for unit, capitalised_words in zip(
        units, capitalised_words_of_targets, strict=True
    ):
        for first_word, second_word in pairwise(capitalised_words.words):
            name_parts = second_word.follows_capital and person_names.find(
                first_word.form, second_word.form
            )
            if not name_parts:
                continue
            given_name, family_name = name_parts
            misspelt_word, name = (
                (second_word, family_name)
                if first_word.form == given_name
                else (first_word, given_name)
            )
            name = name.upper() if misspelt_word.text.isupper() else name.capitalize()
            source_words = LETTERS_PATTERN.findall(unit.source or "")
            if misspelt_word.text not in reported_words | {*source_words}:
                reported_words.add(misspelt_word.text)
                yield Finding(
                    "person",
                    misspelt_word.span,
                    arguments={"name": name},
                    fix=name,
                    checked_unit=unit,
                )


def _stands_alone(text: str, words: Sequence[CapitalisedWord], word_index: int) -> bool:
    """Whether a word is inside a sentence, and next to no other one with a capital."""
    word = words[word_index]
    return not (
        word.may_start_sentence
        or word.follows_capital
        or _INITIAL_PATTERN.search(text, max(0, word.start - 4), word.start)
        or (word_index + 1 < len(words) and words[word_index + 1].follows_capital)
    )


def _is_misspelt_part(form: str, name: str) -> bool:
    """Whether a word is a given or family name with a typing error.

    >>> _is_misspelt_part("merkle", "merkel"), _is_misspelt_part("morisson", "morrison")
    (True, True)
    >>> _is_misspelt_part("merkels", "merkel"), _is_misspelt_part("abbot", "abbott")
    (False, True)
    """
    if len(name) < _MIN_NAME_PART_LETTERS or form == name:
        return False
    if _undouble_letters(form) == _undouble_letters(name):
        return True
    return len(form) >= _MIN_NAME_PART_LETTERS and (
        _is_misspelling(form, name)
        or (form[0] == name[0] and _has_one_other_letter(form, name))
    )


def _undouble_letters(form: str) -> str:
    return _DOUBLED_LETTER_PATTERN.sub(r"\1", form)


def _has_one_other_letter(form: str, name: str) -> bool:
    return len(form) == len(name) and sum(map(ne, form, name)) == 1


def _is_misspelling(form: str, name: str) -> bool:
    """Whether a word differs from a name by one letter, or by two swapped ones."""
    if form.startswith(name) or name.startswith(form):
        return False  # an ending: Malaysian
    if form[0] != name[0]:
        return False
    start = next(
        letter_index
        for letter_index, (form_letter, name_letter) in enumerate(
            zip(form, name, strict=False)
        )
        if form_letter != name_letter
    )
    form_rest, name_rest = form[start:], name[start:]
    has_changed_letter = form_rest[1:] == name_rest[1:]
    return (
        (has_changed_letter and len(name) >= _MIN_LETTERS_WITH_CHANGE)
        or form_rest == name_rest[1:]
        or form_rest[1:] == name_rest
        or (form_rest[1::-1] == name_rest[:2] and form_rest[2:] == name_rest[2:])
    )
