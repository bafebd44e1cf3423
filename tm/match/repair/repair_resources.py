"""Terms and word links: what a repair may ask of the termbase and the memory."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tm.finding import Span
from tm.match.replacement import ReplacementKind
from tm.text.segment import Segment


class KnownTerm(NamedTuple):
    """A phrase of the source language whose translations are known."""

    span: Span
    """Its span in the text that was searched."""
    kind: ReplacementKind
    preferred_text: str | None
    """The translation to use; None if there are several."""
    target_texts: tuple[str, ...]
    """All known translations, including those no longer to be used."""


class RepairResources(Protocol):
    """Knowledge of names and terms for the repairs of one pair of languages."""

    def find_terms(self, text: str) -> Sequence[KnownTerm]:
        """Find the known terms of a source text, in order and without overlaps."""
        ...

    def find_places(self, text: str) -> Sequence[KnownTerm]:
        """Find the countries and continents in a source text, in order."""
        ...

    def find_phrase(self, phrase: str) -> KnownTerm | None:
        """Find a phrase that is a segment of the memory, or a known term as a whole."""
        ...

    def transcribe_name(
        self, new_name: str, *, old_name: str, old_surface: str
    ) -> str | None:
        """Write an unknown name as a translation writes the old one; None if unsure."""
        ...

    def link_words(
        self, source: Segment, target: Segment, source_spans: Sequence[Span]
    ) -> Sequence[tuple[Span, Span]]:
        """Link the words in parts of a source with those that translate them."""
        ...


class LookupResources:
    """The resources of one lookup: each text is searched once for all its matches.

    The text that is looked up is compared with each match. Speed trick: a lookup with
    five matches takes 5 to 12 % longer without it (benchmarks/server.py).
    """

    def __init__(self, resources: RepairResources) -> None:
        self._resources = resources
        self.transcribe_name = resources.transcribe_name
        self.link_words = resources.link_words
        self._terms_by_text: dict[str, Sequence[KnownTerm]] = {}
        self._place_terms_by_text: dict[str, Sequence[KnownTerm]] = {}
        self._term_by_phrase: dict[str, KnownTerm | None] = {}

    def find_terms(self, text: str) -> Sequence[KnownTerm]:
        """Find the known terms as `RepairResources` does."""
        if text not in self._terms_by_text:
            self._terms_by_text[text] = self._resources.find_terms(text)
        return self._terms_by_text[text]

    def find_places(self, text: str) -> Sequence[KnownTerm]:
        """Find the countries and continents as `RepairResources` does."""
        if text not in self._place_terms_by_text:
            self._place_terms_by_text[text] = self._resources.find_places(text)
        return self._place_terms_by_text[text]

    def find_phrase(self, phrase: str) -> KnownTerm | None:
        """Find a phrase as `RepairResources` does."""
        if phrase not in self._term_by_phrase:
            self._term_by_phrase[phrase] = self._resources.find_phrase(phrase)
        return self._term_by_phrase[phrase]
