"""Clean text as the makers of faults see it: a unit among its neighbours."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from checks.engine.unit import Context, Unit
from checks.text.language_words import Language
from tm.text.normal import folded
from tm.text.values.conventions import Conventions, load_conventions

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_KEPT = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|\{[^{}\s]*\}|</?\w[^<>]*>|%\(\w+\)[a-z]|%[sdif]\b"
)
"""What is copied as it is: addresses, placeholders, tags."""
_VOCABULARY = 20_000
"""From so many units at most are words of the language taken."""


class Corpus:
    """Units in order, those of a document together, and what is known of them all."""

    def __init__(self, units: Sequence[Unit], context: Context) -> None:
        self.subjects = tuple(units)
        self.context = context
        self.documents: list[range] = []
        """The places of each document's units; a unit without one stands alone."""
        start = 0
        for _, group in groupby(self.subjects, key=_document):
            count = sum(1 for _ in group)
            self.documents.append(range(start, start + count))
            start += count

    @cached_property
    def by_id(self) -> dict[str, Unit]:
        """The units by their ids."""
        return {unit.id: unit for unit in self.subjects}

    @cached_property
    def document_of(self) -> tuple[int, ...]:
        """By place of a unit, the number of its document."""
        return tuple(
            number for number, units in enumerate(self.documents) for _ in units
        )

    @cached_property
    def small_words(self) -> Counter[str]:
        """The words of the targets that have no capital, and how often they come."""
        return Counter(
            word
            for unit in self.subjects[:_VOCABULARY]
            for word in WORD.findall(unit.target)
            if word.islower()
        )

    @cached_property
    def vocabulary(self) -> list[str]:
        """Frequent words of some length, of the language of the targets."""
        function = self.context.language.function_words
        return [
            word
            for word, count in self.small_words.most_common(2000)
            if len(word) > 3 and word not in function and word.isalpha()
        ]


@dataclass(frozen=True, slots=True)
class Site:
    """One unit, where a fault may be made."""

    corpus: Corpus
    place: int

    @property
    def subject(self) -> Unit:
        """The unit."""
        return self.corpus.subjects[self.place]

    @property
    def target(self) -> str:
        """Its text."""
        return self.subject.target

    @property
    def source(self) -> str:
        """The text it is a translation of, or nothing."""
        return self.subject.source_text

    @property
    def number(self) -> int:
        """The number of its document."""
        return self.corpus.document_of[self.place]

    @property
    def document(self) -> range:
        """The places of the units of its document."""
        return self.corpus.documents[self.number]

    @property
    def context(self) -> Context:
        """The languages and terms."""
        return self.corpus.context

    @property
    def language(self) -> Language:
        """Words and marks of the target language."""
        return self.context.language

    @property
    def conventions(self) -> Conventions:
        """How the target language writes values."""
        return load_conventions(self.context.target)

    @property
    def source_conventions(self) -> Conventions:
        """How the source language does; the target's, where there is no source."""
        return load_conventions(self.context.source or self.context.target)

    @property
    def names(self) -> list[re.Match[str]]:
        """The capitalised words inside sentences that the source has as well."""
        have = forms(self.source)
        return [
            word
            for word in words(self.target)
            if len(word[0]) > 3
            and is_title(word[0])
            and is_inside(self.target, word.start())
            and folded(word[0]) in have
        ]


def _document(unit: Unit) -> object:
    return id(unit) if unit.document is None else unit.document


@lru_cache(maxsize=256)
def names_of(corpus: Corpus, document: int) -> tuple[str, ...]:
    """The names that both sides of a document's units have, each once."""
    sites = (Site(corpus, place) for place in corpus.documents[document])
    return tuple(dict.fromkeys(name[0] for site in sites for name in site.names))


@lru_cache(maxsize=256)
def text_of(corpus: Corpus, document: int) -> str:
    """The targets of a document, a line each."""
    return "\n".join(corpus.subjects[at].target for at in corpus.documents[document])


def words(text: str) -> list[re.Match[str]]:
    """The words of a text, those of addresses, placeholders and tags left out."""
    kept_ranges = kept_spans(text)
    return [
        word
        for word in WORD.finditer(text)
        if not any(start <= word.start() < end for start, end in kept_ranges)
    ]


@lru_cache(maxsize=1024)
def kept_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where addresses, placeholders and tags stand."""
    return tuple(match.span() for match in _KEPT.finditer(text))


def is_free(text: str, start: int, end: int) -> bool:
    """Whether a stretch touches no address, placeholder or tag."""
    return not any(start < last and first < end for first, last in kept_spans(text))


@lru_cache(maxsize=1024)
def forms(text: str) -> frozenset[str]:
    """The words of a text without marks and case."""
    return frozenset(folded(word) for word in WORD.findall(text))


def is_title(word: str) -> bool:
    """Whether a word has a capital first and small letters after it."""
    return word[:1].isupper() and word[1:].islower()


def is_inside(text: str, start: int) -> bool:
    """Whether a word follows another one, so that no sentence begins with it."""
    return start > 1 and text[start - 1] == " " and text[start - 2].isalnum()
