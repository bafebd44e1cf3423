"""The Python API: open a memory, look up, import, check, export.

>>> import padanan
>>> for finding in padanan.check_text("Ia tinggal di  Hanoi.", target="id"):
...     print(finding.check, repr(finding.fix))
space.double 'di Hanoi.'

A thin facade over functions of `tm`, `glossary`, `checks` and `exports`; see
docs/library.md. Names are imported when they are first used, since imports take long.
"""

from importlib import import_module

from padanan.package_conflicts import require_own_packages

# Not imported from `typing`, which is slow to import. Type checkers assume true.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from exports.entry import Loss, WriteResult
    from exports.importing.term_import import ImportedTerms
    from exports.importing.unit_import import Imported
    from padanan.contents.articles import Articles
    from padanan.contents.history import History
    from padanan.contents.pagination import iterate
    from padanan.contents.reviews import Reviews
    from padanan.contents.terms import Terms
    from padanan.contents.units import Units
    from padanan.memory import Memory
    from padanan.opening import open
    from padanan.remote.memory import RemoteMemory, connect
    from padanan.settings import load_settings
    from padanan.values.articles import (
        ArticleLine,
        ArticlePage,
        ArticleSummary,
        ArticleText,
        Edition,
        IngestedArticle,
    )
    from padanan.values.concepts import (
        ConceptChange,
        ConceptPage,
        ConceptRelation,
        ConceptTerm,
        StoredConcept,
    )
    from padanan.values.history import (
        ChangeList,
        ChangeSetPage,
        ChangeSetSummary,
        HistoryHash,
        RecordChange,
    )
    from padanan.values.matches import MemoryMatch, PhraseHit
    from padanan.values.renderings import (
        PhraseRenderings,
        RenderingExample,
        RenderingSummary,
    )
    from padanan.values.sentences import AlignedPair, TextSegment
    from padanan.values.statistics import MemoryStatistics
    from padanan.values.terms import FoundTerm, TermbaseCount, TermMatch
    from padanan.values.units import PairChange, StoredUnit, UnitChange, UnitPage
    from padanan.without_memory import align, check_text, segment
    from tm.errors import (
        Conflict,
        FetchError,
        FormatError,
        InputError,
        InvalidLocale,
        InvalidText,
        NotFound,
        PadananError,
        SchemaOutdated,
        SchemaTooNew,
        StoreCorrupt,
        StoreError,
        StoreUnavailable,
        UnknownName,
        VersionConflict,
    )
    from tm.file_remarks import SkippedEntry
    from tm.finding import Finding, Severity, Span
    from tm.settings import Settings
    from tm.text.locale import Locale
    from tm.unit import Origin

__all__ = [
    "AlignedPair",
    "ArticleLine",
    "ArticlePage",
    "ArticleSummary",
    "ArticleText",
    "Articles",
    "ChangeList",
    "ChangeSetPage",
    "ChangeSetSummary",
    "ConceptChange",
    "ConceptPage",
    "ConceptRelation",
    "ConceptTerm",
    "Conflict",
    "Edition",
    "FetchError",
    "Finding",
    "FormatError",
    "FoundTerm",
    "History",
    "HistoryHash",
    "Imported",
    "ImportedTerms",
    "IngestedArticle",
    "InputError",
    "InvalidLocale",
    "InvalidText",
    "Locale",
    "Loss",
    "Memory",
    "MemoryMatch",
    "MemoryStatistics",
    "NotFound",
    "Origin",
    "PadananError",
    "PairChange",
    "PhraseHit",
    "PhraseRenderings",
    "RecordChange",
    "RemoteMemory",
    "RenderingExample",
    "RenderingSummary",
    "Reviews",
    "SchemaOutdated",
    "SchemaTooNew",
    "Settings",
    "Severity",
    "SkippedEntry",
    "Span",
    "StoreCorrupt",
    "StoreError",
    "StoreUnavailable",
    "StoredConcept",
    "StoredUnit",
    "TermMatch",
    "TermbaseCount",
    "Terms",
    "TextSegment",
    "UnitChange",
    "UnitPage",
    "Units",
    "UnknownName",
    "VersionConflict",
    "WriteResult",
    "align",
    "check_text",
    "connect",
    "iterate",
    "load_settings",
    "open",
    "segment",
]

_NAMES_BY_MODULE = {
    "exports.entry": (
        "Loss",
        "WriteResult",
    ),
    "exports.importing.term_import": ("ImportedTerms",),
    "exports.importing.unit_import": ("Imported",),
    "padanan.contents.articles": ("Articles",),
    "padanan.contents.history": ("History",),
    "padanan.contents.pagination": ("iterate",),
    "padanan.contents.reviews": ("Reviews",),
    "padanan.contents.terms": ("Terms",),
    "padanan.contents.units": ("Units",),
    "padanan.memory": ("Memory",),
    "padanan.opening": ("open",),
    "padanan.remote.memory": (
        "RemoteMemory",
        "connect",
    ),
    "padanan.settings": ("load_settings",),
    "padanan.without_memory": (
        "align",
        "check_text",
        "segment",
    ),
    "padanan.values.articles": (
        "ArticleLine",
        "ArticlePage",
        "ArticleSummary",
        "ArticleText",
        "Edition",
        "IngestedArticle",
    ),
    "padanan.values.concepts": (
        "ConceptChange",
        "ConceptPage",
        "ConceptRelation",
        "ConceptTerm",
        "StoredConcept",
    ),
    "padanan.values.history": (
        "ChangeList",
        "ChangeSetPage",
        "ChangeSetSummary",
        "HistoryHash",
        "RecordChange",
    ),
    "padanan.values.matches": (
        "MemoryMatch",
        "PhraseHit",
    ),
    "padanan.values.renderings": (
        "PhraseRenderings",
        "RenderingExample",
        "RenderingSummary",
    ),
    "padanan.values.sentences": (
        "AlignedPair",
        "TextSegment",
    ),
    "padanan.values.statistics": ("MemoryStatistics",),
    "padanan.values.terms": (
        "FoundTerm",
        "TermbaseCount",
        "TermMatch",
    ),
    "padanan.values.units": (
        "PairChange",
        "StoredUnit",
        "UnitChange",
        "UnitPage",
    ),
    "tm.errors": (
        "Conflict",
        "FetchError",
        "FormatError",
        "InputError",
        "InvalidLocale",
        "InvalidText",
        "NotFound",
        "PadananError",
        "SchemaOutdated",
        "SchemaTooNew",
        "StoreCorrupt",
        "StoreError",
        "StoreUnavailable",
        "UnknownName",
        "VersionConflict",
    ),
    "tm.file_remarks": ("SkippedEntry",),
    "tm.finding": (
        "Finding",
        "Severity",
        "Span",
    ),
    "tm.settings": ("Settings",),
    "tm.text.locale": ("Locale",),
    "tm.unit": ("Origin",),
}
_MODULE_BY_NAME = {
    name: module for module, names in _NAMES_BY_MODULE.items() for name in names
}

require_own_packages(__file__)


if not TYPE_CHECKING:  # type checkers use the imports above and so find mistakes

    def __getattr__(name: str) -> object:
        """Import a public name on first use."""
        if name not in _MODULE_BY_NAME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        public_object = getattr(import_module(_MODULE_BY_NAME[name]), name)
        globals()[name] = public_object
        return public_object


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
