"""The capitalised words of a text, among which names are found."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from glossary.forms.person_name_data import read_person_name_data
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.normal import fold_text
from tm.text.pattern_store import compile_pattern
from tm.text.word_pattern import LETTER_CLASS, LETTERS_PATTERN
from tm.text.words import read_word_set

if TYPE_CHECKING:
    from tm.text.phrases.batch_tokens import BatchTokens

_NON_CAPITALS = [
    letter
    for letter in map(chr, (*range(0x250), *range(0x1E00, 0x1F00)))
    if not letter.isupper()
]
_SYMBOLS = [*map(chr, (*range(0x2000, 0x2100), *range(0x2500, 0x2C00)))]
_ESCAPED_NON_CAPITALS = "".join(map(re.escape, (*_NON_CAPITALS, *_SYMBOLS)))
CAPITAL_PATTERN = f"[^{_ESCAPED_NON_CAPITALS}]"
"""A pattern of all capitals, and of all letters of scripts that are rare here.

A pattern that begins with it is found fast, since all of it is one table.
"""
_CAPITAL_LETTER_PATTERN = rf"{CAPITAL_PATTERN}(?<={LETTER_CLASS})"
"""`CAPITAL_PATTERN` without the digits and signs of these scripts."""
_APOSTROPHE_PATTERN = compile_pattern("['’]")
_MIN_LONG_NAME_WORDS = 3
"""The fewest words of a long name."""
_WORD_REMAINDER_PATTERN = "[^ ]{0,99}+"
"""The rest of a word up to a space, of limited length.

Chinese has no spaces: without a limit, each character of a text, any of which may be
a capital, would be read to the end of the text.
"""
LONG_NAME_PATTERN = compile_pattern(
    # The look-behind follows the first letter, since a pattern that begins with a
    # set of letters is found fast.
    rf"{_CAPITAL_LETTER_PATTERN}(?<!{LETTER_CLASS}.){LETTER_CLASS}*+"
    rf"(?: {_CAPITAL_LETTER_PATTERN}{LETTER_CLASS}*+){{{_MIN_LONG_NAME_WORDS - 1},}}"
)
"""Three or more words side by side that may begin with a capital."""
_CAPITALISED_STRETCH_PATTERN = compile_pattern(
    rf"{CAPITAL_PATTERN}{_WORD_REMAINDER_PATTERN}"
    rf"(?: {CAPITAL_PATTERN}{_WORD_REMAINDER_PATTERN}){{{_MIN_LONG_NAME_WORDS - 1},}}"
)
"""A longer stretch that holds every long name, since it is found faster."""
_COMPILED_CAPITAL_PATTERN = compile_pattern(CAPITAL_PATTERN)
_CAPITALISED_WORD_PATTERN = compile_pattern(
    rf"{_CAPITAL_LETTER_PATTERN}{LETTER_CLASS}*"
)
_MAYBE_CAPITALISED_PATTERN = compile_pattern(
    rf"{_CAPITAL_LETTER_PATTERN}(?<!{LETTER_CLASS}.){LETTER_CLASS}*"
)
"""A word that may begin with a capital."""
# A full stop after a short capitalised word ends an abbreviation (`Mr.`), no sentence.
_SENTENCE_END_PATTERN = compile_pattern(
    r"(?:^|[!?:;“”\"‘(\[–—…•]|(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})\.)"
    r"[\s“\"‘(]*$"
)
_MIN_WORDS_IN_TITLE = 4
"""The fewest capitalised words of a text in title case."""
_MIN_LETTERS_IN_TITLE = 4
"""The fewest letters of a word that has a capital in title case."""
_MIN_CAPITALISED_PER_LOWER_CASE_WORD = 5
"""How many capitalised words a title has for each long word in small letters."""
MIN_NAME_LETTERS = 4
"""How many letters a name must have to be judged."""
_MAX_PRECEDING_CHARACTERS = 8
"""How many characters before a word are searched for the end of a sentence."""


class CapitalisedWord(NamedTuple):
    """A capitalised word and its position; a tuple, since texts have so many."""

    text: str
    form: str
    """The word without diacritics and case, for comparison."""
    start: int
    end: int
    may_start_sentence: bool
    """Whether a sentence may begin here, so that the capital does not show a name."""
    follows_capital: bool
    """Whether the word right before it is capitalised too."""

    @property
    def span(self) -> Span:
        """The position of the word in the text."""
        return Span(self.start, self.end)


class CapitalisedWords:
    """The capitalised words of a text, and the forms of all its words."""

    def __init__(self, text: str, words: tuple[CapitalisedWord, ...]) -> None:
        self.words = words
        self._text = text

    @cached_property
    def word_forms(self) -> frozenset[str]:
        """The forms of all words: without diacritics, in lower case."""
        # Words in small letters have the same forms, and are read for many checks.
        words = read_word_set(self._text)
        if "'" in self._text or "’" in self._text:
            words = frozenset(
                word_part
                for word in words
                for word_part in _APOSTROPHE_PATTERN.split(word)
            )
        return words if self._text.isascii() else frozenset(map(fold_text, words))

    @cached_property
    def lower_case_words(self) -> frozenset[str]:
        """The words without a capital, as they are written."""
        words = {*LETTERS_PATTERN.findall(self._text)}
        return frozenset(word for word in words if not word[0].isupper())

    @cached_property
    def is_in_title_case(self) -> bool:
        """Whether nearly all longer words have a capital, as in English headlines."""
        long_lower_case_count = sum(
            len(word) >= _MIN_LETTERS_IN_TITLE for word in self.lower_case_words
        )
        return (
            len(self.words) >= _MIN_WORDS_IN_TITLE
            and len(self.words)
            >= _MIN_CAPITALISED_PER_LOWER_CASE_WORD * long_lower_case_count
        )

    @property
    def names(self) -> list[CapitalisedWord]:
        """The capitalised words that do not begin a sentence."""
        return [word for word in self.words if not word.may_start_sentence]

    def find_neighbour_forms(
        self, word: CapitalisedWord
    ) -> tuple[str | None, str | None]:
        """Return the forms of the capitalised words right before and after a word."""
        word_index = bisect_left(
            self.words, word.start, key=lambda other_word: other_word.start
        )
        next_word = (
            self.words[word_index + 1] if word_index + 1 < len(self.words) else None
        )
        return (
            self.words[word_index - 1].form if word.follows_capital else None,
            next_word.form
            if next_word is not None and next_word.follows_capital
            else None,
        )


def find_texts_with_long_names(batch_tokens: "BatchTokens") -> set[int]:
    """Find the indexes of the texts that may have a long name, by their chunks."""
    return batch_tokens.find_texts_with_adjacent_chunks(
        _has_capital, _is_capitalised_word, _begins_with_capital
    )


def _has_capital(chunk: str) -> bool:
    return _COMPILED_CAPITAL_PATTERN.search(chunk) is not None


def _is_capitalised_word(chunk: str) -> bool:
    return _CAPITALISED_WORD_PATTERN.fullmatch(chunk) is not None


def _begins_with_capital(chunk: str) -> bool:
    return _COMPILED_CAPITAL_PATTERN.match(chunk) is not None


def may_reorder_name(source: str, target: str) -> bool:
    """Whether the target may have a long name of the source in another order.

    The name shares three words with names of the target, and the target does not have
    it unchanged.
    """
    source_names = find_long_names(source)
    target_names = find_long_names(target) if source_names else ()
    lost_names = [name for name in source_names if name not in target_names]
    if not target_names or not lost_names:
        return False
    target_forms, joined_target_names = (
        fold_name_words(target_names),
        "|".join(map(_join_name_forms, target_names)),
    )
    return any(
        len(target_forms & fold_name_words([name])) >= _MIN_LONG_NAME_WORDS
        and _join_name_forms(name) not in joined_target_names
        for name in lost_names
    )


def find_long_names(text: str) -> tuple[str, ...]:
    """Find the possible long names of a text, which few texts have."""
    return tuple(
        name
        for stretch_match in _CAPITALISED_STRETCH_PATTERN.finditer(text)
        for name in LONG_NAME_PATTERN.findall(text, *stretch_match.span())
    )


def find_long_surnamed_names(text: str) -> tuple[str, ...]:
    """Find the possible long names of a text with a Vietnamese surname in them."""
    surnames = read_person_name_data().surnames
    return tuple(
        name
        for name in find_long_names(text)
        if not surnames.isdisjoint(fold_text(name).split(" "))
    )


def _join_name_forms(name: str) -> str:
    """Join the forms of a name's capitalised words, each between `|`."""
    forms = [
        form if word[0].isupper() else ""
        for word, form in zip(name.split(" "), fold_text(name).split(" "), strict=True)
    ]
    return f"|{'|'.join(forms)}|"


def fold_name_words(names: Iterable[str]) -> set[str]:
    """Split names into words without diacritics and capitals."""
    return {*fold_text(" ".join(names)).split(" ")}


def cached_capitalised_words(text: str, cache: ResultCache) -> CapitalisedWords:
    """Read the capitalised words of a text, cached for several checks."""
    return cache.call(read_capitalised_words, text)


def read_capitalised_words(text: str) -> CapitalisedWords:
    """Read the capitalised words of a text."""
    words: list[CapitalisedWord] = []
    previous_end = -2
    for word_match in _MAYBE_CAPITALISED_PATTERN.finditer(text):
        word = word_match[0]
        if not word[0].isupper():
            continue
        start, end = word_match.span()
        follows_space = start > 1 and text[start - 1] == " "
        # Most words follow another one, and no sentence can begin there.
        may_start_sentence = not (follows_space and text[start - 2].isalnum()) and bool(
            _SENTENCE_END_PATTERN.search(
                text[max(0, start - _MAX_PRECEDING_CHARACTERS) : start]
            )
        )
        follows_capital = follows_space and start == previous_end + 1
        words.append(
            CapitalisedWord(
                word, fold_text(word), start, end, may_start_sentence, follows_capital
            )
        )
        previous_end = end
    return CapitalisedWords(text, tuple(words))


def build_pattern_between_capitals(excluded_marks: str) -> re.Pattern[str]:
    """Build a pattern for text between two capitalised words, without given marks."""
    escaped_characters = "".join(
        re.escape(character)
        for character in (*_NON_CAPITALS, *_SYMBOLS)
        if character not in excluded_marks
    )
    return compile_pattern(
        rf"{CAPITAL_PATTERN}{LETTER_CLASS}{{0,99}}+([{escaped_characters}]++)(?={CAPITAL_PATTERN})"
    )


def iterate_capitalised_runs(
    capitalised_words: CapitalisedWords, *, min_word_count: int = 3
) -> Iterator[list[CapitalisedWord]]:
    """Iterate over runs of adjacent capitalised words of a minimum length."""
    word_run: list[CapitalisedWord] = []
    for word in capitalised_words.words:
        if word.follows_capital:
            word_run.append(word)
            continue
        if len(word_run) >= min_word_count:
            yield word_run
        word_run = [word]
    if len(word_run) >= min_word_count:
        yield word_run


def iterate_run_windows(
    word_runs: Sequence[list[CapitalisedWord]], window_word_count: int
) -> Iterator[list[CapitalisedWord]]:
    """Iterate over all windows of a size in runs of words."""
    for word_run in word_runs:
        for first_word_index in range(len(word_run) - window_word_count + 1):
            yield word_run[first_word_index : first_word_index + window_word_count]


def find_lost_names(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
    *leading_names: CapitalisedWord,
) -> list[CapitalisedWord]:
    """Find the names of a source that the target lacks in any form, each once.

    `leading_names`: lost names that are listed first.
    """
    lost_name_by_form: dict[str, CapitalisedWord] = {
        name.form: name for name in leading_names
    }
    for name in source_capitalised_words.words:
        if (
            name.form not in target_capitalised_words.word_forms
            and len(name.form) >= MIN_NAME_LETTERS
        ):
            lost_name_by_form.setdefault(name.form, name)
    return [*lost_name_by_form.values()]
