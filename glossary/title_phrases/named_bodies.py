"""The names of companies, foundations and hospitals after a word for their kind."""

import re
from collections.abc import Iterator, Mapping, Sequence

from glossary.title_phrases.phrase import TitlePhrase
from glossary.title_phrases.word_table import (
    PhraseWord,
    list_body_words,
    list_forms_with_words,
)
from tm.result_cache import lazy_constant
from tm.text.pattern_store import compile_pattern

_NAMED_HEAD_CATEGORY = "named-head"
_UNSPLIT_NAME_CATEGORY = "company-body"
"""A name of this category is kept whatever its words mean: `PT Bank Jaya`."""
_NAME_PATTERN = compile_pattern(
    r"\.? ((?:[Dd]r\.? )?[A-Z0-9][\w&'-]*(?: (?:& )?[A-Z0-9][\w&'-]*){0,5})"
)

_NAME_END_PATTERN = compile_pattern(r"\b(?:Tbk|Persero|Indonesia|Nusantara)\b")
"""Words that end the name of a company, so that a person may follow."""
_BRACKETS_PATTERN = compile_pattern(r"(?: \((?:Persero|[A-Z][\w.]*)\)| Tbk\b\.?){1,3}")
_QUANTITY_PATTERN = compile_pattern(r" \d+(?=\W?$)")
_QUANTITY_UNIT_PATTERN = compile_pattern(r" persen\b|[,.]\d|%")
"""Match the share of a company after its name: `PT Mega Sari | 25 persen`."""
_YEARS_PATTERN = compile_pattern(r"(?<!\d)\d{4} ?[-–/] ?\d{4}(?!\d)")


@lazy_constant
def _read_body_kind_words(
    language: str,
) -> tuple[Mapping[str, PhraseWord], re.Pattern[str]]:
    """Read the words for kinds of bodies, and a pattern of any of them."""
    word_by_head = dict(list_forms_with_words([_NAMED_HEAD_CATEGORY], language))
    return word_by_head, compile_pattern(
        rf"\b(?:{'|'.join(map(re.escape, word_by_head)) or '(?!)'})\b"
    )


def find_named_bodies(text: str, language: str) -> Iterator[TitlePhrase]:
    """Find names after the word for their kind: `PT Astra Jaya Tbk`.

    A name in capitals ends where other letters begin: `PT KAI | Budi`.
    """
    word_by_head, head_pattern = _read_body_kind_words(language)
    for head_match in head_pattern.finditer(text):
        head = head_match[0]
        word = word_by_head[head]
        name_match = _NAME_PATTERN.match(text, head_match.end())
        if name_match is None:
            continue
        name = _cut_name_before_person(name_match[1])
        if _UNSPLIT_NAME_CATEGORY not in word.categories and any(
            name_word.lower() in list_body_words(language) for name_word in name.split()
        ):
            continue
        end = name_match.start(1) + len(name)
        quantity_match = _QUANTITY_PATTERN.search(text, name_match.start(1), end + 1)
        if quantity_match is not None and _QUANTITY_UNIT_PATTERN.match(text, end):
            end = quantity_match.start()
        brackets_match = _BRACKETS_PATTERN.match(text, end)
        if brackets_match is not None:
            end = brackets_match.end()
        full_name = text[name_match.start(1) : end]
        texts_by_language = {
            other_language: (f"{_find_form_with_kind_word(forms, head)} {full_name}",)
            for other_language in word.cells
            if (forms := word.list_forms(other_language))
        }
        yield TitlePhrase(
            head_match.start(),
            end,
            (word.categories - {_NAMED_HEAD_CATEGORY}) | {"body", "named"},
            texts_by_language,
            f"name:{head} {name}",
        )


def _find_form_with_kind_word(forms: Sequence[str], body_kind_word: str) -> str:
    """Find the form with the word itself, as `Công ty CV` for `CV`; else the first.

    >>> _find_form_with_kind_word(["Công ty PT", "Công ty CV"], "CV")
    'Công ty CV'
    """
    return next((form for form in forms if body_kind_word in form.split()), forms[0])


def _cut_name_before_person(name: str) -> str:
    """Cut a name where a person may begin.

    >>> _cut_name_before_person("Astra Jaya Indonesia Budi")
    'Astra Jaya Indonesia'
    """
    words = name.split()
    if "Tbk" in words[1:]:
        return " ".join(words[: words.index("Tbk")])
    for word_index, word in enumerate(words[1:], 1):
        if words[0].isupper() and len(words[0]) > 1 and word.istitle():
            if word_index == 1 and len(words[0]) < 6:
                return words[0]
            break
        if _NAME_END_PATTERN.fullmatch(word):
            return " ".join(words[: word_index + (word != "Tbk")])
    return name


def find_years(text: str) -> Iterator[TitlePhrase]:
    """Find the years of a term of office: `2016-2019`."""
    for years_match in _YEARS_PATTERN.finditer(text):
        years = years_match[0]
        yield TitlePhrase(
            *years_match.span(),
            frozenset(("years",)),
            {language: (years,) for language in ("vi", "id", "en")},
            f"years:{years}",
        )
