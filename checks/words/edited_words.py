"""Words with a typing error: one edit, a space or hyphen inside, repeated letters."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.engine.unit import Unit
from checks.text.word_formation import WordForms
from tm.finding import Finding, Span

_DOUBLED_WORD_PATTERN = re.compile(
    r"(?<![\w-])(?=(\w{3}))([^\W\d_]{6,})-(\1[^\W\d_]{3,})(?![\w-])", re.IGNORECASE
)
"""Two long words with a hyphen that begin alike."""
_MIN_USUAL_HALF_LETTERS = 7
"""How many letters the usual half of an uneven repeat has at least."""
_LETTERS: Sequence[str] = "abcdefghijklmnopqrstuvwxyz"
_SMALL_WORD_PATTERN = re.compile(r"(?<![\w@#/.’'-])[^\W\d_A-Z]+(?![\w@/’'-]|\.\w)")
_HYPHENATED_WORD_PATTERN = re.compile(
    r"(?<![\w@#/.’'-])([^\W\d_A-Z]{2,})-([^\W\d_A-Z]{2,})(?![\w@/’'-]|\.\w)"
)
_MIN_HALF_LETTERS, _MIN_OTHER_HALF_LETTERS = 7, 5
"""How many letters a misspelt half of a word has, and its other half."""
_LONG_WORD_PATTERN = re.compile(r"(?<![\w@#/.’'-])[^\W\d_A-Z]{9,}(?![\w@/’'-]|\.\w)")
_REPEATED_LETTERS_PATTERN = re.compile(r"(?=([^\W\d_]{2,3})\1)")
_MIN_JOINED_LETTERS = 6
"""How many letters both parts of a split word have together at least."""
_MIN_JOINED_FREQUENCY, _MIN_HYPHENATED_FREQUENCY = 1e-5, 1e-6
"""How frequent the whole word must be."""
_MIN_FOREIGN_FREQUENCY, _MIN_PREFIX_RATIO = 1e-6, 2
_MAX_FRAGMENT, _FRAGMENT_RATIO = 1e-4, 50
"""How frequent a part of a word is that is no word, and how much more the whole is."""


def find_uneven_repeats(
    units: Sequence[Unit], frequent_words: Collection[str]
) -> Iterator[Finding]:
    """Report doubled words whose halves differ by one typing error.

    One half must be a usual word, the other not: `gerak-gerik` is a word of its own.
    """
    for unit in units:
        if "-" not in unit.target:
            continue
        for doubled_match in _DOUBLED_WORD_PATTERN.finditer(unit.target):
            halves = doubled_match[2], doubled_match[3]
            usual_halves = [half for half in halves if half.lower() in frequent_words]
            if len(usual_halves) != 1 or len(usual_halves[0]) < _MIN_USUAL_HALF_LETTERS:
                continue
            usual_word = usual_halves[0].lower()
            other_half_index = 1 if halves[0] == usual_halves[0] else 0
            other_word = halves[other_half_index].lower()
            if other_word not in {
                *iterate_edited_words(usual_word, _LETTERS),
                *swap_letters(usual_word),
            }:
                continue
            yield Finding(
                "suggestion",
                Span(*doubled_match.span(other_half_index + 2)),
                arguments={"suggestion": usual_word},
                checked_unit=unit,
            )


def find_misspelt_halves(
    units: Sequence[Unit],
    frequent_words: Collection[str],
    find_correction: Callable[[str], str | None],
) -> Iterator[Finding]:
    """Report a misspelt half of a word with a hyphen: sosial-ekononi.

    The other half must be a usual word of its own, not the beginning of the first:
    `sia-sia`, `tersia-siakan`.
    """
    for unit in units:
        if "-" not in unit.target:
            continue
        for hyphenated_match in _HYPHENATED_WORD_PATTERN.finditer(unit.target):
            for half_index, other_half_index in ((1, 2), (2, 1)):
                half, other_half = (
                    hyphenated_match[half_index],
                    hyphenated_match[other_half_index],
                )
                if (
                    len(half) >= _MIN_HALF_LETTERS
                    and len(other_half) >= _MIN_OTHER_HALF_LETTERS
                    and other_half in frequent_words
                    and half[:3] not in other_half
                    and not (unit.source and half in unit.source)
                    and (correction := find_correction(half)) is not None
                ):
                    yield Finding(
                        "suggestion",
                        Span(*hyphenated_match.span(half_index)),
                        arguments={"suggestion": correction},
                        checked_unit=unit,
                    )


def swap_letters(word: str) -> Iterator[str]:
    """Swap each two adjacent letters that differ: skeolah, sekolah."""
    for letter_index in range(len(word) - 1):
        letter, next_letter = word[letter_index], word[letter_index + 1]
        if letter != next_letter:
            yield word[:letter_index] + next_letter + letter + word[letter_index + 2 :]


def swap_letters_around_another(word: str) -> Iterator[str]:
    """Swap two letters around a third one: epskor, ekspor."""
    for letter_index, (first_letter, middle_letter, last_letter) in enumerate(
        zip(word, word[1:], word[2:], strict=False)
    ):
        if first_letter != last_letter:
            yield (
                word[:letter_index]
                + last_letter
                + middle_letter
                + first_letter
                + word[letter_index + 3 :]
            )


def iterate_edited_words(word: str, letters: Sequence[str]) -> Iterator[str]:
    """Iterate over words with one letter less, changed or more."""
    # Hardly anybody misses the first letter, and many words differ in it only.
    for letter_index in range(1, len(word)):
        beginning, ending, shorter_ending = (
            word[:letter_index],
            word[letter_index:],
            word[letter_index + 1 :],
        )
        yield beginning + shorter_ending
        for letter in letters:
            yield beginning + letter + shorter_ending
            yield beginning + letter + ending
    for letter in letters:
        yield word + letter


@dataclass(frozen=True, slots=True)
class WholeWords:
    """The words that parts of words may be meant for."""

    frequency_by_word: Mapping[str, float]
    foreign_frequency_tables: Sequence[Mapping[str, float]]
    """Frequencies by word, one table for each other language."""
    word_forms: WordForms
    standard_form_by_word: Mapping[str, str]

    def find_frequency(self, word: str) -> float:
        """Return the frequency of a word; 0 if it is not listed."""
        return self.frequency_by_word.get(word, 0.0)

    def find_standard_form(self, word: str) -> str:
        """Return the standard form of a usual spelling: `orang tua` for orangtua."""
        return self.standard_form_by_word.get(word, word)

    def is_foreign(self, word: str) -> bool:
        """Whether a word is used in another language; prefixes have a hyphen then."""
        return any(
            frequency_by_word.get(word, 0.0) >= _MIN_FOREIGN_FREQUENCY
            for frequency_by_word in self.foreign_frequency_tables
        )

    def may_be_word(self, word: str) -> bool:
        """Whether a word is listed, known, or derived from a known word."""
        return (
            self.find_frequency(word) > 0
            or self.word_forms.is_known(word)
            or self.word_forms.find_root_frequency(word, self.frequency_by_word) > 0
        )


def find_split_words(
    units: Sequence[Unit], whole_word_lexicon: WholeWords
) -> Iterator[Finding]:
    """Report words written apart (`memper oleh`) or with a hyphen (`ber-macam`).

    One of two parts must be no word; with a hyphen, the whole word must be usual, and
    none of English. The check also reports words with letters repeated: `berukukuran`.
    """
    for unit in units:
        text = unit.target
        for span, suggestion in (
            *_iterate_split_words(text, whole_word_lexicon),
            *_iterate_separate_prefixes(text, whole_word_lexicon),
            *_iterate_hyphenated_parts(text, whole_word_lexicon),
            *_iterate_repeated_letters(text, whole_word_lexicon),
        ):
            if not (unit.source and span.of(text) in unit.source):
                yield Finding(
                    "suggestion",
                    span,
                    arguments={"suggestion": suggestion},
                    checked_unit=unit,
                )


def _iterate_split_words(
    text: str, whole_word_lexicon: WholeWords
) -> Iterator[tuple[Span, str]]:
    """Iterate over words with a space inside, and the words that are meant."""
    frequency_by_word = whole_word_lexicon.frequency_by_word
    previous_match: re.Match[str] | None = None
    for second_match in _SMALL_WORD_PATTERN.finditer(text):
        first_match, previous_match = previous_match, second_match
        if first_match is None or text[first_match.end() : second_match.start()] != " ":
            continue
        if (
            frequency_by_word.get(first_match[0], 0.0) > _MAX_FRAGMENT
            and frequency_by_word.get(second_match[0], 0.0) > _MAX_FRAGMENT
        ):
            continue
        joined_word = first_match[0] + second_match[0]
        frequency = whole_word_lexicon.find_frequency(joined_word)
        if frequency < _MIN_JOINED_FREQUENCY or len(joined_word) < _MIN_JOINED_LETTERS:
            continue
        if any(
            _FRAGMENT_RATIO * whole_word_lexicon.find_frequency(part) <= frequency
            for part in (first_match[0], second_match[0])
        ):
            yield Span(first_match.start(), second_match.end()), joined_word


def _iterate_separate_prefixes(
    text: str, whole_word_lexicon: WholeWords
) -> Iterator[tuple[Span, str]]:
    """Iterate over verbs apart from a prefix that is a word too: di lakukan.

    The verb with its prefix must be more frequent than alone: `di luar` is right.
    """
    for prefix in whole_word_lexicon.word_forms.separable_prefixes:
        separated_verb_pattern = (
            rf"(?<![\w-])(?i:{prefix}) ([^\W\d_A-Z]{{4,}})(?![\w@/’'-]|\.\w)"
        )
        for separated_match in re.finditer(separated_verb_pattern, text):
            joined_word = prefix + separated_match[1]
            frequency = whole_word_lexicon.find_frequency(joined_word)
            if (
                frequency >= _MIN_HYPHENATED_FREQUENCY
                and frequency
                >= _MIN_PREFIX_RATIO
                * whole_word_lexicon.find_frequency(separated_match[1])
                and whole_word_lexicon.find_standard_form(joined_word) == joined_word
            ):
                yield Span(*separated_match.span()), joined_word


def _iterate_hyphenated_parts(
    text: str, whole_word_lexicon: WholeWords
) -> Iterator[tuple[Span, str]]:
    """Iterate over words with a hyphen inside, and the words that are meant."""
    if "-" not in text:
        return
    for hyphenated_match in _HYPHENATED_WORD_PATTERN.finditer(text):
        first_part, second_part = hyphenated_match.groups()
        joined_word = first_part + second_part
        if (
            whole_word_lexicon.find_frequency(joined_word) >= _MIN_HYPHENATED_FREQUENCY
            and first_part != second_part
            and len(joined_word) >= _MIN_JOINED_LETTERS
            and second_part not in whole_word_lexicon.word_forms.clitics
            and not whole_word_lexicon.is_foreign(second_part)
        ):
            yield (
                Span(*hyphenated_match.span()),
                whole_word_lexicon.find_standard_form(joined_word),
            )


def _iterate_repeated_letters(
    text: str, whole_word_lexicon: WholeWords
) -> Iterator[tuple[Span, str]]:
    """Iterate over unknown words that are usual without their repeated letters."""
    for word_match in _LONG_WORD_PATTERN.finditer(text):
        word = word_match[0]
        repeat_matches = [*_REPEATED_LETTERS_PATTERN.finditer(word)]
        if not repeat_matches or whole_word_lexicon.may_be_word(word):
            continue
        for repeat_match in repeat_matches:
            start = repeat_match.start()
            shorter_word = word[:start] + word[start + len(repeat_match[1]) :]
            if whole_word_lexicon.find_frequency(shorter_word):
                yield (
                    Span(*word_match.span()),
                    whole_word_lexicon.find_standard_form(shorter_word),
                )
                break
