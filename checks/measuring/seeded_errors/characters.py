"""Faults of characters: unseen, look-alike, misread, not composed."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from random import Random

from checks.measuring.seeded_errors.clean_corpus import Corpus, Site, text_of, words
from checks.measuring.seeded_errors.seeded_error import Edit, kind
from tm.finding import Span
from tm.text.normal import fold_tone_style

_UNSEEN = "\u00ad\u200b\u2060\u200e\ufeff"
_CONTROLS = "\x02\x08\x1b\ufffd"
_CYRILLIC = str.maketrans("aceopxyAEOPCTXKMH", "асеорхуАЕОРСТХКМН")

_FEWEST_TONES = 3
"""Words of the document that make a style of its tone marks."""


@kind("invisible", "char.invisible", bilingual=False)
def invisible(site: Site, random: Random) -> Iterator[Edit]:
    """A character that cannot be seen stands inside a word."""
    for place in _inside_words(site, random):
        yield Edit(Span(place, place), random.choice(_UNSEEN))


@kind("control", "char.control", bilingual=False)
def control(site: Site, random: Random) -> Iterator[Edit]:
    """A control character stands inside a word."""
    for place in _inside_words(site, random):
        yield Edit(Span(place, place), random.choice(_CONTROLS))


@kind("nbsp", "char.nbsp", bilingual=False)
def nbsp(site: Site, random: Random) -> Iterator[Edit]:
    """A space between words has become a no-break space."""
    for match in re.finditer(r"(?<=[^\W\d_]) (?=[^\W\d_])", site.target):
        yield Edit(Span(*match.span()), "\u00a0")


@kind("lookalike", "char.lookalike", bilingual=False)
def lookalike(site: Site, random: Random) -> Iterator[Edit]:
    """A Cyrillic letter stands for the Latin one that it looks like."""
    for word in words(site.target):
        places = [
            at
            for at, letter in enumerate(word[0])
            if letter.translate(_CYRILLIC) != letter
        ]
        if places and len(word[0]) > 2:
            at = word.start() + random.choice(places)
            yield Edit(Span(at, at + 1), site.target[at].translate(_CYRILLIC))


@kind("mojibake", "char.mojibake", bilingual=False)
def mojibake(site: Site, random: Random) -> Iterator[Edit]:
    """A word was read in the wrong encoding: `Ã¡` for `á`."""
    for match in re.finditer(r"\S*[^\x00-\x9f\s]\S*", site.target):
        new = _misread(match[0])
        if new and new != match[0]:
            yield Edit(Span(*match.span()), new)


@kind("nfd-word", "char.nfc", bilingual=False)
def decomposed_word(site: Site, random: Random) -> Iterator[Edit]:
    """Letters and marks of a word stand apart (NFD)."""
    for word in words(site.target):
        new = unicodedata.normalize("NFD", word[0])
        if new != word[0]:
            yield Edit(Span(*word.span()), new)


@kind("nfd-unit", "char.nfc", bilingual=False)
def decomposed(site: Site, random: Random) -> Iterator[Edit]:
    """Letters and marks of the whole text stand apart (NFD)."""
    new = unicodedata.normalize("NFD", site.target)
    if new != site.target:
        yield Edit(Span(0, len(site.target)), new)


@kind("tone-place", "vi.tone", bilingual=False)
def tone_place(site: Site, random: Random) -> Iterator[Edit]:
    """A tone mark stands where the other style has it: hoà among hòa."""
    match = [word for word in words(site.target) if _is_old(word[0])]
    if not match or _old_tones(site.corpus, site.number) < _FEWEST_TONES:
        return
    for word in match:
        yield Edit(Span(*word.span()), fold_tone_style(word[0]))


@lru_cache(maxsize=256)
def _old_tones(corpus: Corpus, document: int) -> int:
    return sum(map(_is_old, text_of(corpus, document).split()))


def _is_old(word: str) -> bool:
    return not word.isascii() and fold_tone_style(word) != word


def _inside_words(site: Site, random: Random) -> Iterator[int]:
    for word in words(site.target):
        if len(word[0]) > 3:
            yield word.start() + random.randrange(1, len(word[0]))


def _misread(text: str) -> str | None:
    """UTF-8 taken for Windows-1252; bytes without a letter there stay controls."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return None
    return "".join(_letter(byte) for byte in raw)


def _letter(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)
