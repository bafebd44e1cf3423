"""A new term where an old one stood: its capitals, its plural, its doubling.

Where it cannot be told how the new term should look, the answer is None: silence is
better than a wrong form.
"""

import re

from glossary.forms.inflection import plural_of
from glossary.forms.language import LanguageData, language_data
from glossary.forms.letters import is_acronym
from glossary.forms.person_names import at_sentence_start
from tm.text.capitals import first_up


def refitted(
    text: str, start: int, end: int, *, old: str, new: str, how: str, language: str
) -> tuple[int, str] | None:
    """What stands in a text in place of an old term, and where that ends.

    `how` is that of the hit. The end is later than the hit's where its plural ending
    is replaced too; clitics stay where they are.

    >>> refitted("para wakil-wakil menterinya", 5, 24, old="Wakil Menteri",
    ...     new="Deputi Menteri", how="reduplication", language="id")
    (24, 'deputi-deputi menteri')
    """
    surface = text[start:end]
    if how == "reduplication":
        single = _undoubled(surface)
        fitted = single and _capitals(single, old, new, opens=True)
        doubled = fitted and _doubled(fitted)
        return (end, doubled) if doubled else None
    opens = at_sentence_start(text, start)
    titled = language != "vi" and not opens
    fitted = _capitals(surface, old, new, opens=opens, titled=titled)
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


def _capitals(
    surface: str, old: str, new: str, *, opens: bool = False, titled: bool = False
) -> str | None:
    """The new term with capitals as the old one has them in a text.

    `opens`: it may owe its first capital to its place. `titled`: a single capital is
    that of a name, all of whose words have one.

    >>> [_capitals(text, "Wakil Menteri", "Deputi Menteri PBB") for text in (
    ...     "Wakil Menteri", "WAKIL MENTERI", "wakil menteri", "Wakil menteri")]
    ['Deputi Menteri PBB', 'DEPUTI MENTERI PBB', 'deputi menteri PBB', \
'Deputi menteri PBB']
    """
    plain, wanted = " ".join(surface.split()), " ".join(old.split())
    if is_acronym(old):
        return new if plain == wanted else None
    if plain.lower() == plain and wanted.lower() == wanted:
        return new
    if plain == wanted or _cases(plain) == _cases(wanted):
        return first_up(new) if opens else new
    if plain.isupper():
        return new.upper()
    if plain.islower():
        return _small(new)
    if titled and " " not in plain and plain[:1].isupper():
        return " ".join(map(first_up, new.split(" ")))
    if _cases(plain) == _cases(first_up(wanted.lower())):
        # A sentence or a heading begins with it.
        return first_up(_small(new) if wanted != wanted.lower() else new)
    if all(word[:1].isupper() or not word[:1].isalpha() for word in plain.split()):
        return " ".join(map(first_up, new.split(" ")))
    return None


def _cases(text: str) -> list[bool]:
    """Where the capitals of a text are; its words may be spelt otherwise."""
    return [word[:1].isupper() for word in text.split()] + [text.isupper()]


def _small(text: str) -> str:
    """In small letters, but for abbreviations."""
    return " ".join(
        word if is_acronym(word) else word.lower() for word in text.split(" ")
    )


def _undoubled(surface: str) -> str | None:
    """`wakil-wakil menteri` as `wakil menteri`."""
    first, space, rest = surface.partition(" ")
    one, hyphen, other = first.partition("-")
    if not hyphen or one.lower() != other.lower():
        return None
    return f"{one}{space}{rest}"


def _doubled(text: str) -> str | None:
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
