"""What a change of a concept would do, shown before it is made."""

from collections.abc import Mapping
from dataclasses import dataclass

from padanan.values.concepts import StoredConcept
from padanan.values.termbase import ConceptFieldChange
from tm.finding import Severity
from tm.unit import Origin


@dataclass(frozen=True, slots=True)
class ChangedTerm:
    """A term that is added or removed, or gets another status."""

    locale: str
    text: str
    before: str | None
    """Its status; None before it is added, and after it is removed."""
    after: str | None
    units: int | None
    """The units that contain it; None if that cannot be searched."""
    is_complete: bool
    """Whether all of them were read; otherwise there are more."""
    first: str | None
    """The first and the last day of the units with it."""
    last: str | None
    """The first and the last day of these units."""


@dataclass(frozen=True, slots=True)
class ChangedFinding:
    """A finding that a change of the termbase lets appear or vanish."""

    appears: bool
    """False for one that vanishes."""
    check: str
    severity: Severity
    messages: Mapping[str, str]
    """By language: `en`, `id`, `vi`."""
    unit: str
    """The key of the unit."""
    source_locale: str
    source: str
    target_locale: str
    target: str
    source_span: tuple[int, int] | None
    target_span: tuple[int, int] | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class ConceptImpact:
    """What a change of a concept would do."""

    concept: StoredConcept | None
    """The concept as it would be; None if it would be removed."""
    fields: tuple[ConceptFieldChange, ...]
    terms: tuple[ChangedTerm, ...]
    checked_units: int
    """The units with one of these terms that were checked before and after."""
    appearing: int
    """How many findings would appear in them."""
    vanishing: int
    """How many would vanish."""
    findings: tuple[ChangedFinding, ...]
    """A sample of both."""
    warnings: tuple[str, ...]
    """What could be stored and may be wrong."""


@dataclass(frozen=True, slots=True)
class DuplicateConcepts:
    """Two concepts that may be the same."""

    kept: StoredConcept
    """The one with more terms, which would take over those of the other."""
    merged: StoredConcept
    """The concept that would be merged into it."""
    score: float
    """How alike they are, 0 to 1."""
    languages: tuple[str, ...]
    """Those in which they have the same or nearly the same term."""


@dataclass(frozen=True, slots=True)
class MergedConcept:
    """A concept that has taken over the terms of another one, or would."""

    concept: StoredConcept
    notes: tuple[str, ...]
    """What of the other concept is dropped or changed."""
    redirected: tuple[str, ...]
    """The ids of concepts whose relations lead to the kept one from then on."""
    change_set: str | None
    """The name of the change set, for undoing it; None for a preview."""

    @property
    def version(self) -> str:
        """The version of the concept."""
        return self.concept.version


@dataclass(frozen=True, slots=True)
class ProposedTranslation:
    """A translation that is proposed for a candidate."""

    text: str
    units: int
    """Units that contain it."""
    common_units: int
    """Units that contain the candidate, too."""
    score: float
    """How sure the pair is, 0 to 1."""


@dataclass(frozen=True, slots=True)
class ProposedTerm:
    """A phrase that the memory repeats, and that may be a term."""

    text: str
    kind: str
    """`name`, `phrase`, or `unchanged` for one that is not translated."""
    count: int
    """How often it occurs."""
    documents: int
    """In how many documents it occurs."""
    score: float
    """How likely it is a term; more is better."""
    concept: str | None
    """The id of the concept that has it as a term already."""
    translations: tuple[ProposedTranslation, ...]
    """The best first."""
    example_source: str | None
    example_target: str | None


@dataclass(frozen=True, slots=True)
class ProposedTerms:
    """The candidates for the termbase, the best first."""

    source: str
    target: str
    candidates: tuple[ProposedTerm, ...]
    units: int
    """The units that were read."""
    min_count: int
    """How often a phrase occurs at least."""
    known: int
    """Candidates that are left out, since the termbase has them."""
