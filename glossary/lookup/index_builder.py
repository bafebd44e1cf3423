"""Builds the term index: a set of read-only arrays for each locale."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.entries.entry import Term
from glossary.lookup.query import linking_words, make_initials, split_words, term_form
from glossary.lookup.search import term_order
from tm.text.locale import Locale
from tm.text.normal import folded

TermArrays = Mapping[str, NDArray[Any]]
BETWEEN_WORDS = "\n"
_STEP = 1000


@dataclass(frozen=True, slots=True)
class IndexedTerm:
    """A term and its position in the termbase."""

    concept: int
    """The index of its concept in the order of the ids."""
    ordinal: int
    """The index of the term in its entry."""
    term: Term


@dataclass(slots=True)
class _LocaleTerms:
    """The terms of one locale, as lists of their properties."""

    order: list[tuple[int, int, int, int]] = field(default_factory=list)
    forms: list[bytes] = field(default_factory=list)
    words: list[tuple[str, ...]] = field(default_factory=list)


def build_index_arrays(
    concepts: Sequence[str],
    terms: Iterable[IndexedTerm],
    progress: Callable[[int], object] | None = None,
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Build the arrays of all locales; the names of a locale's begin with its tag.

    `concepts`: the ids in their order.
    """
    yield from _texts("concepts", [id.encode() for id in concepts])
    locales: dict[str, _LocaleTerms] = {}
    for number, indexed_term in enumerate(terms, 1):
        term = indexed_term.term
        locale_terms = locales.setdefault(term.locale.tag, _LocaleTerms())
        locale_terms.order.append(
            (*term_order(term), indexed_term.concept, indexed_term.ordinal)
        )
        locale_terms.forms.append(encode_text(term_form(term.text, term.locale)))
        locale_terms.words.append(split_words(folded(term.text)))
        if progress is not None and number % _STEP == 0:
            progress(_STEP)
    for tag, locale_terms in locales.items():
        for name, array in _locale_arrays(Locale(tag), locale_terms):
            yield f"{tag}/{name}", array


def encode_text(text: str) -> bytes:
    """Encode a text as bytes that sort like its code points."""
    return text.encode("utf-8", "surrogatepass")


def spaceless_hash(words: Iterable[str]) -> int:
    """Hash words as if there were no spaces between them."""
    return zlib.crc32(encode_text("".join(words)))


def letter_bits(word: str) -> int:
    """Set a bit for each letter of a word; some letters share a bit."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _locale_arrays(
    locale: Locale, locale_terms: _LocaleTerms
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Build the arrays of a locale, with terms numbered by status, then by length.

    `order`: status, length, concept and ordinal of each; `forms` and `initials`:
    sorted texts; `word_at`: the words of all terms, one after the other.
    """
    order = np.array(locale_terms.order, dtype=np.int32).reshape(-1, 4)
    sorting = np.lexsort(order.T[::-1])
    numbers = sorting.tolist()
    yield "order", order[sorting].ravel()
    yield from _sorted_texts(
        "forms", [locale_terms.forms[number] for number in numbers]
    )
    words = [locale_terms.words[number] for number in numbers]
    linking = linking_words(locale)
    initials = [
        (encode_text(initials_text), number)
        for number, term_words in enumerate(words)
        for initials_text in make_initials(term_words, linking)
    ]
    yield from _sorted_texts(
        "initials",
        [initials_text for initials_text, _ in initials],
        [number for _, number in initials],
    )
    hashes = np.array(
        [spaceless_hash(term_words) for term_words in words], dtype=np.uint32
    )
    by_hash = np.argsort(hashes, kind="stable")
    yield "squeezed", hashes[by_hash]
    yield "squeezed.terms", by_hash.astype(np.int32)
    yield from _words_arrays(words)


def _words_arrays(
    words: Sequence[Sequence[str]],
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Build the vocabulary of terms and the positions of each word."""
    vocabulary = sorted({word for term_words in words for word in term_words})
    numbers = {word: number for number, word in enumerate(vocabulary)}
    joined = encode_text(BETWEEN_WORDS.join(vocabulary))
    yield "vocabulary", np.frombuffer(joined, dtype=np.uint8)
    yield (
        "vocabulary.bits",
        np.array([letter_bits(word) for word in vocabulary], dtype=np.uint64),
    )
    yield (
        "vocabulary.lengths",
        np.array([min(len(word), 255) for word in vocabulary], dtype=np.uint8),
    )
    counts = np.array([len(term_words) for term_words in words], dtype=np.int32)
    word_at = np.array(
        [numbers[word] for term_words in words for word in term_words], dtype=np.int32
    )
    yield "word_at", word_at
    yield "term_at", np.repeat(np.arange(len(words), dtype=np.int32), counts)
    yield "starts", np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    yield "places", np.argsort(word_at, kind="stable").astype(np.int32)
    tally = np.bincount(word_at, minlength=len(vocabulary))
    yield "postings", np.concatenate(([0], np.cumsum(tally))).astype(np.int32)


def _sorted_texts(
    name: str, texts: Sequence[bytes], values: Sequence[int] | None = None
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Sort texts, and give each its value, or its index if there are no values."""
    sorting = sorted(range(len(texts)), key=texts.__getitem__)
    yield from _texts(name, [texts[index] for index in sorting])
    term_numbers = sorting if values is None else [values[index] for index in sorting]
    yield f"{name}.terms", np.array(term_numbers, dtype=np.int32)


def _texts(name: str, texts: Sequence[bytes]) -> Iterator[tuple[str, NDArray[Any]]]:
    yield f"{name}.text", np.frombuffer(b"".join(texts), dtype=np.uint8)
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    yield f"{name}.ends", ends
