"""Whether a term found in a text is only a piece of a person's name.

`Phạm Đức Thành` holds no Germany, `Nguyễn Hải Phòng` is not the city, and
`ông Đức` is a man; but `Thủ tướng Đức Olaf Scholz` does hold Germany.
"""

import re
from functools import lru_cache

from glossary.forms.language import LanguageData, language_data
from tm.text.normal import folded

_AFTER = re.compile(r"[ \u00a0]([^\W\d_][\w'’]*)(?![\w-])")
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|[cgkpt]h|gi|qu|tr|[bcdghklmnpqrstvx])?"
    r"(?:i?eu|uo[iu]|u[ay]y?|oa[iyo]|uye|uya|uyu|[aeo]o|a[iuy]|e[ou]|i[aeu]|o[aei]|"
    r"u[aeiou]|y[eu]?|uy|ye|[aeiou])"
    r"(?:ch|n[gh]?|[cmpt])?"
)
_START = re.compile(r"(?:^|[\n.!?…:;“”\"‘«(\[•*]|(?:^|\n|\s)[-–—])[\s“\"‘'«(\[]*$")
_NAMES_GO_ON = re.compile(r"(?:,| và| hay| hoặc| ?[-–]) ?([^\W\d_]\w*)")
_WINDOW = 60
_folded = lru_cache(maxsize=16384)(folded)
"""The same words stand beside the same names again and again."""


def may_be_person_name(name: str, language: str) -> bool:
    """Whether a name may be a piece of a person's: one or two syllables, capitalised.

    >>> may_be_person_name("Đức", "vi"), may_be_person_name("Singapore", "vi")
    (True, False)
    """
    words = name.split()
    is_vietnamese = language == "vi"
    return len(words) <= 2 and all(
        word[:1].isupper() and _is_syllable(word, is_vietnamese) for word in words
    )


def is_in_person_name(text: str, start: int, end: int, language: str) -> bool:
    """Whether a name that `may_be_person_name` belongs to a longer one; the text is
    composed.

    Where nobody can tell, the answer is yes: silence is better than a wrong term.
    """
    vietnamese = language_data("vi")
    word_before = _word_before(text, start)
    language_words = language_data(language)
    if word_before.lower() in language_words.streets:
        leading = text[max(0, start - _WINDOW) : start - 1].lower()
        if not leading.endswith(language_words.no_streets):
            return True
    if len(text[start:end].split()) == 1:
        return _is_single_in_name(
            text,
            start,
            end,
            word_before=word_before,
            data=vietnamese,
            language=language,
        )
    return _is_pair_in_name(text, start, end, word_before=word_before, data=vietnamese)


def at_sentence_start(text: str, position: int) -> bool:
    """Whether a capital at a place of a text may be due to the place alone."""
    return bool(_START.search(text, max(0, position - _WINDOW), position))


def _is_single_in_name(
    text: str,
    start: int,
    end: int,
    *,
    word_before: str,
    data: LanguageData,
    language: str,
) -> bool:
    word_after = _word_after(text, end)
    is_vietnamese = language == "vi"
    if _is_name(word_after, is_vietnamese):
        return True
    if language == "vi" and word_before.lower() in data.persons:
        return True
    if _is_name(word_before, is_vietnamese):
        opens_sentence = at_sentence_start(text, start - len(word_before) - 1)
        return not (opens_sentence and word_before.lower() in data.openers)
    if not is_vietnamese:
        return False
    if text[start:end].isupper() and (word_before.isupper() or word_after.isupper()):
        # Capitals throughout say nothing about what is a name.
        return True
    if text[start:end].lower() in data.pronouns and at_sentence_start(text, start):
        name_in_list = _NAMES_GO_ON.match(text, end)
        return name_in_list is None or not name_in_list[1][:1].isupper()
    return False


def _is_pair_in_name(
    text: str, start: int, end: int, *, word_before: str, data: LanguageData
) -> bool:
    """Two syllables: part of a name after a surname, or before a given name."""
    previous, name_start = word_before, start
    if _folded(previous) in data.middles and previous[:1].isupper():
        name_start -= len(previous) + 1
        previous = _word_before(text, name_start)
    if previous[:1].isupper() and _folded(previous) in data.surnames:
        name_start -= len(previous) + 1
        opens_sentence = (
            at_sentence_start(text, name_start) and previous.lower() in data.openers
        )
        word_before_surname = _word_before(text, name_start)
        is_first_name = not word_before_surname[:1].isupper() or at_sentence_start(
            text, name_start - len(word_before_surname) - 1
        )
        if is_first_name and not opens_sentence:
            return True
    first = text[start:end].split()[0]
    word_after = _word_after(text, end)
    return (
        _folded(first) in data.surnames
        and _is_name(word_after, True)
        and _folded(word_after) not in data.surnames
    )


def _word_before(text: str, position: int) -> str:
    """The word before a place and the space there; empty where there is none."""
    end = position - 1
    if end <= 0 or text[end] not in " \u00a0":
        return ""
    window_start = max(0, position - _WINDOW)
    start = max(window_start, text.rfind(" ", window_start, end) + 1)
    if (word := text[start:end]).isalpha():
        return word
    # Letter by letter: a pattern would try every place from the window's start on.
    start = end
    while start > window_start and (
        text[start - 1].isalnum() or text[start - 1] in "_'’"
    ):
        start -= 1
    if not text[start:end][:1].isalpha() or text[start - 1 : start] == "-":
        return ""
    return text[start:end]


def _word_after(text: str, position: int) -> str:
    match = _AFTER.match(text, position)
    return match[1] if match else ""


@lru_cache(maxsize=16384)
def _is_name(word: str, vietnamese: bool) -> bool:
    """Whether a word may be a piece of a Vietnamese name: a syllable, capitalised."""
    return (
        word[:1].isupper()
        and (len(word) == 1 or not word.isupper())
        and _is_syllable(word, vietnamese)
    )


def _is_syllable(word: str, vietnamese: bool) -> bool:
    if not vietnamese and not word.isascii():
        return False
    return _SYLLABLE.fullmatch(folded(word)) is not None
