"""Terms in a text."""

from dataclasses import dataclass

from padanan.results import FoundTerm
from web.api.values import LanguageTag, PartialDate, Request, Text
from web.call import Call
from web.route import API_PREFIX, Role, Route


class TermsRequest(Request, frozen=True):
    """A text whose terms are asked for."""

    text: Text
    source: LanguageTag | None = None
    """The language of the text; by default that of the settings."""
    target: LanguageTag | None = None
    date: PartialDate | None = None
    """Translations that were valid on this day, month or year: `2023-06`."""
    include_forbidden: bool = False


@dataclass(frozen=True, slots=True)
class FoundTerms:
    """The terms of a text, in its order."""

    terms: list[FoundTerm]


def find_terms(call: Call, request: TermsRequest) -> FoundTerms:
    """Find the terms in a text, with their preferred translations."""
    return FoundTerms(
        call.memory.terms.find(
            request.text,
            source=request.source,
            target=request.target,
            include_forbidden=request.include_forbidden,
            date=request.date,
        )
    )


TERM_ROUTES = (
    Route(
        "POST",
        f"{API_PREFIX}/terms/find",
        find_terms,
        TermsRequest,
        FoundTerms,
        Role.READER,
        example={"text": "Bộ trưởng Bộ Y tế", "source": "vi", "target": "id"},
    ),
)
