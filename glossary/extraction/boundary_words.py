"""Words that cannot begin, end or stand inside a term, by language."""

from dataclasses import dataclass

from glossary.forms.person_name_data import read_person_name_data
from glossary.language_data import read_table as read_glossary_table
from tm.language_data import read_table
from tm.result_cache import lazy_constant
from tm.text.normal import match_form, remove_diacritics

_DEFAULT_MAX_TERM_WORDS = 12


@dataclass(frozen=True, slots=True)
class BoundaryWords:
    """Words of a language that limit its terms, in match form (`match_form`)."""

    excluded_first_words: frozenset[str] = frozenset()
    """Words that begin no term."""
    excluded_last_words: frozenset[str] = frozenset()
    """Words that end no term."""
    excluded_last_suffix: str = ""
    """An ending of words that end no term, such as the genitive in English."""
    excluded_inner_words: frozenset[str] = frozenset()
    """Words that stand in no term."""
    are_words_syllables: bool = False
    """Whether spaces separate syllables rather than words, as in Vietnamese."""
    surnames: frozenset[str] = frozenset()
    """Surnames of persons, capitalised, as this language writes them."""
    ambiguous_surnames: frozenset[str] = frozenset()
    """Surnames that also begin names of bodies."""
    max_word_count: int = _DEFAULT_MAX_TERM_WORDS
    """The usual maximum number of words in a term."""
    names_have_diacritics: bool = False
    """Whether persons' names keep their diacritics in this language."""
    non_person_names: tuple[str, ...] = ()
    """Names that begin with a surname but are places or are named after persons."""
    has_data: bool = False
    """Whether there are data for the language."""


@lazy_constant
def read_boundary_words(language: str) -> BoundaryWords:
    """Read the boundary words of a language.

    Most languages only have a list of their commonest words.
    """
    language_table = read_glossary_table(language, "extraction.toml")
    name_data = read_person_name_data()
    names_have_diacritics = language == name_data.language
    surnames = frozenset(map(str.title, name_data.surnames_with_diacritics))
    if not names_have_diacritics:
        surnames = frozenset(map(remove_diacritics, surnames))
    if language_table is None:
        common_word_text = read_table(language, "common_words.toml").get("words", "")
        common_words = _make_match_forms(common_word_text.split(), language)
        return BoundaryWords(
            common_words, common_words, surnames=surnames, has_data=bool(common_words)
        )
    name_language_table = (
        read_glossary_table(name_data.language, "extraction.toml") or {}
    )
    non_person_names = _split_names(
        name_language_table.get("places", "")
    ) + _split_names(name_language_table.get("honoured", ""))
    if not names_have_diacritics:
        non_person_names = list(map(remove_diacritics, non_person_names))

    def read_words(field_name: str) -> frozenset[str]:
        return _make_match_forms(language_table.get(field_name, "").split(), language)

    excluded_first_words = read_words("begin") or read_words("edges")
    return BoundaryWords(
        excluded_first_words=excluded_first_words,
        excluded_last_words=read_words("end") or read_words("edges"),
        excluded_last_suffix=language_table.get("end_suffix", ""),
        excluded_inner_words=read_words("barred")
        or read_words("edges") - read_words("inside"),
        are_words_syllables=language_table.get("syllables", False),
        max_word_count=language_table.get("longest", _DEFAULT_MAX_TERM_WORDS),
        # As a function word, a surname such as Từ begins sentences more often.
        surnames=surnames - set(map(str.title, excluded_first_words)),
        ambiguous_surnames=frozenset(
            map(str.title, language_table.get("doubtful", "").split())
        ),
        names_have_diacritics=names_have_diacritics,
        non_person_names=tuple(sorted(_make_match_forms(non_person_names, language))),
        has_data=True,
    )


def _split_names(names_text: str) -> list[str]:
    """Split a text with a name on each line, or between bars."""
    return [name for line in names_text.split("\n") for name in line.split("|") if name]


def _make_match_forms(words: list[str], language: str) -> frozenset[str]:
    return frozenset(match_form(word, is_vietnamese=language == "vi") for word in words)
