"""How the memory uses a term: how often, from when to when, in which sentences."""

from glossary.entries.entry import Term
from padanan.values.termbase import TermAttestation, TermExample
from tm.store.database import Database
from tm.store.phrases.attestation import AttestedUnit, find_attestation
from tm.text.locale import Locale

_MAX_SEGMENTS = 150
"""Segments that are read from the oldest on, and from the newest on."""


def find_term_use(
    database: Database, term: Term, other_locale: Locale | None, *, example_count: int
) -> TermAttestation | None:
    """Find how the memory uses a term; None if that cannot be searched."""
    attestation = find_attestation(
        database,
        term.text,
        term.locale,
        other_locale,
        max_segment_count=_MAX_SEGMENTS,
        example_count=example_count,
    )
    if attestation is None:
        return None
    return TermAttestation(
        term.locale.tag,
        term.text,
        attestation.unit_count,
        attestation.is_complete,
        attestation.first_date,
        attestation.last_date,
        tuple(map(_make_example, attestation.examples)),
    )


def _make_example(attested_unit: AttestedUnit) -> TermExample:
    unit = attested_unit.unit
    assert unit.target is not None
    side, opposite_side = (
        (unit.source, unit.target)
        if attested_unit.is_source
        else (unit.target, unit.source)
    )
    return TermExample(
        unit.key.hex(),
        side.locale.tag,
        side.text,
        (attested_unit.span.start, attested_unit.span.end),
        opposite_side.locale.tag,
        opposite_side.text,
        unit.origin,
    )
