"""Applying the fixes of findings to stored units, as one change set."""

from collections import defaultdict
from collections.abc import Sequence

from checks.fixing.stored_fixes import store_fixes
from checks.fixing.text_changes import (
    SeparateSpans,
    apply_changes,
    find_minimal_change,
    find_refusal_reason,
)
from padanan.values.findings import AppliedFixes, FixRequest
from tm.articles.unit_names import find_units
from tm.errors import InputError, NotFound
from tm.finding import Finding, Span
from tm.store.database import Database
from tm.text.segment import Segment
from tm.unit import TranslationUnit


def apply_fixes(
    database: Database | None, fixes: Sequence[FixRequest], *, author: str
) -> AppliedFixes:
    """Apply fixes; a unit whose text is another one than was checked is left."""
    fixes_by_unit: dict[str, list[FixRequest]] = defaultdict(list)
    for fix in fixes:
        fixes_by_unit[fix.unit].append(fix)
    if database is None:
        return AppliedFixes(None, 0, tuple(fixes_by_unit))
    skipped_unit_names: list[str] = []
    unit_changes: list[tuple[TranslationUnit, TranslationUnit]] = []
    for unit_name, unit_fixes in fixes_by_unit.items():
        unit_change = _fix_unit(database, unit_name, unit_fixes)
        if unit_change is None:
            skipped_unit_names.append(unit_name)
        else:
            unit_changes.append(unit_change)
    if not unit_changes:
        return AppliedFixes(None, 0, tuple(skipped_unit_names))
    change_set_name, _ = store_fixes(
        database,
        unit_changes,
        author=author,
        command="check --fix",
        detail=", ".join(unit.key.hex()[:16] for unit, _ in unit_changes[:3]),
    )
    return AppliedFixes(change_set_name, len(unit_changes), tuple(skipped_unit_names))


def _fix_unit(
    database: Database, unit_name: str, fixes: Sequence[FixRequest]
) -> tuple[TranslationUnit, TranslationUnit] | None:
    """Change the text of a unit; None where it is not the one that was checked."""
    old_text = fixes[0].target_text
    fixes = [fix for fix in fixes if fix.target_text == old_text]
    unit, segment = _find_unit_and_side_with_text(database, unit_name, old_text)
    if unit is None or segment is None:
        return None
    separate_spans = SeparateSpans()
    findings = [
        finding
        for finding in (_make_finding(fix) for fix in fixes)
        if find_refusal_reason(finding, old_text) is None
        and separate_spans.add(find_minimal_change(finding)[0])
    ]
    new_text = apply_changes(old_text, findings)
    return (
        None if new_text == old_text else (unit, unit.replace_text(segment, new_text))
    )


def _find_unit_and_side_with_text(
    database: Database, unit_name: str, text: str
) -> tuple[TranslationUnit, Segment] | tuple[None, None]:
    """Find the unit of a name that has a text; imported units may share a name."""
    try:
        units = find_units(database, unit_name)
    except (NotFound, InputError):
        return None, None
    for unit in units:
        # A pair may be stored in the other direction.
        for segment in (unit.target, unit.source):
            if segment is not None and segment.text == text:
                return unit, segment
    return None, None


def _make_finding(fix: FixRequest) -> Finding:
    span = Span(*fix.target_span)
    return Finding("", span, fix=fix.fix, quote=span.of(fix.target_text))
