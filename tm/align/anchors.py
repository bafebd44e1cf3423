"""Anchors: words and values recognised without knowledge of the languages.

Values of numbers and dates, equal words, names that are equal without diacritics, and
words that sound alike.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tm.align.lexicon.dictionary import EMPTY_PHRASEBOOK, Phrasebook, StemPhrase
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form, nfc
from tm.text.stem import stem_word
from tm.text.tokens import Token, split_tokens
from tm.text.values.reader import Value, ValueKind, read_number_words, read_values

ANCHOR_PROBABILITY = 0.85
"""Probability that an anchor is translated by its equal."""
VALUE_PROBABILITY = 0.6
"""Probability that a number or date is in the translation too."""
SOUND_PROBABILITY = 0.55
"""Probability that words that look related are translations: Meksiko, Mexico."""

_MIN_EQUAL_WORD_LENGTH = 4
_MIN_SOUND_WORD_LENGTH = 5
_SOUND_KEY_LENGTH = 6
_SOUND_REPLACEMENTS = (
    (re.compile("ph"), "f"),
    (re.compile("x"), "ks"),
    (re.compile("[cq]"), "k"),
    (re.compile("y"), "i"),
    (re.compile("w"), "v"),
    (re.compile("z"), "s"),
    (re.compile("h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
_NAME_BY_MARK = {
    **dict.fromkeys('"“”„«»「」', "quote"),
    **dict.fromkeys("?？", "question"),
    **dict.fromkeys("!！", "exclamation"),
    **dict.fromkeys("()（）", "bracket"),
    **dict.fromkeys(":：", "colon"),
    **dict.fromkeys(";；", "semicolon"),
    "…": "ellipsis",
}
"""Marks that a translation usually keeps."""
_LATIN_PATTERN = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class AlignmentWord:
    """A word or value of a sentence with the keys it is looked up by."""

    form: str
    """The word in match form; for a value, its kind and key."""
    anchor_keys: tuple[str, ...]
    """Keys that are equal on both sides for the same name or value."""
    sound_key: str | None = None
    """A rough phonetic key, if the word is long enough."""
    equal_probability: float = 0.0
    """Probability that a translation into any language has an equal word."""
    stem: str = ""
    """The stem; empty for values and marks."""
    phrase: StemPhrase = ()
    """The dictionary phrase that contains the word."""


def read_alignment_words(
    sentence: str, locale: Locale, phrasebook: Phrasebook = EMPTY_PHRASEBOOK
) -> list[AlignmentWord]:
    """List the words and values of a sentence, in no particular order.

    >>> [word.form for word in read_alignment_words("Naik 5%", Locale.parse("id"))]
    ['percent:5', 'naik']
    """
    text = nfc(sentence)
    values = read_values(text, locale)
    alignment_words = [
        AlignmentWord(form, (form,), equal_probability=VALUE_PROBABILITY)
        for value in values
        for form in _list_value_forms(value)
    ]
    alignment_words += _add_containing_phrases(
        list(_read_words_outside_values(text, values, locale)), phrasebook
    )
    alignment_words += [
        AlignmentWord(form, (form,))
        for value in read_number_words(text, locale)
        for form in _list_value_forms(value)
        if value.key != (1,)
    ]
    return alignment_words


def _add_containing_phrases(
    words: Sequence[AlignmentWord], phrasebook: Phrasebook
) -> Iterator[AlignmentWord]:
    """Yield words with the dictionary phrases that contain them."""
    phrases = phrasebook.split_phrases([word.stem for word in words if word.stem])
    for word in words:
        phrase = next(phrases) if word.stem else ()
        if phrase in phrasebook.translations_by_phrase:
            form = f"{word.form}/{' '.join(phrase)}"
            yield replace(word, form=form, phrase=phrase)
        else:
            yield word


def _list_value_forms(value: Value) -> Iterator[str]:
    """Yield the forms of a value; for a date, the forms of its parts."""
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
            f"{part:f}" if isinstance(part, Decimal) else str(part)
            for part in value.key
        )


def _read_words_outside_values(
    text: str, values: Sequence[Value], locale: Locale
) -> Iterator[AlignmentWord]:
    value_offsets = {
        offset for value in values for offset in range(value.start, value.end)
    }
    previous_token: Token | None = None
    is_sentence_start = True
    for token in split_tokens(text):
        if token.kind in ("mark", "code"):
            if token.text in _NAME_BY_MARK:
                mark_form = f"mark:{_NAME_BY_MARK[token.text]}"
                yield AlignmentWord(mark_form, (mark_form,))
            is_sentence_start = is_sentence_start or token.text in '.!?:“"«‘'
            previous_token = None
            continue
        if token.start in value_offsets:
            previous_token, is_sentence_start = None, False
            continue
        is_name = token.text[0].isupper() and not is_sentence_start
        yield _make_word(token.text, locale.language, is_name=is_name)
        if (
            previous_token
            and previous_token.text[0].isupper()
            and token.text[0].isupper()
        ):
            # Hà Nội is Hanoi, Việt Nam is Vietnam: one word or two.
            joined_form = fold_text(previous_token.text + token.text)
            yield AlignmentWord(joined_form, (f"name:{joined_form}",))
        previous_token, is_sentence_start = token, False


def _make_word(token_text: str, language: str, *, is_name: bool) -> AlignmentWord:
    word_form = match_form(token_text, is_vietnamese=language == "vi")
    folded_form = fold_text(token_text)
    anchor_keys = []
    if len(word_form) >= _MIN_EQUAL_WORD_LENGTH or (
        len(word_form) > 1 and token_text.isupper()
    ):
        anchor_keys.append(f"word:{word_form}")
    if is_name or (
        token_text[0].isupper() and len(folded_form) >= _MIN_EQUAL_WORD_LENGTH
    ):
        anchor_keys.append(f"name:{folded_form}")
    sound_key = (
        _make_sound_key(folded_form)
        if len(folded_form) >= _MIN_SOUND_WORD_LENGTH
        else None
    )
    return AlignmentWord(
        word_form, tuple(anchor_keys), sound_key, stem=stem_word(word_form, language)
    )


def _make_sound_key(folded_form: str) -> str | None:
    if not _LATIN_PATTERN.fullmatch(folded_form):
        return None
    for pattern, replacement in _SOUND_REPLACEMENTS:
        folded_form = pattern.sub(replacement, folded_form)
    return (
        folded_form[:_SOUND_KEY_LENGTH]
        if len(folded_form) >= _MIN_SOUND_WORD_LENGTH - 1
        else None
    )
