"""The termbase as its checks see it, with its use in the memory; their findings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checks.engine.messages import write_check_message
from checks.engine.unit import make_unit_id
from glossary.entries.entry import ConceptEntry, RelationKind, Term
from glossary.entries.period import do_periods_overlap
from glossary.forms.folding import fold_term
from tm.finding import MessageArgument, Severity
from tm.unit import TranslationUnit

_DISTINGUISHING_RELATION_KINDS = (RelationKind.DISTINCT_FROM, RelationKind.FORMERLY)

FormKey = tuple[str, str]
"""A language, and a term's text as the recogniser compares it."""
_MAX_EXAMPLES = 3
"""The most units that are named as examples."""


@dataclass(slots=True)
class TermOccurrences:
    """How often a term or phrase occurs in the memory, when and where."""

    count: int = 0
    first_day: str | None = None
    last_day: str | None = None
    """First and last date of publication, if known."""
    example_ids: list[str] = field(default_factory=list)
    """Ids of the first units."""

    def add(self, unit: TranslationUnit) -> None:
        """Count a unit."""
        self.count += 1
        day = (unit.origin.published or "")[:10] or None
        if day:
            self.first_day = min(self.first_day or day, day)
            self.last_day = max(self.last_day or day, day)
        if len(self.example_ids) < _MAX_EXAMPLES:
            self.example_ids.append(make_unit_id(unit))


@dataclass(frozen=True, slots=True)
class ObservedRendering:
    """A phrase that the memory uses instead of a term of the termbase."""

    source_language: str
    target_language: str
    """Language of the expected term."""
    text: str
    occurrences: TermOccurrences
    usable_count: int
    """Number of units that have a usable term."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Occurrences and renderings of the concepts in the memory."""

    segment_counts: Mapping[str, int]
    """Number of segments by language."""
    occurrences_by_concept_and_language: Mapping[tuple[str, str], TermOccurrences]
    """Segments with one of the terms of a concept in a language."""
    renderings_by_concept: Mapping[str, Sequence[ObservedRendering]]
    """What the memory uses instead of the terms of a concept."""


@dataclass(frozen=True, slots=True)
class EntryTerm:
    """A term with the entry that contains it."""

    entry: ConceptEntry
    term: Term

    @property
    def case_sensitive_form(self) -> str:
        """The folded text with its case."""
        return fold_term(self.term.text, self.term.locale.language)


@dataclass(frozen=True, slots=True)
class CheckedTermbase:
    """The entries to check, and their terms by form; see `CheckedTermbase.build`."""

    entries: tuple[ConceptEntry, ...]
    entry_by_id: Mapping[str, ConceptEntry]
    entry_terms_by_form: Mapping[FormKey, Sequence[EntryTerm]]
    """The terms of each form, in the order of the entries."""
    evidence: Evidence | None = None
    """Occurrences of the terms in the memory; None if it was not searched."""

    @classmethod
    def build(
        cls, entries: Iterable[ConceptEntry], evidence: Evidence | None = None
    ) -> "CheckedTermbase":
        """Build the termbase of some entries."""
        all_entries = tuple(entries)
        entry_terms_by_form: dict[FormKey, list[EntryTerm]] = {}
        for entry in all_entries:
            for term in entry.terms:
                entry_terms_by_form.setdefault(make_form_key(term), []).append(
                    EntryTerm(entry, term)
                )
        return cls(
            all_entries,
            {entry.id: entry for entry in all_entries},
            entry_terms_by_form,
            evidence,
        )


def make_form_key(term: Term) -> FormKey:
    """Return the key that terms of equal folded text in lower case share."""
    language_tag = term.locale.language
    return language_tag, fold_term(term.text, language_tag).lower()


def are_indistinguishable(entry_term: EntryTerm, other_entry_term: EntryTerm) -> bool:
    """Whether two terms of one form look the same in a text.

    `Anh` is a country and `anh` a brother; of several words only the spelling differs.
    """
    return (
        " " in entry_term.term.text
        or entry_term.case_sensitive_form == other_entry_term.case_sensitive_form
    )


def are_distinguished(
    first_entry_term: EntryTerm, second_entry_term: EntryTerm
) -> bool:
    """Whether the termbase allows two terms of one form.

    One is marked as shared, their concepts are related as distinct or as before and
    after, or they are not valid at the same time.
    """
    if first_entry_term.term.shared or second_entry_term.term.shared:
        return True
    for own_entry_term, related_entry_term in (
        (first_entry_term, second_entry_term),
        (second_entry_term, first_entry_term),
    ):
        if any(
            relation.concept == related_entry_term.entry.id
            and relation.kind in _DISTINGUISHING_RELATION_KINDS
            for relation in own_entry_term.entry.relations
        ):
            return True
    return not all(
        do_periods_overlap(first_period, second_period)
        for first_period in _list_periods(first_entry_term)
        for second_period in _list_periods(second_entry_term)
    )


def _list_periods(entry_term: EntryTerm) -> list[tuple[str | None, str | None]]:
    """Return the periods in which a term is valid: of its entry and its own."""
    return [
        (entry_or_term.valid_from, entry_or_term.valid_to)
        for entry_or_term in (entry_term.entry, entry_term.term)
        if entry_or_term.valid_from or entry_or_term.valid_to
    ]


@dataclass(frozen=True, slots=True)
class TermbaseFinding:
    """One finding of one check about one concept.

    A check of the termbase yields it; the linter completes it.
    """

    key: str
    """Key of its message within the check, such as `reversed` of `tb.dates`."""
    entry: ConceptEntry
    """The entry to change."""
    term: Term | None = None
    """The term of the entry that the finding is about, if it is about a term."""
    arguments: Mapping[str, MessageArgument] = field(default_factory=dict, hash=False)
    """Arguments of the message, by name."""
    fix: str | None = None
    """The corrected text of the term."""
    related: Sequence[str] = ()
    """Ids of other concepts as evidence; each once and ten at most when completed."""
    examples: Sequence[str] = ()
    """Ids of units as evidence."""

    # The linter sets the fields below.
    check: str = ""
    """The public id of the check, such as `tb.dates`."""
    severity: Severity = Severity.ERROR
    message: str = ""

    @property
    def concept(self) -> str:
        """The id of the entry to change."""
        return self.entry.id

    @property
    def locale(self) -> str | None:
        """The locale tag of the term, if the finding is about a term."""
        return self.term.locale.tag if self.term else None

    @property
    def quote(self) -> str:
        """The text of the term; empty if the finding is about an entry."""
        return self.term.text if self.term else ""

    def write_message(self, message_language: str) -> str:
        """Write the message in a language."""
        return write_check_message(
            self.check, self.key, self.arguments, message_language
        )
