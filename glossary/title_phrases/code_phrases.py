"""Phrases that are no words of the tables: numbers, codes and unknown acronyms."""

from collections.abc import Container, Iterator

from glossary.title_phrases.phrase import TitlePhrase
from tm.text.pattern_store import compile_pattern

_LANGUAGES = ("vi", "id", "en")
_NUMBER_PATTERN = compile_pattern(
    r"\b(?:ke-(\d+)|(\d{1,3}|[IVX]{1,5}))(?![\w.,-]\w|\w)"
)
_ACRONYM_PATTERN = compile_pattern(r"(?<![\w/-])[A-Z]{3,7}(?![\w/-])")
_POLICE_CODE_PATTERN = compile_pattern(r"\b(?:(P[ACHKVX]\d\d)|([ACHKVX]\d\d))\b")
"""Codes of the divisions of a province's police, and of the ministry's departments."""
_MAX_PRECEDING_WORD_LENGTH = 40
"""Characters before an acronym in which the word before it is looked for."""


def find_numbers(text: str) -> Iterator[TitlePhrase]:
    """Find numbers in figures or Roman numerals, and ordinal numbers: `ke-7`."""
    for number_match in _NUMBER_PATTERN.finditer(text):
        ordinal, number = number_match.groups()
        texts_by_language = (
            {"vi": (f"thứ {ordinal}",), "id": (f"ke-{ordinal}",), "en": (ordinal,)}
            if ordinal
            else dict.fromkeys(_LANGUAGES, (number,))
        )
        phrase_id = f"number:{number_match[0]}"
        categories = {"ordinal" if ordinal else "number"}
        if number and len(number) == 3 and number.isdigit():
            categories = {"long-number"}
        span = number_match.span()
        yield TitlePhrase(*span, frozenset(categories), texts_by_language, phrase_id)
        if ordinal:
            edition_texts_by_language = {**texts_by_language, "vi": (ordinal,)}
            yield TitlePhrase(
                *span, frozenset(("edition",)), edition_texts_by_language, phrase_id
            )


def find_unknown_acronyms(
    text: str, known_phrase_starts: Container[int]
) -> Iterator[TitlePhrase]:
    """Find acronyms that are neither terms nor words; they are kept as they are.

    In a text in capitals, a name is no acronym: `PRESIDEN PRABOWO`.
    """
    for acronym_match in _ACRONYM_PATTERN.finditer(text):
        start = acronym_match.start()
        text_before = text[max(0, start - _MAX_PRECEDING_WORD_LENGTH) : start]
        preceding_word = text_before.rstrip().rpartition(" ")[2]
        if (
            acronym_match.start() not in known_phrase_starts
            and not preceding_word.isupper()
        ):
            yield TitlePhrase(
                *acronym_match.span(),
                frozenset(("unknown-acronym",)),
                dict.fromkeys(_LANGUAGES, (acronym_match[0],)),
                f"acronym:{acronym_match[0]}",
            )


def find_police_codes(text: str) -> Iterator[TitlePhrase]:
    """Find the codes of police departments: `C06`, or `PC06` of a province."""
    for code_match in _POLICE_CODE_PATTERN.finditer(text):
        category = "police-division-code" if code_match[1] else "police-department-code"
        yield TitlePhrase(
            *code_match.span(),
            frozenset((category,)),
            dict.fromkeys(_LANGUAGES, (code_match[0],)),
            f"code:{code_match[0]}",
        )
