"""The terms of an article, found in its texts and explained once each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from padanan.values.terms import FoundTerm
from web.api.terms import TermsRequest, find_terms
from web.request_context import RequestContext


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A part of a text: a term of the termbase, or what is between two."""

    text: str
    term: "TermNote | None" = None


@dataclass(frozen=True, slots=True)
class TermNote:
    """What the termbase says of a term in the article."""

    number: int
    """The number of the note on the page, from 1."""
    locale: str
    other_locale: str
    found_term: FoundTerm


@dataclass(slots=True)
class TermNotes:
    """The terms of an article, each once, in the order of the text."""

    context: RequestContext
    notes: dict[tuple[str, str, tuple[str, ...]], TermNote] = field(
        default_factory=dict
    )

    def split(
        self, text: str, locale: str | None, other_locale: str | None
    ) -> Sequence[TextPiece]:
        """Split a text at its terms, and take note of them."""
        if not text or locale is None or other_locale is None or locale == other_locale:
            return [TextPiece(text)]
        found_terms = find_terms(
            self.context,
            TermsRequest(
                text=text, source=locale, target=other_locale, include_forbidden=True
            ),
        )
        pieces, split_end = list[TextPiece](), 0
        for found_term in found_terms:
            if found_term.start < split_end:
                continue
            note_key = (locale, found_term.term, found_term.translations)
            note = self.notes.setdefault(
                note_key,
                TermNote(len(self.notes) + 1, locale, other_locale, found_term),
            )
            if found_term.start > split_end:
                pieces.append(TextPiece(text[split_end : found_term.start]))
            pieces.append(TextPiece(found_term.text, note))
            split_end = found_term.end
        if split_end < len(text):
            pieces.append(TextPiece(text[split_end:]))
        return pieces
