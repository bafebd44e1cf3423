"""Making the index of terms: arrays that are written once, a set for each locale."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.entries.entry import Term
from glossary.lookup.query import initials_of, linking_words, term_form, words_of
from glossary.lookup.search import term_order
from tm.text.locale import Locale
from tm.text.normal import folded

Arrays = Mapping[str, NDArray[Any]]
BETWEEN_WORDS = "\n"
_STEP = 1000


@dataclass(frozen=True, slots=True)
class IndexedTerm:
    """A term, and the place of it in the termbase."""

    concept: int
    """The number of its concept, in the order of the ids."""
    ordinal: int
    """Its place in the entry."""
    term: Term


@dataclass(slots=True)
class _Gathered:
    """The terms of one locale, each as the index has it."""

    order: list[tuple[int, int, int, int]] = field(default_factory=list)
    forms: list[bytes] = field(default_factory=list)
    words: list[tuple[str, ...]] = field(default_factory=list)


def index_arrays(
    concepts: Sequence[str],
    terms: Iterable[IndexedTerm],
    progress: Callable[[int], object] | None = None,
) -> Iterator[tuple[str, NDArray[Any]]]:
    """The arrays of all locales by name; those of a locale begin with its tag.

    `concepts`: the ids in their order.
    """
    yield from _texts("concepts", [id.encode() for id in concepts])
    locales: dict[str, _Gathered] = {}
    for number, one in enumerate(terms, 1):
        term = one.term
        gathered = locales.setdefault(term.locale.tag, _Gathered())
        gathered.order.append((*term_order(term), one.concept, one.ordinal))
        gathered.forms.append(encoded(term_form(term.text, term.locale)))
        gathered.words.append(words_of(folded(term.text)))
        if progress is not None and number % _STEP == 0:
            progress(_STEP)
    for tag, gathered in locales.items():
        for name, array in _locale_arrays(Locale(tag), gathered):
            yield f"{tag}/{name}", array


def encoded(text: str) -> bytes:
    """A text as bytes that are in the order of its letters."""
    return text.encode("utf-8", "surrogatepass")


def squeezed_hash(words: Iterable[str]) -> int:
    """A number for words without the spaces between them; few share one."""
    return zlib.crc32(encoded("".join(words)))


def letter_bits(word: str) -> int:
    """A bit for each letter of a word; some letters share one."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _locale_arrays(
    locale: Locale, gathered: _Gathered
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Terms are numbered by status and length, so that the least number is shown first.

    `order`: status, length, concept and ordinal of each; `forms` and `initials`:
    sorted texts; `word_at`: the words of all terms, one after the other.
    """
    order = np.array(gathered.order, dtype=np.int32).reshape(-1, 4)
    sorting = np.lexsort(order.T[::-1])
    numbers = sorting.tolist()
    yield "order", order[sorting].ravel()
    yield from _sorted_texts("forms", [gathered.forms[at] for at in numbers])
    words = [gathered.words[at] for at in numbers]
    linking = linking_words(locale)
    initials = [
        (encoded(each), number)
        for number, some in enumerate(words)
        for each in initials_of(some, linking)
    ]
    yield from _sorted_texts(
        "initials", [each for each, _ in initials], [number for _, number in initials]
    )
    hashes = np.array([squeezed_hash(some) for some in words], dtype=np.uint32)
    by_hash = np.argsort(hashes, kind="stable")
    yield "squeezed", hashes[by_hash]
    yield "squeezed.terms", by_hash.astype(np.int32)
    yield from _words_arrays(words)


def _words_arrays(
    words: Sequence[Sequence[str]],
) -> Iterator[tuple[str, NDArray[Any]]]:
    """The words of terms by number, and where each word stands."""
    vocabulary = sorted({word for some in words for word in some})
    numbers = {word: number for number, word in enumerate(vocabulary)}
    joined = encoded(BETWEEN_WORDS.join(vocabulary))
    yield "vocabulary", np.frombuffer(joined, dtype=np.uint8)
    yield (
        "vocabulary.bits",
        np.array([letter_bits(word) for word in vocabulary], dtype=np.uint64),
    )
    yield (
        "vocabulary.lengths",
        np.array([min(len(word), 255) for word in vocabulary], dtype=np.uint8),
    )
    counts = np.array([len(some) for some in words], dtype=np.int32)
    word_at = np.array(
        [numbers[word] for some in words for word in some], dtype=np.int32
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
    """Texts in their order, and what each stands for: its place, if nothing else."""
    sorting = sorted(range(len(texts)), key=texts.__getitem__)
    yield from _texts(name, [texts[at] for at in sorting])
    chosen = sorting if values is None else [values[at] for at in sorting]
    yield f"{name}.terms", np.array(chosen, dtype=np.int32)


def _texts(name: str, texts: Sequence[bytes]) -> Iterator[tuple[str, NDArray[Any]]]:
    yield f"{name}.text", np.frombuffer(b"".join(texts), dtype=np.uint8)
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    yield f"{name}.ends", ends
