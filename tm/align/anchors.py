"""Anchors: words and values that are recognised without knowing the languages.

Values of numbers and dates, equal words, names that are equal without diacritics, and
words that sound alike.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tm.align.lexicon.dictionary import EMPTY_PHRASEBOOK, Phrasebook, StemPhrase
from tm.text.locale import Locale
from tm.text.normal import folded, match_form, nfc
from tm.text.stem import stem
from tm.text.tokens import Token, tokens
from tm.text.values.reader import Value, ValueKind, read_number_words, read_values

ANCHOR_PROBABILITY = 0.85
"""Probability that an anchor is translated by its equal."""
VALUE_PROBABILITY = 0.6
"""Probability that a number or date is in the translation too."""
SOUND_PROBABILITY = 0.55
"""The same for words that merely look related: Meksiko, Mexico."""

_MIN_EQUAL_LENGTH = 4
_MIN_SOUND_LENGTH = 5
_SOUND_LENGTH = 6
_SOUNDS = (
    (re.compile("ph"), "f"),
    (re.compile("x"), "ks"),
    (re.compile("[cq]"), "k"),
    (re.compile("y"), "i"),
    (re.compile("w"), "v"),
    (re.compile("z"), "s"),
    (re.compile("h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
_KEPT_MARKS = {
    **dict.fromkeys('"“”„«»「」', "quote"),
    **dict.fromkeys("?？", "question"),
    **dict.fromkeys("!！", "exclamation"),
    **dict.fromkeys("()（）", "bracket"),
    **dict.fromkeys(":：", "colon"),
    **dict.fromkeys(";；", "semicolon"),
    "…": "ellipsis",
}
"""Marks that a translation keeps, as a rule."""
_LATIN = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class AlignmentWord:
    """A word or value of a sentence with the keys it is looked up by."""

    form: str
    """The word in match form; for a value, its kind and key."""
    keys: tuple[str, ...]
    """Sure anchors, equal on both sides for the same name or value."""
    sound: str | None = None
    """A rough phonetic key, if the word is long enough."""
    expected: float = 0.0
    """Probability that a translation has its equal, whatever the language."""
    stem: str = ""
    """The stem; empty for values and marks."""
    phrase: StemPhrase = ()
    """The phrase of the dictionary that it is part of."""


def read_words(
    sentence: str, locale: Locale, phrasebook: Phrasebook = EMPTY_PHRASEBOOK
) -> list[AlignmentWord]:
    """List the words and values of a sentence, in no particular order.

    >>> [word.form for word in read_words("Naik 5%", Locale.parse("id"))]
    ['percent:5', 'naik']
    """
    text = nfc(sentence)
    values = read_values(text, locale)
    found_words = [
        AlignmentWord(form, (form,), expected=VALUE_PROBABILITY)
        for value in values
        for form in _value_forms(value)
    ]
    found_words += _with_phrases(list(_words_between(text, values, locale)), phrasebook)
    found_words += [
        AlignmentWord(form, (form,))
        for value in read_number_words(text, locale)
        for form in _value_forms(value)
        if value.key != (1,)
    ]
    return found_words


def _with_phrases(
    words: Sequence[AlignmentWord], book: Phrasebook
) -> Iterator[AlignmentWord]:
    """Add to words the phrases of a dictionary that they are part of."""
    phrases = book.split_phrases([word.stem for word in words if word.stem])
    for word in words:
        phrase = next(phrases) if word.stem else ()
        if phrase in book.translations:
            form = f"{word.form}/{' '.join(phrase)}"
            yield replace(word, form=form, phrase=phrase)
        else:
            yield word


def _value_forms(value: Value) -> Iterator[str]:
    """Yield the forms of a value; for a date, those of its parts."""
    if value.kind is ValueKind.DATE:
        year, month, day = value.key
        if year is not None:
            yield f"number:{year}"
        if month is not None:
            yield f"month:{month}" if day is None else f"day:{month}-{day}"
            if day is not None:
                yield f"month:{month}"
    elif value.kind is ValueKind.TIME:
        hour, minute = value.key
        yield f"time:{int(hour or 0) % 12}:{minute}"
    elif value.kind is ValueKind.UNIT:
        yield ":".join(["unit", *map(str, value.key)])
    else:
        yield f"{value.kind}:" + ":".join(
            f"{part:f}" if hasattr(part, "normalize") else str(part)
            for part in value.key
        )


def _words_between(
    text: str, values: Sequence[Value], locale: Locale
) -> Iterator[AlignmentWord]:
    value_places = {
        place for value in values for place in range(value.start, value.end)
    }
    previous: Token | None = None
    is_first = True
    for token in tokens(text):
        if token.kind in ("mark", "code"):
            if token.text in _KEPT_MARKS:
                mark = f"mark:{_KEPT_MARKS[token.text]}"
                yield AlignmentWord(mark, (mark,))
            is_first = is_first or token.text in '.!?:“"«‘'
            previous = None
            continue
        if token.start in value_places:
            previous, is_first = None, False
            continue
        is_name = token.text[0].isupper() and not is_first
        yield _make_word(token.text, locale.language, is_name=is_name)
        if previous and previous.text[0].isupper() and token.text[0].isupper():
            # Hà Nội is Hanoi, Việt Nam is Vietnam: one word or two.
            joined = folded(previous.text + token.text)
            yield AlignmentWord(joined, (f"name:{joined}",))
        previous, is_first = token, False


@lru_cache(maxsize=16_384)
def _make_word(text: str, language: str, *, is_name: bool) -> AlignmentWord:
    form = match_form(text, vietnamese=language == "vi")
    bare_form = folded(text)
    keys = []
    if len(form) >= _MIN_EQUAL_LENGTH or (len(form) > 1 and text.isupper()):
        keys.append(f"word:{form}")
    if is_name or (text[0].isupper() and len(bare_form) >= _MIN_EQUAL_LENGTH):
        keys.append(f"name:{bare_form}")
    sound = _sound(bare_form) if len(bare_form) >= _MIN_SOUND_LENGTH else None
    return AlignmentWord(form, tuple(keys), sound, stem=stem(form, language))


def _sound(sound: str) -> str | None:
    if not _LATIN.fullmatch(sound):
        return None
    for pattern, replacement in _SOUNDS:
        sound = pattern.sub(replacement, sound)
    return sound[:_SOUND_LENGTH] if len(sound) >= _MIN_SOUND_LENGTH - 1 else None
