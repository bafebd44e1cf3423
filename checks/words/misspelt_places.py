"""The check of names of countries and cities with a typing error: Malysia."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from checks.engine.check import Level, check
from checks.engine.document_capitals import read_target_capitals
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.capitalised_words import CapitalisedWord
from tm.finding import Finding, Severity
from tm.match.similarity import drop_each_letter
from tm.text.locale import Locale

_INITIAL_PATTERN = re.compile(r"\b[A-Z]\. \Z")
"""An initial, after which a family name comes."""
_MIN_LETTERS = 6
"""How many letters a name has at least, for its misspellings to be no other word."""
_CACHED_WORD_COUNT = 32_768
_MIN_LETTERS_WITH_CHANGE = 7
"""How many letters a name has of which one may be another letter."""


class _Places:
    """The names of places of a language, by what is left without one letter."""

    def __init__(self, names: Sequence[str], similar_words: Iterable[str]) -> None:
        self._known_forms = frozenset((*names, *similar_words))
        self._names_by_shortened: dict[str, list[str]] = defaultdict(list)
        for name in names:
            for shortened in {name, *drop_each_letter(name)}:
                self._names_by_shortened[shortened].append(name)
        self.find_by_form = lru_cache(_CACHED_WORD_COUNT)(self._find_name)
        """Find the place of which a word in lower case is a misspelling; else None."""

    def find(self, word: str) -> str | None:
        """Find the place of which a word with a capital is a misspelling.

        >>> places = _Places(["malaysia"], [])
        >>> places.find("Malysia"), places.find("Malaysian"), places.find("MALYSIA")
        ('malaysia', None, None)
        """
        return self.find_by_form(word.lower()) if word.istitle() else None

    def _find_name(self, form: str) -> str | None:
        if form in self._known_forms or len(form) < _MIN_LETTERS - 1:
            return None
        for shortened in (form, *drop_each_letter(form)):
            for name in self._names_by_shortened.get(shortened, ()):
                if _is_misspelling(form, name):
                    return name
        return None


@lru_cache(maxsize=64)
def _read_places(locale: Locale) -> _Places:
    table = read_table(locale.language, "proper_names.toml")
    return _Places(table["places"].split(), table["similar"].split())


@check(
    "spell.place",
    level=Level.DOCUMENT,
    severity=Severity.INFO,
    unsafe_fixes=True,
    yields_to=("name.spelling", "name.variant", "style.rule", "term.mixed"),
)
def find_misspelt_places(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A country or city with a typing error: Malysia for Malaysia, Sinegal.

    A word with a capital, beside no other one, that differs by one letter or two
    swapped letters from a listed place of six letters or more. Ignored are other
    names that differ so (Francis, Prancis), endings, words of the source, words at
    the start of a sentence, and words that the page has twice.
    """
    places = _read_places(context.target_locale)
    positions_by_word: dict[str, list[tuple[int, int]]] = defaultdict(list)
    unit_texts = read_target_capitals(units, context.cache)
    for unit_index, capitalised_text in enumerate(unit_texts):
        for word_index, word in enumerate(capitalised_text.words):
            if places.find(word.text) is not None:
                positions_by_word[word.text].append((unit_index, word_index))
    for word_text, positions in positions_by_word.items():
        unit_index, word_index = positions[0]
        unit, words = units[unit_index], unit_texts[unit_index].words
        if len(positions) > 1 or not _stands_alone(unit.target, words, word_index):
            continue
        if word_text not in (unit.source or ""):
            name = (places.find(word_text) or "").capitalize()
            span = words[word_index].span
            yield Finding("near", span, arguments={"name": name}, fix=name, about=unit)


def _stands_alone(text: str, words: Sequence[CapitalisedWord], word_index: int) -> bool:
    """Whether a word is inside a sentence, and beside no other one with a capital."""
    word = words[word_index]
    return not (
        word.may_start_sentence
        or word.follows_capital
        or _INITIAL_PATTERN.search(text, max(0, word.start - 4), word.start)
        or (word_index + 1 < len(words) and words[word_index + 1].follows_capital)
    )


def _is_misspelling(form: str, name: str) -> bool:
    """Whether a word differs from a name by one letter, or by two swapped ones."""
    if form.startswith(name) or name.startswith(form):
        return False  # an ending: Malaysian
    if form[0] != name[0]:
        return False
    start = next(
        index
        for index, (letter, other) in enumerate(zip(form, name, strict=False))
        if letter != other
    )
    rest, other_rest = form[start:], name[start:]
    has_changed_letter = rest[1:] == other_rest[1:]
    return (
        (has_changed_letter and len(name) >= _MIN_LETTERS_WITH_CHANGE)
        or rest == other_rest[1:]
        or rest[1:] == other_rest
        or (rest[1::-1] == other_rest[:2] and rest[2:] == other_rest[2:])
    )
