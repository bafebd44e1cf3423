"""The punctuation and the words of a language: `data/LANGUAGE/*.toml`."""

from dataclasses import dataclass
from functools import lru_cache

from checks.language_data import read_table
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """Marks and words of one language; words are in lower case.

    There is one value a language, so these are kept in caches by identity.
    """

    tag: str
    space_before: str
    """Marks that are right with a space before them, as in French."""
    nbsp_marks: str
    """Marks beside which a no-break space is right."""
    curly_quotes: tuple[str, str]
    """The typographic double marks, opening and closing."""
    full_stop: str
    """What ends a sentence; empty where nothing does, as in Thai."""
    question_mark: str
    """What ends a question; empty where a word tells it."""
    capital_nouns: bool
    """Whether every noun has a capital, so that it makes no name."""
    function_words: frozenset[str]
    """Frequent words without a meaning of their own; they tell languages apart."""
    coordinators: frozenset[str]
    """Words between what is said side by side: `dan`, `hingga`."""
    connectors: frozenset[str]
    """Small words that may stand inside a name of several words."""
    belonging_words: frozenset[str]
    """Words between a body and the state that it is of: `President of the …`."""
    determiners: frozenset[str]
    """Words after which a title names nobody in particular: `para duta besar`."""
    doublable_words: frozenset[str]
    """Words that may stand twice in a row."""
    allows_doubling: bool
    """Whether any word but a function word may be doubled, as in Vietnamese."""
    speech_verbs: frozenset[str]
    """Verbs that introduce direct speech before a colon."""
    abbreviations: frozenset[str]
    """Abbreviations that end in a full stop, written without it."""
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    """Affixes that do not make another thing of a name's word."""
    ambiguous_numbers: frozenset[str]
    """Number words that mean something else, too: `năm` is five, and year.

    With a capital, that only so written they do: `Ba`.
    """
    articles: frozenset[str]
    """Words that may stand for the number one: `a mile`."""
    spelling_variants: tuple[tuple[str, str], ...]
    """Pairs of endings by which one word may be written in two ways."""
    former_words: frozenset[str]
    """Words before a title that is held no more: `mantan Menteri`."""
    deputy_words: frozenset[str]
    """Words that lower the rank of the title after them: `Wakil Menteri`."""
    offices: frozenset[str]
    """Words for an office or a rank, with which titles begin, or end: see below."""
    offices_last: bool
    """Whether the office comes after its field: `Foreign Minister`."""
    single_offices: frozenset[str]
    """Offices of which a person has one at a time: a minister is of one ministry."""
    place_heads: frozenset[str]
    """Words before the name of a place: `Provinsi Quang Ninh` names nobody."""
    shared_nouns: frozenset[str]
    """Common nouns that other languages write alike, and in names with a capital."""
    telling_letters: frozenset[str]
    """Letters, in lower case and beyond ASCII, that no other likely language has."""


def read_language(locale: Locale) -> Language:
    """Read the punctuation and words of a locale's language."""
    return _load_language(locale.language)


def split_phrases(listing: str) -> list[str]:
    """Split a list of phrases at spaces; `_` stands for a space inside a phrase.

    >>> split_phrases("tăng gia_tăng")
    ['tăng', 'gia tăng']
    """
    return [phrase.replace("_", " ") for phrase in listing.split()]


@lru_cache(maxsize=64)
def _load_language(name: str) -> Language:
    marks = read_table(name, "punctuation.toml")
    words = read_table(name, "words.toml")
    opening, closing = marks["curly_quotes"]
    return Language(
        tag=name,
        space_before=marks["space_before"],
        nbsp_marks=marks["nbsp_beside"],
        curly_quotes=(opening, closing),
        full_stop=marks["full_stop"],
        question_mark=marks["question_mark"],
        capital_nouns=bool(marks["capital_nouns"]),
        function_words=_word_set(words["function"]),
        coordinators=_word_set(words["coordinators"]),
        connectors=_word_set(words["connectors"]),
        belonging_words=_word_set(words["belonging"]),
        determiners=_word_set(words["determiners"]),
        doublable_words=_word_set(words["doubled_allowed"]),
        allows_doubling=bool(words["doubles_freely"]),
        speech_verbs=_word_set(words["saying"]),
        abbreviations=_word_set(words["abbreviations"]),
        prefixes=tuple(words["prefixes"]),
        suffixes=tuple(words["suffixes"]),
        ambiguous_numbers=_word_set(words["ambiguous_numbers"]),
        articles=_word_set(words["articles"]),
        spelling_variants=tuple(
            (first, second) for first, second in words["spelling_variants"]
        ),
        former_words=_word_set(words["former"]),
        deputy_words=_word_set(words["deputies"]),
        offices=_word_set(words["offices"]),
        offices_last=bool(words["offices_last"]),
        single_offices=_word_set(words["single_offices"]),
        place_heads=_word_set(words["place_heads"]),
        shared_nouns=_word_set(words["shared_nouns"]),
        telling_letters=frozenset(words["telling_letters"]),
    )


def _word_set(listing: str | list[str]) -> frozenset[str]:
    """Return the words of a list, or of a text of words separated by spaces."""
    return frozenset(listing.split() if isinstance(listing, str) else listing)
