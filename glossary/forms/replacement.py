"""A new term where an old one stood: its capitals, its plural, its doubling.

Where it cannot be told how the new term should look, the answer is None: silence is
better than a wrong form.
"""

import re

from glossary.forms.inflection import plural_of
from glossary.forms.language import LanguageData, language_data
from glossary.forms.letters import is_acronym
from glossary.forms.person_names import at_sentence_start
from tm.text.capitals import capitalise_first


def fit_replacement(
    text: str, start: int, end: int, *, old: str, new: str, how: str, language: str
) -> tuple[int, str] | None:
    """What stands in a text in place of an old term, and where that ends.

    `how` is that of the hit. The end is later than the hit's where its plural ending
    is replaced too; clitics stay where they are.

    >>> fit_replacement("para wakil-wakil menterinya", 5, 24, old="Wakil Menteri",
    ...     new="Deputi Menteri", how="reduplication", language="id")
    (24, 'deputi-deputi menteri')
    """
    surface = text[start:end]
    if how == "reduplication":
        undoubled = _undouble(surface)
        fitted = undoubled and _fit_capitals(undoubled, old, new, opens=True)
        doubled = fitted and _double_word(fitted)
        return (end, doubled) if doubled else None
    opens_sentence = at_sentence_start(text, start)
    is_capitalised_name = language != "vi" and not opens_sentence
    fitted = _fit_capitals(
        surface, old, new, opens=opens_sentence, title_case_name=is_capitalised_name
    )
    if fitted is None:
        return None
    if how == "clitic" and is_acronym(fitted.split(" ")[-1]):
        return None  # `PBB-nya`, but `Kementeriannya`
    if how == "plural":
        data = language_data(language)
        ending = re.compile(data.suffixes).match(text, end)
        plural = _pluralise(fitted, data)
        return None if ending is None or plural is None else (ending.end(), plural)
    return end, fitted


def _fit_capitals(
    surface: str,
    old: str,
    new: str,
    *,
    opens: bool = False,
    title_case_name: bool = False,
) -> str | None:
    """The new term with capitals as the old one has them in a text.

    `opens`: it may owe its first capital to its place. `title_case_name`: a single
    capital is that of a name, all of whose words have one.

    >>> [_fit_capitals(text, "Wakil Menteri", "Deputi Menteri PBB") for text in (
    ...     "Wakil Menteri", "WAKIL MENTERI", "wakil menteri", "Wakil menteri")]
    ['Deputi Menteri PBB', 'DEPUTI MENTERI PBB', 'deputi menteri PBB', \
'Deputi menteri PBB']
    """
    surface_text, old_text = " ".join(surface.split()), " ".join(old.split())
    if is_acronym(old):
        return new if surface_text == old_text else None
    if surface_text.lower() == surface_text and old_text.lower() == old_text:
        return new
    if surface_text == old_text or _capital_pattern(surface_text) == _capital_pattern(
        old_text
    ):
        return capitalise_first(new) if opens else new
    if surface_text.isupper():
        return new.upper()
    if surface_text.islower():
        return _lower_words(new)
    if title_case_name and " " not in surface_text and surface_text[:1].isupper():
        return " ".join(map(capitalise_first, new.split(" ")))
    if _capital_pattern(surface_text) == _capital_pattern(
        capitalise_first(old_text.lower())
    ):
        # A sentence or a heading begins with it.
        return capitalise_first(
            _lower_words(new) if old_text != old_text.lower() else new
        )
    if all(
        word[:1].isupper() or not word[:1].isalpha() for word in surface_text.split()
    ):
        return " ".join(map(capitalise_first, new.split(" ")))
    return None


def _capital_pattern(text: str) -> list[bool]:
    """Where the capitals of a text are; its words may be spelt otherwise."""
    return [word[:1].isupper() for word in text.split()] + [text.isupper()]


def _lower_words(text: str) -> str:
    """In small letters, but for abbreviations."""
    return " ".join(
        word if is_acronym(word) else word.lower() for word in text.split(" ")
    )


def _undouble(surface: str) -> str | None:
    """`wakil-wakil menteri` as `wakil menteri`."""
    first, space, rest = surface.partition(" ")
    first_half, hyphen, second_half = first.partition("-")
    if not hyphen or first_half.lower() != second_half.lower():
        return None
    return f"{first_half}{space}{rest}"


def _double_word(text: str) -> str | None:
    first, space, rest = text.partition(" ")
    if not first.isalpha() or len(first) < 3 or is_acronym(first):
        return None
    return f"{first}-{first if first.isupper() else first.lower()}{space}{rest}"


def _pluralise(text: str, data: LanguageData) -> str | None:
    """Put the noun at the head of a term into the plural; None if no rule fits.

    >>> english = language_data("en")
    >>> [_pluralise(text, english) for text in ("Deputy Secretary", "HEAD of Office")]
    ['Deputy Secretaries', 'HEADS of Office']
    """
    head_end = re.search(data.head_ends_before, text) if data.head_ends_before else None
    head, rest = text, ""
    if head_end is not None:
        head, rest = text[: head_end.start()], text[head_end.start() :]
    is_upper = head.isupper() and len(head) > 1
    plural = plural_of(head.lower() if is_upper else head, data)
    if plural is None:
        return None
    if is_upper:
        plural = head + plural[-1] if is_acronym(text) else plural.upper()
    return plural + rest
