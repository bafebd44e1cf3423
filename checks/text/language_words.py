"""The punctuation and the words of a language, from `data/LANGUAGE/*.toml`."""

import re
from dataclasses import dataclass

from checks.language_data import read_table
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import NO_MATCH_PATTERN

_WORDS_FILE = LanguageFileKind(
    "words.toml",
    "function words, abbreviations, offices, words in names and before speech",
    "the language of a text is not judged; names, titles, repetitions, speech "
    "without quotation marks and mixed spellings are not checked",
)

_PUNCTUATION_FILE = LanguageFileKind(
    "punctuation.toml",
    "quotation marks, marks that take a space, ends of sentences",
    "checks of punctuation use the rules of English",
)

_ENGLISH, _MIN_ENGLISH_WORDS = Locale("en"), 4
"""How many different English function words a text has at least to be English."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """Punctuation and words of one language; words are in lower case.

    There is one object per language, which caches compare by identity.
    """

    tag: str
    marks_after_space: str
    """Marks that are correct with a space before them, as in French."""
    marks_beside_no_break_space: str
    """Marks next to which a no-break space is correct."""
    curly_quotes: tuple[str, str]
    """The typographic double quotes, opening and closing."""
    full_stop: str
    """The mark at the end of a sentence; empty where there is none, as in Thai."""
    question_mark: str
    """The mark at the end of a question; empty where a word shows a question."""
    capitalises_nouns: bool
    """Whether every noun has a capital, so that a capital does not show a name."""
    function_words: frozenset[str]
    """Frequent words without a meaning of their own, which identify a language."""
    coordinators: frozenset[str]
    """Words that join two equal parts of a sentence: `dan`, `hingga`."""
    name_connectors: frozenset[str]
    """Small words that may stand inside a name of several words."""
    words_before_dates: frozenset[str]
    """Words between a weekday, or a word such as today, and its date: `ngày`."""
    writes_syllables_apart: bool
    """Whether spaces separate syllables, so that a word may have several."""
    derives_peoples_from_countries: bool
    """Whether the word for a people begins as its country does: German, Germany."""
    belonging_words: frozenset[str]
    """Words between a body and its state: `President of the …`."""
    place_prepositions: frozenset[str]
    """Words before places: in, from."""
    determiners: frozenset[str]
    """Words after which a title means no particular person: `para duta besar`."""
    doublable_words: frozenset[str]
    """Words that may stand twice in a row."""
    repeatable_words: frozenset[str]
    """Words that a conjunction may join with themselves: `terus dan terus`."""
    again_words: frozenset[str]
    """Words for “again”: `membaca dan membaca lagi`."""
    pair_prepositions: tuple[str, ...]
    """Prepositions before a pair, with a space: between a word and itself."""
    allows_doubled_words: bool
    """Whether any word but a function word may be doubled, as in Vietnamese."""
    direction_words: frozenset[str]
    """Words for directions, which end a name and begin the next one: `Trung Trung`."""
    small_heading_words: frozenset[str]
    """Words without a capital inside a heading in title case: `di`, `dan`, `yang`."""
    speech_verbs: frozenset[str]
    """Verbs that introduce direct speech before a colon."""
    abbreviations: frozenset[str]
    """Abbreviations that end in a full stop, written without it."""
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    """Affixes that leave the meaning of a word in a name unchanged."""
    verb_prefixes: tuple[str, ...]
    """Beginnings of words after which an object may follow: `membaca`."""
    repeats_by_hyphen: bool
    """Whether words are repeated with a hyphen: `negara-negara`."""
    repetition_suffixes: tuple[str, ...]
    """Suffixes that a repeated word may have at its end: `buah-buahan`."""
    enclitics: frozenset[str]
    """Small words that are written together with the word before: `nya`."""
    unhyphenated_pattern: re.Pattern[str]
    """Native words, with which an enclitic is joined without a hyphen."""
    ambiguous_number_words: frozenset[str]
    """Number words with another meaning: `năm` is five, and year.

    Those with a capital have it only with a capital: `Ba`.
    """
    article_words: frozenset[str]
    """Words that may stand for the number one: `a mile`."""
    spelling_variants: tuple[tuple[str, str], ...]
    """Pairs of endings with which one word may be written in two ways."""
    former_words: frozenset[str]
    """Words before a title that is not held: `mantan Menteri`, `calon Presiden`."""
    following_former_words: frozenset[str]
    """Words after what is no more: `provinsi Phu Yen lama`."""
    merging_phrases: frozenset[str]
    """Words that tell of places that became one: `penggabungan dengan Binh Duong`."""
    deputy_words: frozenset[str]
    """Words that lower the rank of the title after them: `Wakil Menteri`."""
    office_words: frozenset[str]
    """Words for an office or a rank, at the beginning or the end of a title."""
    puts_offices_last: bool
    """Whether the office comes after its field: `Foreign Minister`."""
    exclusive_office_words: frozenset[str]
    """Offices that a person holds only once: a minister has one ministry."""
    place_type_words: frozenset[str]
    """Words before the name of a place, not of a person: `Provinsi Quang Ninh`."""
    region_names: frozenset[str]
    """Parts of continents that become states with a capital: `Afrika selatan`."""
    level_words: frozenset[str]
    """Words for the level of a body, which its province may replace: `provinsi`."""
    regional_spellings: tuple[tuple[str, str], ...]
    """Pairs of endings that two countries spell differently: centre, center."""
    abstract_endings: tuple[str, ...]
    """Endings of common nouns, also of those in a name: `hood`, `tion`."""
    genitive_words: frozenset[str]
    """Words after a common noun in a name: the Horn `of` Africa."""
    numbered_words: frozenset[str]
    """Words before a number that counts nothing: `tabel`, `versi`."""
    general_term_words: frozenset[str]
    """Words of terms that texts leave out or replace by a name: `provincial`."""
    finite_verbs: frozenset[str]
    """Verbs and particles that sentences have and headings lack: `was`, `adalah`."""
    shared_nouns: frozenset[str]
    """Common nouns that other languages spell alike, in names with a capital."""
    distinctive_letters: frozenset[str]
    """Letters beyond ASCII, in lower case, that no other likely language has."""

    def tells_of_merger(self, text: str, end: int) -> bool:
        """Whether a sentence tells of places that became one, before an offset."""
        sentence = f" {text[text.rfind('. ', 0, end) + 1 : end].lower()} "
        return any(f" {phrase} " in sentence for phrase in self.merging_phrases)


def read_language(locale: Locale) -> Language:
    """Read the punctuation and words of a locale's language."""
    return _load_language(locale.language)


def split_phrases(phrase_list_text: str) -> list[str]:
    """Split a list of phrases at spaces; `_` stands for a space inside a phrase.

    >>> split_phrases("tăng gia_tăng")
    ['tăng', 'gia tăng']
    """
    return [phrase.replace("_", " ") for phrase in phrase_list_text.split()]


@lazy_constant
def _load_language(language_tag: str) -> Language:
    punctuation_table = read_table(language_tag, _PUNCTUATION_FILE)
    word_table = read_table(language_tag, _WORDS_FILE)
    opening_quote, closing_quote = punctuation_table["curly_quotes"]
    return Language(
        tag=language_tag,
        marks_after_space=punctuation_table["space_before"],
        marks_beside_no_break_space=punctuation_table["nbsp_beside"],
        curly_quotes=(opening_quote, closing_quote),
        full_stop=punctuation_table["full_stop"],
        question_mark=punctuation_table["question_mark"],
        capitalises_nouns=bool(punctuation_table["capital_nouns"]),
        function_words=_split_words(word_table["function"]),
        coordinators=_split_words(word_table["coordinators"]),
        name_connectors=_split_words(word_table["connectors"]),
        words_before_dates=_split_words(word_table["before_dates"]),
        writes_syllables_apart=bool(word_table["syllables_apart"]),
        derives_peoples_from_countries=bool(word_table["peoples_from_countries"]),
        belonging_words=_split_words(word_table["belonging"]),
        place_prepositions=_split_words(word_table["before_places"]),
        determiners=_split_words(word_table["determiners"]),
        doublable_words=_split_words(word_table["doubled_allowed"]),
        repeatable_words=_split_words(word_table["repeatable"]),
        again_words=_split_words(word_table["again"]),
        pair_prepositions=tuple(
            f"{word} " for word in word_table["before_pairs"].split()
        ),
        allows_doubled_words=bool(word_table["doubles_freely"]),
        direction_words=_split_words(word_table["directions"]),
        small_heading_words=_split_words(word_table["small_in_headings"]),
        speech_verbs=_split_words(word_table["saying"]),
        abbreviations=_split_words(word_table["abbreviations"]),
        prefixes=tuple(word_table["prefixes"]),
        suffixes=tuple(word_table["suffixes"]),
        verb_prefixes=tuple(word_table["verb_prefixes"]),
        repeats_by_hyphen=bool(word_table["repeats_by_hyphen"]),
        repetition_suffixes=tuple(word_table["repetition_suffixes"]),
        enclitics=_split_words(word_table["enclitics"]),
        unhyphenated_pattern=re.compile(word_table["unhyphenated"] or NO_MATCH_PATTERN),
        ambiguous_number_words=_split_words(word_table["ambiguous_numbers"]),
        article_words=_split_words(word_table["articles"]),
        spelling_variants=tuple(
            (first_ending, second_ending)
            for first_ending, second_ending in word_table["spelling_variants"]
        ),
        former_words=_split_words(word_table["former"]),
        following_former_words=_split_words(word_table["former_after"]),
        merging_phrases=frozenset(split_phrases(word_table["merging"])),
        deputy_words=_split_words(word_table["deputies"]),
        office_words=_split_words(word_table["offices"]),
        puts_offices_last=bool(word_table["offices_last"]),
        exclusive_office_words=_split_words(word_table["single_offices"]),
        place_type_words=_split_words(word_table["place_heads"]),
        region_names=frozenset(split_phrases(word_table["regions"])),
        level_words=_split_words(word_table["levels"]),
        regional_spellings=tuple(
            (first_ending, second_ending)
            for first_ending, second_ending in word_table["regional_spellings"]
        ),
        abstract_endings=tuple(word_table["abstract_endings"].split()),
        genitive_words=_split_words(word_table["genitive"]),
        numbered_words=_split_words(word_table["numbered"]),
        general_term_words=_split_words(word_table["general_term_words"]),
        finite_verbs=_split_words(word_table["finite_verbs"]),
        shared_nouns=_split_words(word_table["shared_nouns"]),
        distinctive_letters=frozenset(word_table["telling_letters"]),
    )


def _split_words(words_or_text: str | list[str]) -> frozenset[str]:
    """Split a text of words separated by spaces; a list of words is taken as it is."""
    return frozenset(
        words_or_text.split() if isinstance(words_or_text, str) else words_or_text
    )


@lazy_constant
def read_foreign_english_words(language: Language) -> frozenset[str]:
    """Read the function words of English that another language does not have."""
    return read_language(_ENGLISH).function_words - language.function_words


def is_english_text(text: str, language: Language) -> bool:
    """Whether a text in another language is English, by its function words.

    >>> indonesian = read_language(Locale("id"))
    >>> is_english_text("What they do is for the rule of law.", indonesian)
    True
    """
    words = {*text.lower().split()}
    english_word_count = len(read_foreign_english_words(language) & words)
    return english_word_count >= _MIN_ENGLISH_WORDS and (
        english_word_count > len(language.function_words & words)
    )
