"""Builds the term index: a set of read-only arrays for each locale."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.entries.entry import Term, make_term_form
from glossary.lookup.term_search import make_term_order
from glossary.lookup.typed_query import (
    make_initials,
    read_linking_words,
    split_words,
)
from tm.progress import ReportProgress
from tm.text.locale import Locale
from tm.text.normal import fold_text

TermArrays = Mapping[str, NDArray[Any]]
WORD_SEPARATOR = "\n"
_TERMS_PER_PROGRESS_REPORT = 1000


@dataclass(frozen=True, slots=True)
class IndexedTerm:
    """A term and its position in the termbase."""

    concept_index: int
    """The index of its concept in the order of the ids."""
    term_position: int
    """The index of the term in its entry."""
    term: Term


@dataclass(slots=True)
class _LocaleTerms:
    """The terms of one locale, as lists of their properties."""

    sort_keys: list[tuple[int, int, int, int]] = field(default_factory=list)
    term_forms: list[bytes] = field(default_factory=list)
    term_word_lists: list[tuple[str, ...]] = field(default_factory=list)


def build_index_arrays(
    concept_ids: Sequence[str],
    terms: Iterable[IndexedTerm],
    report_progress: ReportProgress | None = None,
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Build the arrays of all locales; the names of a locale's begin with its tag.

    `concept_ids`: the ids in their order.
    """
    yield from _build_text_arrays("concepts", [id.encode() for id in concept_ids])
    locale_terms_by_tag: dict[str, _LocaleTerms] = {}
    for term_count, indexed_term in enumerate(terms, 1):
        term = indexed_term.term
        locale_terms = locale_terms_by_tag.setdefault(term.locale.tag, _LocaleTerms())
        locale_terms.sort_keys.append(
            (
                *make_term_order(term),
                indexed_term.concept_index,
                indexed_term.term_position,
            )
        )
        locale_terms.term_forms.append(
            encode_text(make_term_form(term.text, term.locale))
        )
        locale_terms.term_word_lists.append(split_words(fold_text(term.text)))
        if report_progress is not None and term_count % _TERMS_PER_PROGRESS_REPORT == 0:
            report_progress(_TERMS_PER_PROGRESS_REPORT)
    for locale_tag, locale_terms in locale_terms_by_tag.items():
        for array_name, array in _build_locale_arrays(Locale(locale_tag), locale_terms):
            yield f"{locale_tag}/{array_name}", array


def encode_text(text: str) -> bytes:
    """Encode a text as bytes that sort like its code points."""
    return text.encode("utf-8", "surrogatepass")


def hash_without_spaces(words: Iterable[str]) -> int:
    """Hash words as if there were no spaces between them."""
    return zlib.crc32(encode_text("".join(words)))


def make_letter_bits(word: str) -> int:
    """Set a bit for each letter of a word; some letters share a bit."""
    letter_bits = 0
    for letter in word:
        letter_bits |= 1 << (ord(letter) & 63)
    return letter_bits


def _build_locale_arrays(
    locale: Locale, locale_terms: _LocaleTerms
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Build the arrays of a locale, with ids of terms by status, then by length.

    `order`: status, length, concept and term_position of each; `forms` and
    `initials`: sorted texts; `word_at`: the words of all terms, one
    after the other.
    """
    sort_key_rows = np.array(locale_terms.sort_keys, dtype=np.int32).reshape(-1, 4)
    term_order_array = np.lexsort(sort_key_rows.T[::-1])
    term_order = term_order_array.tolist()
    yield "order", sort_key_rows[term_order_array].ravel()
    yield from _build_sorted_text_arrays(
        "forms",
        [locale_terms.term_forms[term_id] for term_id in term_order],
    )
    term_word_lists = [locale_terms.term_word_lists[term_id] for term_id in term_order]
    linking_word_set = read_linking_words(locale)
    initials_and_term_ids = [
        (encode_text(initials_text), term_id)
        for term_id, term_words in enumerate(term_word_lists)
        for initials_text in make_initials(term_words, linking_word_set)
    ]
    yield from _build_sorted_text_arrays(
        "initials",
        [initials_text for initials_text, _ in initials_and_term_ids],
        [term_id for _, term_id in initials_and_term_ids],
    )
    spaceless_hashes = np.array(
        [hash_without_spaces(term_words) for term_words in term_word_lists],
        dtype=np.uint32,
    )
    hash_order = np.argsort(spaceless_hashes, kind="stable")
    yield "squeezed", spaceless_hashes[hash_order]
    yield "squeezed.terms", hash_order.astype(np.int32)
    yield from _build_word_arrays(term_word_lists)


def _build_word_arrays(
    term_word_lists: Sequence[Sequence[str]],
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Build the vocabulary of terms and the positions of each word."""
    vocabulary = sorted({word for term_words in term_word_lists for word in term_words})
    word_id_by_word = {word: word_id for word_id, word in enumerate(vocabulary)}
    joined_vocabulary = encode_text(WORD_SEPARATOR.join(vocabulary))
    yield "vocabulary", np.frombuffer(joined_vocabulary, dtype=np.uint8)
    yield (
        "vocabulary.bits",
        np.array([make_letter_bits(word) for word in vocabulary], dtype=np.uint64),
    )
    yield (
        "vocabulary.lengths",
        np.array([min(len(word), 255) for word in vocabulary], dtype=np.uint8),
    )
    term_word_counts = np.array(
        [len(term_words) for term_words in term_word_lists], dtype=np.int32
    )
    word_id_array = np.array(
        [
            word_id_by_word[word]
            for term_words in term_word_lists
            for word in term_words
        ],
        dtype=np.int32,
    )
    yield "word_at", word_id_array
    yield (
        "term_at",
        np.repeat(np.arange(len(term_word_lists), dtype=np.int32), term_word_counts),
    )
    yield (
        "starts",
        np.concatenate(([0], np.cumsum(term_word_counts))).astype(np.int32),
    )
    yield "places", np.argsort(word_id_array, kind="stable").astype(np.int32)
    occurrence_counts = np.bincount(word_id_array, minlength=len(vocabulary))
    yield (
        "postings",
        np.concatenate(([0], np.cumsum(occurrence_counts))).astype(np.int32),
    )


def _build_sorted_text_arrays(
    array_name_prefix: str,
    texts: Sequence[bytes],
    text_term_ids: Sequence[int] | None = None,
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Sort texts; give each its term id, or its index without ids."""
    sorted_indexes = sorted(range(len(texts)), key=texts.__getitem__)
    yield from _build_text_arrays(
        array_name_prefix, [texts[index] for index in sorted_indexes]
    )
    term_ids = (
        sorted_indexes
        if text_term_ids is None
        else [text_term_ids[index] for index in sorted_indexes]
    )
    yield f"{array_name_prefix}.terms", np.array(term_ids, dtype=np.int32)


def _build_text_arrays(
    array_name: str, texts: Sequence[bytes]
) -> Iterator[tuple[str, NDArray[Any]]]:
    yield f"{array_name}.text", np.frombuffer(b"".join(texts), dtype=np.uint8)
    text_ends = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    yield f"{array_name}.ends", text_ends
