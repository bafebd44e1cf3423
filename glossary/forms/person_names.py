"""Detection of terms that are only a part of a person's name in a text.

`Phạm Đức Thành` holds no Germany, `Nguyễn Hải Phòng` is not the city, and
`ông Đức` is a man; but `Thủ tướng Đức Olaf Scholz` does hold Germany.
"""

import re

from glossary.forms.person_name_data import read_person_name_data
from glossary.forms.recognition_data import read_form_data
from tm.text.normal import fold_text
from tm.text.pattern_store import compile_pattern

_WORD_AFTER_SPACE_PATTERN = re.compile(r"[ \u00a0]([^\W\d_][\w'’]*)(?![\w-])")
_SENTENCE_START_PATTERN = compile_pattern(
    r"(?:^|[\n.!?…:;“”\"‘«(\[•*]|(?:^|\n|\s)[-–—])[\s“\"‘'«(\[]*$"
)
_MAX_EXAMINED_PRECEDING_LENGTH = 60
"""How many characters before a name are examined."""
_MAX_CACHED_WORD_COUNT = 16_384
"""The most words of which it is cached whether they may be in a name."""


def may_be_person_name(name: str, language: str) -> bool:
    """Whether a name may be part of a person's: one or two capitalised syllables.

    >>> may_be_person_name("Đức", "vi"), may_be_person_name("Singapore", "vi")
    (True, False)
    """
    words = name.split()
    return len(words) <= 2 and all(
        word[:1].isupper() and _is_name_syllable(word, language) for word in words
    )


def is_at_sentence_start(text: str, offset: int) -> bool:
    """Whether a capital at an offset may be due to the start of a sentence."""
    return bool(
        _SENTENCE_START_PATTERN.search(
            text, max(0, offset - _MAX_EXAMINED_PRECEDING_LENGTH), offset
        )
    )


class PersonNameDetector:
    """Detects persons' names around terms in the texts of a language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._form_data = read_form_data(language)
        self._name_data = read_person_name_data()
        self._names_have_diacritics = language == self._name_data.language
        self._name_flag_by_word: dict[str, bool] = {}
        """The cached answers of `_may_be_in_name`, since the same words recur."""

    def is_in_person_name(self, text: str, name_start: int, name_end: int) -> bool:
        """Whether a name that `may_be_person_name` is part of a person's name.

        The text must be composed. In doubt the answer is yes: silence is better than a
        wrong term.
        """
        preceding_word = _read_preceding_word(text, name_start)
        if self._is_after_street_word(text, name_start, preceding_word):
            return True
        if len(text[name_start:name_end].split()) == 1:
            return self._is_one_syllable_of_name(
                text, name_start, name_end, preceding_word
            )
        return self._are_two_syllables_of_name(
            text, name_start, name_end, preceding_word
        )

    def _is_after_street_word(self, text: str, start: int, preceding_word: str) -> bool:
        """Whether a word for a street stands before a name."""
        if preceding_word.lower() not in self._form_data.words_before_street:
            return False
        preceding_text = text[
            max(0, start - _MAX_EXAMINED_PRECEDING_LENGTH) : start - 1
        ].lower()
        return not preceding_text.endswith(self._form_data.phrases_without_street)

    def _is_one_syllable_of_name(
        self, text: str, start: int, end: int, preceding_word: str
    ) -> bool:
        """Whether the words around a single syllable make it part of a name."""
        name_data = self._name_data
        following_word = _read_following_word(text, end)
        if self._may_be_in_name(following_word):
            return True
        lower_preceding_word = preceding_word.lower()
        if (
            self._names_have_diacritics
            and lower_preceding_word in name_data.words_before_person
        ):
            return True
        if self._may_be_in_name(preceding_word):
            opens_sentence = is_at_sentence_start(text, start - len(preceding_word) - 1)
            return not (
                opens_sentence and lower_preceding_word in name_data.sentence_openers
            )
        if not self._names_have_diacritics:
            return False
        name = text[start:end]
        if name.isupper() and (preceding_word.isupper() or following_word.isupper()):
            # In a text in capitals, a capital is no evidence of a name.
            return True
        if name.lower() in name_data.pronoun_names and is_at_sentence_start(
            text, start
        ):
            next_name_match = name_data.next_name_pattern.match(text, end)
            return next_name_match is None or not next_name_match[1][:1].isupper()
        return False

    def _are_two_syllables_of_name(
        self, text: str, start: int, end: int, preceding_word: str
    ) -> bool:
        """Whether two syllables follow a surname, or are followed by a given name."""
        name_data = self._name_data
        surname, name_start = preceding_word, start
        if surname[:1].isupper() and fold_text(surname) in name_data.middle_names:
            name_start -= len(surname) + 1
            surname = _read_preceding_word(text, name_start)
        if surname[:1].isupper() and name_data.is_surname(surname):
            name_start -= len(surname) + 1
            opens_sentence = surname.lower() in name_data.sentence_openers
            opens_sentence = opens_sentence and is_at_sentence_start(text, name_start)
            word_before_surname = _read_preceding_word(text, name_start)
            starts_name = not word_before_surname[:1].isupper() or is_at_sentence_start(
                text, name_start - len(word_before_surname) - 1
            )
            if starts_name and not opens_sentence:
                return True
        first_syllable = text[start:end].split()[0]
        following_word = _read_following_word(text, end)
        return (
            name_data.is_surname(first_syllable)
            and _is_capitalised_syllable(following_word, name_data.language)
            and fold_text(following_word) not in name_data.surnames
        )

    def _may_be_in_name(self, word: str) -> bool:
        """Whether a word may be part of a person's name: a capitalised syllable."""
        may_be_in_name = self._name_flag_by_word.get(word)
        if may_be_in_name is None:
            if len(self._name_flag_by_word) >= _MAX_CACHED_WORD_COUNT:
                self._name_flag_by_word.clear()
            may_be_in_name = _is_capitalised_syllable(word, self._language)
            self._name_flag_by_word[word] = may_be_in_name
        return may_be_in_name


def _read_preceding_word(text: str, offset: int) -> str:
    """Read the word before an offset and its space; empty if there is none."""
    word_end = offset - 1
    if word_end <= 0 or text[word_end] not in " \u00a0":
        return ""
    window_start = max(0, offset - _MAX_EXAMINED_PRECEDING_LENGTH)
    word_start = max(window_start, text.rfind(" ", window_start, word_end) + 1)
    if (word := text[word_start:word_end]).isalpha():
        return word
    # Letter by letter, since a pattern would be tried at every earlier offset.
    word_start = word_end
    while word_start > window_start and (
        text[word_start - 1].isalnum() or text[word_start - 1] in "_'’"
    ):
        word_start -= 1
    if (
        not text[word_start:word_end][:1].isalpha()
        or text[word_start - 1 : word_start] == "-"
    ):
        return ""
    return text[word_start:word_end]


def _read_following_word(text: str, offset: int) -> str:
    """Read the word after an offset and a space; empty if there is none."""
    word_match = _WORD_AFTER_SPACE_PATTERN.match(text, offset)
    return word_match[1] if word_match else ""


def _is_capitalised_syllable(word: str, language: str) -> bool:
    """Whether a word is a capitalised syllable of a name, in a text of a language."""
    return (
        word[:1].isupper()
        and (len(word) == 1 or not word.isupper())
        and _is_name_syllable(word, language)
    )


def _is_name_syllable(word: str, language: str) -> bool:
    """Whether a word can be a syllable of a name, whatever its capitals."""
    name_data = read_person_name_data()
    if language != name_data.language and not word.isascii():
        return False
    return name_data.syllable_pattern.fullmatch(fold_text(word)) is not None
