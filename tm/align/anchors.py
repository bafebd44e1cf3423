"""What can be recognised on the other side without knowing the language.

Values of numbers and dates, equal words, names that are equal less their marks, and
words that sound alike.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tm.align.lexicon.dictionary import EMPTY, Phrase, Phrasebook
from tm.text.locale import Locale
from tm.text.normal import folded, match_form, nfc
from tm.text.stem import stem
from tm.text.tokens import Token, tokens
from tm.text.values.reader import Value, ValueKind, read_number_words, read_values

SURE = 0.85
"""How probable it is that an anchor is translated by its equal."""
EXPECTED = 0.6
"""How probable it is that a number or date stands in the translation too."""
ALIKE = 0.55
"""The same for words that merely look related: Meksiko, Mexico."""

_SHORTEST_EQUAL = 4
_SHORTEST_ALIKE = 5
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
_TELLING = {
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
    """A word or value of a sentence, as it is looked up."""

    form: str
    """The word as tokens are compared; of a value its kind and key."""
    keys: tuple[str, ...]
    """Sure anchors: equal on both sides where the words are the same thing."""
    sound: str | None = None
    """How the word sounds, roughly, where it is long enough to tell."""
    expected: float = 0.0
    """How probable it is that a translation has its equal, whatever the language."""
    stem: str = ""
    """The word less its inflection; empty for values and marks."""
    phrase: Phrase = ()
    """The phrase of the dictionary that it stands in."""


def words(
    sentence: str, locale: Locale, phrasebook: Phrasebook = EMPTY
) -> list[AlignmentWord]:
    """The words and values of a sentence, in no particular order.

    >>> [word.form for word in words("Naik 5%", Locale.parse("id"))]
    ['percent:5', 'naik']
    """
    text = nfc(sentence)
    read = read_values(text, locale)
    found = [
        AlignmentWord(form, (form,), expected=EXPECTED)
        for value in read
        for form in _value_forms(value)
    ]
    found += _in_phrases(list(_words_between(text, read, locale)), phrasebook)
    found += [
        AlignmentWord(form, (form,))
        for value in read_number_words(text, locale)
        for form in _value_forms(value)
        if value.key != (1,)
    ]
    return found


def _in_phrases(
    found: Sequence[AlignmentWord], book: Phrasebook
) -> Iterator[AlignmentWord]:
    """Words with the phrases of a dictionary that they stand in."""
    phrases = book.phrases([word.stem for word in found if word.stem])
    for word in found:
        phrase = next(phrases) if word.stem else ()
        if phrase in book.translations:
            form = f"{word.form}/{' '.join(phrase)}"
            yield replace(word, form=form, phrase=phrase)
        else:
            yield word


def _value_forms(value: Value) -> Iterator[str]:
    """The forms of a value; of a date its parts, since the year may be left out."""
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
    text: str, read: Sequence[Value], locale: Locale
) -> Iterator[AlignmentWord]:
    taken = {place for value in read for place in range(value.start, value.end)}
    before: Token | None = None
    is_first = True
    for token in tokens(text):
        if token.kind in ("mark", "code"):
            if token.text in _TELLING:
                mark = f"mark:{_TELLING[token.text]}"
                yield AlignmentWord(mark, (mark,))
            is_first = is_first or token.text in '.!?:“"«‘'
            before = None
            continue
        if token.start in taken:
            before, is_first = None, False
            continue
        is_name = token.text[0].isupper() and not is_first
        yield _word(token.text, locale.language, is_name=is_name)
        if before and before.text[0].isupper() and token.text[0].isupper():
            # Hà Nội is Hanoi, Việt Nam is Vietnam: one word or two.
            joined = folded(before.text + token.text)
            yield AlignmentWord(joined, (f"name:{joined}",))
        before, is_first = token, False


@lru_cache(maxsize=16_384)
def _word(text: str, language: str, *, is_name: bool) -> AlignmentWord:
    form = match_form(text, vietnamese=language == "vi")
    bare = folded(text)
    keys = []
    if len(form) >= _SHORTEST_EQUAL or (len(form) > 1 and text.isupper()):
        keys.append(f"word:{form}")
    if is_name or (text[0].isupper() and len(bare) >= _SHORTEST_EQUAL):
        keys.append(f"name:{bare}")
    sound = _sound(bare) if len(bare) >= _SHORTEST_ALIKE else None
    return AlignmentWord(form, tuple(keys), sound, stem=stem(form, language))


def _sound(bare: str) -> str | None:
    if not _LATIN.fullmatch(bare):
        return None
    for pattern, replacement in _SOUNDS:
        bare = pattern.sub(replacement, bare)
    return bare[:_SOUND_LENGTH] if len(bare) >= _SHORTEST_ALIKE - 1 else None
