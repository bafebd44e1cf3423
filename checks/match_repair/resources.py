"""Terms, places and word links for repairs; implements `RepairResources`."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from glossary.store.termbase_version import (
    EMPTY_TERMBASE_VERSION,
    read_termbase_version,
)
from tm.finding import Span
from tm.match.repair.repair_resources import KnownTerm
from tm.match.replacement import ReplacementKind
from tm.store.database import Database
from tm.text.locale import Locale
from tm.text.segment import Segment

if TYPE_CHECKING:
    from glossary.entries.entry import ConceptEntry, TermHit
    from glossary.recognition.recogniser import Recogniser
    from tm.align.lexicon.word_links import WordLinker

_PLACE_FIELD_OR_ID_PREFIXES = ("geo", "place")
"""Beginnings of the subject fields or ids of countries and places."""


class MatchRepairResources:
    """What the repairs of two locales may know; read from a database when needed.

    The terms are those of the termbase when a text is searched for the first time.
    """

    def __init__(
        self,
        database: Database,
        source_locale: Locale,
        target_locale: Locale,
        *,
        learns_word_links: bool = False,
    ) -> None:
        """Word links that are not cached are only learned with `learns_word_links`."""
        self._learns_word_links = learns_word_links
        self._database = database
        self._source_locale, self._target_locale = source_locale, target_locale

    def find_terms(self, text: str) -> Sequence[KnownTerm]:
        """Find the terms of the termbase in a source text."""
        if self._recogniser is None:
            return ()
        hits = self._recogniser.find(text)
        known_terms = (self._make_known_term(hit) for hit in hits)
        return [term for term in known_terms if term is not None]

    def find_places(self, text: str) -> Sequence[KnownTerm]:
        """Find the countries and continents in a source text."""
        from checks.match_repair.place_names import find_territories_in

        return [
            KnownTerm(
                span, ReplacementKind.PLACE, place.preferred_text, place.target_texts
            )
            for span, place in find_territories_in(
                text, self._source_locale, self._target_locale
            )
        ]

    def find_phrase(self, phrase: str) -> KnownTerm | None:
        """Find a phrase that is a segment of the memory, a country or a city."""
        # Each takes a while to import or to read, and few repairs need it.
        from checks.match_repair.memory_phrases import find_translations

        span = Span(0, len(phrase))
        locales = self._source_locale, self._target_locale
        if phrase[:1].isupper():
            from checks.match_repair.place_names import find_place

            if place := find_place(phrase, *locales):
                kind = ReplacementKind.PLACE
                return KnownTerm(span, kind, place.preferred_text, place.target_texts)
        translations = find_translations(self._database, phrase, *locales)
        if not translations:
            return None
        is_name = phrase[:1].isupper() and translations[0][:1].isupper()
        return KnownTerm(
            span,
            ReplacementKind.NAME if is_name else ReplacementKind.TERM,
            translations[0] if len(translations) == 1 else None,
            translations,
        )

    def transcribe_name(
        self, new_name: str, *, old_name: str, old_surface: str
    ) -> str | None:
        """Write a new name as a translation writes the old one; None if unsure."""
        from checks.match_repair.name_transcription import transcribe_name

        return transcribe_name(
            new_name,
            old_name=old_name,
            old_surface=old_surface,
            locales=(self._source_locale, self._target_locale),
        )

    def link_words(
        self, source: Segment, target: Segment, source_spans: Sequence[Span]
    ) -> Sequence[tuple[Span, Span]]:
        """Link the words in parts of a source with those that translate them."""
        if self._word_linker is None:
            return ()
        links = self._word_linker.link(source.text, target.text, source_spans)
        return [(link.source_span, link.target_span) for link in links]

    def _make_known_term(self, hit: "TermHit") -> KnownTerm | None:
        """Make a known term of a hit; None if the target language has no term for it.

        Without a preferred text if its readings disagree on it.
        """
        entries = [hit.entry, *(reading.entry for reading in hit.other_readings)]
        preferred_texts = {
            text
            for entry in entries
            for text in entry.list_preferred_texts(self._target_locale)
        }
        target_texts = tuple(
            dict.fromkeys(
                term.text
                for entry in entries
                for term in entry.list_terms_in(self._target_locale)
            )
        )
        if not target_texts:
            return None
        return KnownTerm(
            Span(hit.start, hit.end),
            _find_kind(hit.entry),
            preferred_texts.pop() if len(preferred_texts) == 1 else None,
            target_texts,
        )

    @cached_property
    def _word_linker(self) -> "WordLinker | None":
        from checks.match_repair.memory_word_links import (
            open_cached_word_linker,
            open_word_linker,
        )

        open_linker = (
            open_word_linker if self._learns_word_links else open_cached_word_linker
        )
        return open_linker(self._database, self._source_locale, self._target_locale)

    @cached_property
    def _recogniser(self) -> "Recogniser | None":
        """The recogniser of the source language; None for an empty termbase."""
        with self._database.open_reader() as reader:
            if read_termbase_version(reader) == EMPTY_TERMBASE_VERSION:
                return None
        # Reading terms takes long to import, and a memory may well have none.
        from glossary.store.recogniser_cache import read_or_build_recogniser

        return read_or_build_recogniser(self._database, self._source_locale)


def _find_kind(entry: "ConceptEntry") -> ReplacementKind:
    """Find whether a concept is a place, a person or another term."""
    from glossary.entries.entry import PERSON_FIELD

    subject_field = entry.subject_field or ""
    if subject_field.startswith(_PLACE_FIELD_OR_ID_PREFIXES) or entry.id.startswith(
        _PLACE_FIELD_OR_ID_PREFIXES
    ):
        return ReplacementKind.PLACE
    return (
        ReplacementKind.NAME if subject_field == PERSON_FIELD else ReplacementKind.TERM
    )
