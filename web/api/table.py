"""The table of the API's routes; those asked most often come first."""

from collections.abc import Sequence

from web.api.checks import (
    AlignedPairs,
    AlignRequest,
    CheckRequest,
    Findings,
    align_texts,
    check,
)
from web.api.lookup import (
    BatchLookupRequest,
    BatchLookups,
    ConcordanceRequest,
    LookupRequest,
    Lookups,
    PhraseHits,
    look_up,
    look_up_batch,
    search_phrase,
)
from web.api.terms import FoundTerms, TermsRequest, find_terms
from web.api.units import (
    Change,
    NewUnit,
    RedoRequest,
    UndoRequest,
    add_unit,
    redo,
    undo,
)
from web.route import Role, Route

PREFIX = "/api/v1"

ROUTES: Sequence[Route] = (
    Route(
        *("GET", f"{PREFIX}/lookup", look_up, LookupRequest, Lookups, Role.READER),
        example={"text": "Thủ tướng thăm Hà Nội", "source": "vi", "target": "id"},
    ),
    Route(
        *("POST", f"{PREFIX}/lookup", look_up_batch),
        *(BatchLookupRequest, BatchLookups, Role.READER),
        example={"texts": ["họp báo", "cảnh sát"], "source": "vi", "target": "id"},
    ),
    Route(
        *("POST", f"{PREFIX}/terms/find", find_terms),
        *(TermsRequest, FoundTerms, Role.READER),
        example={"text": "Bộ trưởng Bộ Y tế", "source": "vi", "target": "id"},
    ),
    Route(
        *("GET", f"{PREFIX}/concordance", search_phrase),
        *(ConcordanceRequest, PhraseHits, Role.READER),
        example={"phrase": "họp báo", "source": "vi", "target": "id"},
    ),
    Route(
        *("POST", f"{PREFIX}/check", check, CheckRequest, Findings, Role.READER),
        example={"text": "Ia tinggal di  Hanoi.", "target": "id"},
    ),
    Route(
        *(
            "POST",
            f"{PREFIX}/align",
            align_texts,
            AlignRequest,
            AlignedPairs,
            Role.READER,
        ),
        example={
            "source_text": "Xin chào. Cảm ơn.",
            "target_text": "Halo. Terima kasih.",
            "source": "vi",
            "target": "id",
        },
    ),
    Route(
        *("POST", f"{PREFIX}/units", add_unit, NewUnit, Change, Role.TRANSLATOR),
        example={
            "source_text": "họp báo",
            "target_text": "jumpa pers",
            "source": "vi",
            "target": "id",
        },
        status=201,
    ),
    Route(
        *("POST", f"{PREFIX}/undo", undo, UndoRequest, Change, Role.TRANSLATOR),
        example={"name": "last"},
    ),
    Route(
        *("POST", f"{PREFIX}/redo", redo, RedoRequest, Change, Role.TRANSLATOR),
        example={},
    ),
)
