"""Language data for the recognition of terms.

It is read from `forms.toml` and `suffixes.toml` in `data/LANGUAGE`.
"""

import re
from typing import NamedTuple

from glossary.language_data import read_table
from tm.result_cache import lazy_constant


class FormData(NamedTuple):
    """Words and patterns of a language for recognising terms, in lower case."""

    dropped_words: tuple[str, ...] = ()
    """Words that folding drops: plural markers that may stand inside a term."""
    suffix_kind: str = ""
    """The kind of the suffixes: `clitic` or `plural`."""
    suffix_pattern: str = ""
    """A pattern of the suffixes that may be attached to a term."""
    suffix_first_letters: str = ""
    """The first letters of all suffixes, for a fast check."""
    has_spaced_syllables: bool = False
    """Whether spaces separate syllables rather than words."""
    has_several_spellings: bool = False
    """Whether folding writes each syllable in one of several spellings."""
    has_reduplication: bool = False
    """Whether doubling a word with a hyphen makes a plural."""
    name_spellings: tuple[tuple[str, str], ...] = ()
    """Names inside a term, each with its other spelling: ` Vietnam`, ` Viet Nam`."""
    words_after_inflected_noun_pattern: str = ""
    """A pattern of the words after an inflected noun: `of` in `Ministry of Defence`."""
    words_after_head_noun_pattern: str = ""
    """A pattern of the words after the head noun when a replacement is made plural."""
    plural_endings: tuple[tuple[str, str], ...] = ()
    """Patterns of noun endings, each with its plural ending; the first match counts."""
    list_separators: tuple[str, ...] = ()
    """Separators between names that share a word: `, `, ` và `."""
    shared_first_words: tuple[str, ...] = ()
    """Words that may begin several names but be written once: `các Bộ X, Y và Z`."""
    shared_last_words: tuple[str, ...] = ()
    """Words that may end several names: `Foreign and Defence Ministers`."""
    names_continue_with_capitals: bool = False
    """Whether a name continues if a capital follows it: `Công an Hà Nội`."""
    plural_words: frozenset[str] = frozenset()
    """Words before a list of names that mark the plural."""
    words_before_street: frozenset[str] = frozenset()
    """Words before the name of a street."""
    phrases_without_street: tuple[str, ...] = ()
    """Phrases that end in one of `words_before_street` without meaning a street."""
    title_head_words: frozenset[str] = frozenset()
    """Head words of titles: the capital after one does not begin a person's name."""
    lower_case_homonyms: frozenset[str] = frozenset()
    """Capitalised terms that are different words in small letters."""
    words_containing_terms: tuple[str, ...] = ()
    """Words that contain a term without meaning it."""
    linking_words: frozenset[str] = frozenset()
    """Words that are small inside names and that abbreviations may leave out."""
    indefinite_article_before_consonant: str = ""
    indefinite_article_before_vowel: str = ""
    """The article before a vowel, if it differs; otherwise both are empty."""
    initial_vowels: str = ""
    """The letters before which `indefinite_article_before_vowel` is used."""


@lazy_constant
def read_form_data(language: str) -> FormData:
    """Read the data of a language; empty for a language without data."""
    if not re.fullmatch("[a-z]{2,3}", language):
        return FormData()
    form_table = read_table(language, "forms.toml") or {}
    suffix_table = read_table(language, "suffixes.toml") or {}
    return FormData(
        dropped_words=tuple(form_table.get("dropped", ())),
        suffix_kind=suffix_table.get("suffix", ""),
        suffix_pattern=suffix_table.get("suffixes", ""),
        suffix_first_letters=suffix_table.get("suffix_letters", ""),
        has_spaced_syllables=form_table.get("syllables", False),
        has_several_spellings=form_table.get("several_spellings", False),
        has_reduplication=form_table.get("reduplicates", False),
        name_spellings=tuple(
            (f" {name}", f" {other_spelling}")
            for name, other_spelling in form_table.get("name_spellings", ())
        ),
        words_after_inflected_noun_pattern=form_table.get("plural_before", ""),
        words_after_head_noun_pattern=form_table.get("head_ends_before", ""),
        plural_endings=tuple(
            (noun_ending, plural_ending)
            for noun_ending, plural_ending in form_table.get("plurals", ())
        ),
        list_separators=tuple(form_table.get("joins", ())),
        shared_first_words=_split_word_list(form_table.get("shared_heads", "")),
        shared_last_words=_split_word_list(form_table.get("shared_tails", "")),
        names_continue_with_capitals=form_table.get("stands_alone", False),
        plural_words=frozenset(form_table.get("several", "").split()),
        words_before_street=frozenset(form_table.get("streets", "").split()),
        phrases_without_street=tuple(form_table.get("no_streets", ())),
        title_head_words=frozenset(form_table.get("heads", ())),
        lower_case_homonyms=frozenset(form_table.get("ordinary", "").split("\n"))
        - {""},
        words_containing_terms=_split_word_list(form_table.get("words", "")),
        linking_words=frozenset(form_table.get("linking", "").split()),
        indefinite_article_before_consonant=form_table.get(
            "article_before_consonant", ""
        ),
        indefinite_article_before_vowel=form_table.get("article_before_vowel", ""),
        initial_vowels=form_table.get("vowels", ""),
    )


def _split_word_list(list_text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[|\n]", list_text) if word)
