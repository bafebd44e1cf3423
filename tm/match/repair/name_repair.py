"""Replacing names and terms in a translation, where their place is certain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tm.finding import Span
from tm.match.repair.names_in_translation import (
    PhraseText,
    copy_transcription,
    fit_capitals,
    list_trimmed_names,
)
from tm.match.repair.repair_resources import KnownTerm, RepairResources
from tm.match.replacement import ReplacementKind
from tm.text.segment import Segment


@dataclass(frozen=True, slots=True)
class PhraseChange:
    """A name or term of the stored source and the query's in its place."""

    old_text: str
    new_text: str
    kind: ReplacementKind
    old_term: KnownTerm | None
    new_term: KnownTerm | None
    count: int
    """How often the source has it, changed in the same way each time."""


class PhraseRepair(NamedTuple):
    """The spans of a name in the translation, and what takes its place."""

    spans: tuple[Span, ...]
    new_texts: tuple[str, ...]
    """A text for each span; empty if it is not known for certain."""


class NameRepairer:
    """Finds names and terms in one translation, and writes new ones in their place."""

    def __init__(
        self, source: Segment, target: Segment, resources: RepairResources | None
    ) -> None:
        self._source = PhraseText(source.text)
        self._target = PhraseText(target.text)
        self._resources = resources

    def repair(self, change: PhraseChange) -> PhraseRepair:
        """Find the spans of a changed name and its new form.

        The source must have the name as often as the translation, and nowhere
        unchanged.
        """
        found_spans: tuple[Span, ...] = ()
        for old_name, new_name in list_trimmed_names(change.old_text, change.new_text):
            is_whole = old_name == change.old_text
            old_term = change.old_term if is_whole else self._find_phrase(old_name)
            old_term_texts = old_term.target_texts if old_term else ()
            if len(self._source.find(old_name)) != change.count:
                continue
            spans = self._target.find_any(old_term_texts)
            if not spans and change.kind is not ReplacementKind.TERM:
                spans = self._target.find(old_name)
            if len(spans) != change.count:
                continue
            new_term = change.new_term if is_whole else self._find_phrase(new_name)
            new_texts = [
                self._write_name(
                    old_name,
                    new_name,
                    span.of(self._target.text),
                    old_term_texts,
                    new_term,
                )
                for span in spans
            ]
            certain_texts = tuple(text for text in new_texts if text is not None)
            if len(certain_texts) == len(spans):
                return PhraseRepair(tuple(spans), certain_texts)
            found_spans = found_spans or tuple(spans)
        return PhraseRepair(found_spans, ())

    def _find_phrase(self, phrase: str) -> KnownTerm | None:
        return self._resources.find_phrase(phrase) if self._resources else None

    def _write_name(
        self,
        old_name: str,
        new_name: str,
        surface: str,
        old_term_texts: Sequence[str],
        new_term: KnownTerm | None,
    ) -> str | None:
        """Write the new name as the old one is written; None if that is unsure."""
        if new_term is not None:
            if new_term.preferred_text is None:
                return None
            form = next(
                (form for form in old_term_texts if form.lower() == surface.lower()),
                surface,
            )
            return fit_capitals(surface, form, new_term.preferred_text)
        if self._resources is not None:
            return self._resources.transcribe_name(
                new_name, old_name=old_name, old_surface=surface
            )
        return copy_transcription(old_name, surface, new_name)
