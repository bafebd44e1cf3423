"""Terms and word links: what a repair may ask of the termbase and the memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tm.finding import Span
from tm.match.replacement import ReplacementKind
from tm.text.segment import Segment


@dataclass(frozen=True, slots=True)
class KnownTerm:
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
        self, source: Segment, target: Segment
    ) -> Sequence[tuple[Span, Span]]:
        """Link the words of a source with those of its translation, where certain."""
        ...
