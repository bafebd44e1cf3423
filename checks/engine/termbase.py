"""What a check of the termbase looks at, and what it has to say of an entry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checks.engine.evidence import Evidence
from checks.engine.messages import message_text
from glossary.entries.entry import ConceptEntry, RelationKind, Term
from glossary.entries.period import periods_overlap
from glossary.forms.folding import fold_term
from tm.finding import Argument, Severity

_APART = (RelationKind.DISTINCT_FROM, RelationKind.FORMERLY)

Form = tuple[str, str]
"""A language, and a text as the recogniser compares it."""


@dataclass(frozen=True, slots=True)
class Use:
    """A term where it stands: in an entry."""

    entry: ConceptEntry
    term: Term

    @property
    def cased(self) -> str:
        """The text as it is compared where capitals count."""
        return fold_term(self.term.text, self.term.locale.language)


@dataclass(frozen=True, slots=True)
class Termbase:
    """The entries to check, and where each form stands; made by `Termbase.of`."""

    entries: tuple[ConceptEntry, ...]
    by_id: Mapping[str, ConceptEntry]
    uses: Mapping[Form, Sequence[Use]]
    """The terms of each form, in the order of the entries."""
    evidence: Evidence | None = None
    """What the memory says of the terms; absent: nobody looked."""

    @classmethod
    def of(
        cls, entries: Iterable[ConceptEntry], evidence: Evidence | None = None
    ) -> "Termbase":
        """The termbase of some entries."""
        all_entries = tuple(entries)
        uses: dict[Form, list[Use]] = {}
        for entry in all_entries:
            for term in entry.terms:
                uses.setdefault(form_of(term), []).append(Use(entry, term))
        return cls(
            all_entries, {entry.id: entry for entry in all_entries}, uses, evidence
        )


def form_of(term: Term) -> Form:
    """The form under which a term meets those that a text cannot tell from it."""
    language = term.locale.language
    return language, fold_term(term.text, language).lower()


def is_one_form(use: Use, other_use: Use) -> bool:
    """Whether a text cannot tell two terms of one form.

    `Anh` is a country and `anh` a brother; of several words only the spelling differs.
    """
    return " " in use.term.text or use.cased == other_use.cased


def are_told_apart(first_use: Use, second_use: Use) -> bool:
    """Whether the termbase says that two terms of one form may stand side by side.

    One is marked as shared, their concepts are related as distinct or as before and
    after, or they are not valid at the same time.
    """
    if first_use.term.shared or second_use.term.shared:
        return True
    for here, related_use in ((first_use, second_use), (second_use, first_use)):
        if any(
            relation.concept == related_use.entry.id and relation.kind in _APART
            for relation in here.entry.relations
        ):
            return True
    periods = [_periods(use) for use in (first_use, second_use)]
    return not all(periods_overlap(a, b) for a in periods[0] for b in periods[1])


def _periods(use: Use) -> list[tuple[str | None, str | None]]:
    """When the term may be used: in the time of its entry and in its own."""
    return [
        (holder.valid_from, holder.valid_to)
        for holder in (use.entry, use.term)
        if holder.valid_from or holder.valid_to
    ]


@dataclass(frozen=True, slots=True)
class TermbaseFinding:
    """One finding of one check about one concept.

    A check of the termbase yields it; the linter completes it.
    """

    key: str
    """Of its message within the check, such as `reversed` of `tb.dates`."""
    entry: ConceptEntry
    """The entry to change."""
    term: Term | None = None
    """The term of the entry that is meant, if it is one."""
    arguments: Mapping[str, Argument] = field(default_factory=dict, hash=False)
    """By name, what the message tells of the entry."""
    fix: str | None = None
    """What the term's text should be."""
    related: Sequence[str] = ()
    """Ids of other concepts that show why; each once and ten at most when completed."""
    examples: Sequence[str] = ()
    """Ids of units that show why."""

    # What the linter adds.
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
        """The locale of the term that is meant."""
        return self.term.locale.tag if self.term else None

    @property
    def quote(self) -> str:
        """The text of that term."""
        return self.term.text if self.term else ""

    def text(self, language: str) -> str:
        """The message in a language."""
        return message_text(self.check, self.key, self.arguments, language)
