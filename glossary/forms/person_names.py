"""Detection of terms that are only a part of a person's name in a text.

`Phạm Đức Thành` holds no Germany, `Nguyễn Hải Phòng` is not the city, and
`ông Đức` is a man; but `Thủ tướng Đức Olaf Scholz` does hold Germany.
"""

import re
from functools import lru_cache

from glossary.forms.language import FormData, read_form_data
from tm.text.normal import folded

_WORD_AFTER_SPACE = re.compile(r"[ \u00a0]([^\W\d_][\w'’]*)(?![\w-])")
_VIETNAMESE_SYLLABLE = re.compile(
    r"(?:ngh?|nh|[cgkpt]h|gi|qu|tr|[bcdghklmnpqrstvx])?"
    r"(?:i?eu|uo[iu]|u[ay]y?|oa[iyo]|uye|uya|uyu|[aeo]o|a[iuy]|e[ou]|i[aeu]|o[aei]|"
    r"u[aeiou]|y[eu]?|uy|ye|[aeiou])"
    r"(?:ch|n[gh]?|[cmpt])?"
)
_SENTENCE_START = re.compile(
    r"(?:^|[\n.!?…:;“”\"‘«(\[•*]|(?:^|\n|\s)[-–—])[\s“\"‘'«(\[]*$"
)
_NEXT_LISTED_NAME = re.compile(r"(?:,| và| hay| hoặc| ?[-–]) ?([^\W\d_]\w*)")
_MAX_DISTANCE = 60
_folded = lru_cache(maxsize=16384)(folded)
"""The same words stand beside the same names again and again."""


def may_be_person_name(name: str, language: str) -> bool:
    """Whether a name may be part of a person's: one or two capitalised syllables.

    >>> may_be_person_name("Đức", "vi"), may_be_person_name("Singapore", "vi")
    (True, False)
    """
    words = name.split()
    is_vietnamese = language == "vi"
    return len(words) <= 2 and all(
        word[:1].isupper() and _is_name_syllable(word, is_vietnamese) for word in words
    )


def is_in_person_name(text: str, start: int, end: int, language: str) -> bool:
    """Whether a name that `may_be_person_name` belongs to a person's name in a text.

    The text must be composed. In doubt the answer is yes: silence is better than a
    wrong term.
    """
    vietnamese = read_form_data("vi")
    word_before = _read_word_before(text, start)
    language_forms = read_form_data(language)
    if word_before.lower() in language_forms.words_before_street:
        text_before_street_word = text[
            max(0, start - _MAX_DISTANCE) : start - 1
        ].lower()
        if not text_before_street_word.endswith(language_forms.phrases_without_street):
            return True
    if len(text[start:end].split()) == 1:
        return _is_one_syllable_of_name(
            text,
            start,
            end,
            word_before=word_before,
            form_data=vietnamese,
            language=language,
        )
    return _are_two_syllables_of_name(
        text, start, end, word_before=word_before, form_data=vietnamese
    )


def is_at_sentence_start(text: str, position: int) -> bool:
    """Whether a capital at an offset may be due to the start of a sentence."""
    return bool(
        _SENTENCE_START.search(text, max(0, position - _MAX_DISTANCE), position)
    )


def _is_one_syllable_of_name(
    text: str,
    start: int,
    end: int,
    *,
    word_before: str,
    form_data: FormData,
    language: str,
) -> bool:
    word_after = _read_word_after(text, end)
    is_vietnamese = language == "vi"
    if _may_be_name_syllable(word_after, is_vietnamese):
        return True
    if language == "vi" and word_before.lower() in form_data.words_before_person:
        return True
    if _may_be_name_syllable(word_before, is_vietnamese):
        opens_sentence = is_at_sentence_start(text, start - len(word_before) - 1)
        return not (
            opens_sentence and word_before.lower() in form_data.sentence_openers
        )
    if not is_vietnamese:
        return False
    if text[start:end].isupper() and (word_before.isupper() or word_after.isupper()):
        # In a text in capitals, a capital is no evidence of a name.
        return True
    if text[start:end].lower() in form_data.pronoun_names and is_at_sentence_start(
        text, start
    ):
        next_name_match = _NEXT_LISTED_NAME.match(text, end)
        return next_name_match is None or not next_name_match[1][:1].isupper()
    return False


def _are_two_syllables_of_name(
    text: str, start: int, end: int, *, word_before: str, form_data: FormData
) -> bool:
    """Whether two syllables follow a surname, or are followed by a given name."""
    surname, name_start = word_before, start
    if _folded(surname) in form_data.middle_names and surname[:1].isupper():
        name_start -= len(surname) + 1
        surname = _read_word_before(text, name_start)
    if surname[:1].isupper() and _folded(surname) in form_data.surnames:
        name_start -= len(surname) + 1
        opens_sentence = (
            is_at_sentence_start(text, name_start)
            and surname.lower() in form_data.sentence_openers
        )
        word_before_surname = _read_word_before(text, name_start)
        is_first_name = not word_before_surname[:1].isupper() or is_at_sentence_start(
            text, name_start - len(word_before_surname) - 1
        )
        if is_first_name and not opens_sentence:
            return True
    first_syllable = text[start:end].split()[0]
    word_after = _read_word_after(text, end)
    return (
        _folded(first_syllable) in form_data.surnames
        and _may_be_name_syllable(word_after, True)
        and _folded(word_after) not in form_data.surnames
    )


def _read_word_before(text: str, position: int) -> str:
    """Read the word before an offset and its space; empty if there is none."""
    end = position - 1
    if end <= 0 or text[end] not in " \u00a0":
        return ""
    window_start = max(0, position - _MAX_DISTANCE)
    start = max(window_start, text.rfind(" ", window_start, end) + 1)
    if (word := text[start:end]).isalpha():
        return word
    # Letter by letter, since a pattern would be tried at every earlier offset.
    start = end
    while start > window_start and (
        text[start - 1].isalnum() or text[start - 1] in "_'’"
    ):
        start -= 1
    if not text[start:end][:1].isalpha() or text[start - 1 : start] == "-":
        return ""
    return text[start:end]


def _read_word_after(text: str, position: int) -> str:
    word_match = _WORD_AFTER_SPACE.match(text, position)
    return word_match[1] if word_match else ""


@lru_cache(maxsize=16384)
def _may_be_name_syllable(word: str, vietnamese: bool) -> bool:
    """Whether a word may be part of a Vietnamese name: a capitalised syllable."""
    return (
        word[:1].isupper()
        and (len(word) == 1 or not word.isupper())
        and _is_name_syllable(word, vietnamese)
    )


def _is_name_syllable(word: str, vietnamese: bool) -> bool:
    if not vietnamese and not word.isascii():
        return False
    return _VIETNAMESE_SYLLABLE.fullmatch(folded(word)) is not None
