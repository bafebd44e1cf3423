"""Words that cannot begin, end or stand inside a term, by language."""

from dataclasses import dataclass
from functools import lru_cache

from glossary.forms.person_name_data import read_person_name_data
from glossary.language_data import read_table as read_glossary_table
from tm.language_data import read_table
from tm.text.normal import match_form, remove_diacritics

_DEFAULT_MAX_WORDS = 12


@dataclass(frozen=True, slots=True)
class BoundaryWords:
    """Words of a language that limit its terms, in match form (`match_form`)."""

    never_first: frozenset[str] = frozenset()
    """Words that begin no term."""
    never_last: frozenset[str] = frozenset()
    """Words that end no term."""
    never_last_suffix: str = ""
    """An ending of words that end no term, such as the genitive in English."""
    never_inside: frozenset[str] = frozenset()
    """Words that stand in no term."""
    are_words_syllables: bool = False
    """Whether spaces separate syllables rather than words, as in Vietnamese."""
    surnames: frozenset[str] = frozenset()
    """Surnames of persons, capitalised, as this language writes them."""
    ambiguous_surnames: frozenset[str] = frozenset()
    """Surnames that also begin names of bodies."""
    max_words: int = _DEFAULT_MAX_WORDS
    """The usual maximum number of words in a term."""
    names_have_diacritics: bool = False
    """Whether persons' names keep their diacritics in this language."""
    not_person_names: tuple[str, ...] = ()
    """Names that begin with a surname but are places or are named after persons."""
    has_data: bool = False
    """Whether there are data for the language."""


@lru_cache(maxsize=64)
def read_boundary_words(language: str) -> BoundaryWords:
    """Read the boundary words of a language.

    Most languages only have a list of their commonest words.
    """
    table = read_glossary_table(language, "extraction.toml")
    name_data = read_person_name_data()
    has_diacritics = language == name_data.language
    surnames = frozenset(map(str.title, name_data.surnames_with_diacritics))
    if not has_diacritics:
        surnames = frozenset(map(remove_diacritics, surnames))
    if table is None:
        common_word_text = read_table(language, "common_words.toml").get("words", "")
        common_words = _make_match_forms(common_word_text.split(), language)
        return BoundaryWords(
            common_words, common_words, surnames=surnames, has_data=bool(common_words)
        )
    name_table = read_glossary_table(name_data.language, "extraction.toml") or {}
    not_person_names = _split_names(name_table.get("places", "")) + _split_names(
        name_table.get("honoured", "")
    )
    if not has_diacritics:
        not_person_names = list(map(remove_diacritics, not_person_names))

    def read_words(key: str) -> frozenset[str]:
        return _make_match_forms(table.get(key, "").split(), language)

    never_first = read_words("begin") or read_words("edges")
    return BoundaryWords(
        never_first=never_first,
        never_last=read_words("end") or read_words("edges"),
        never_last_suffix=table.get("end_suffix", ""),
        never_inside=read_words("barred") or read_words("edges") - read_words("inside"),
        are_words_syllables=table.get("syllables", False),
        max_words=table.get("longest", _DEFAULT_MAX_WORDS),
        # As a function word, a surname such as Từ begins sentences more often.
        surnames=surnames - set(map(str.title, never_first)),
        ambiguous_surnames=frozenset(map(str.title, table.get("doubtful", "").split())),
        names_have_diacritics=has_diacritics,
        not_person_names=tuple(sorted(_make_match_forms(not_person_names, language))),
        has_data=True,
    )


def _split_names(text: str) -> list[str]:
    return [name for line in text.split("\n") for name in line.split("|") if name]


def _make_match_forms(words: list[str], language: str) -> frozenset[str]:
    return frozenset(match_form(word, is_vietnamese=language == "vi") for word in words)
