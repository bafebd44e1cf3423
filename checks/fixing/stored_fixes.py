"""Fixing units that are stored in the memory, and storing the fixed ones."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checks.engine.messages import Message
from checks.engine.unit import Unit
from checks.fixing.fixes import DocumentFixes, FixedUnit, UnfixedFinding
from checks.inputs.article import read_article_units
from checks.inputs.languages import CheckedLanguages
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from tm.store.database import Database

FindFixes = Callable[[Iterator[Unit]], Iterator[tuple[Sequence[Unit], DocumentFixes]]]
"""Fixes units document by document, and yields each document with its fixes."""


@dataclass(slots=True)
class StoredFixes:
    """The fixes of units of the memory."""

    fixed_units: list[FixedUnit] = field(default_factory=list)
    unfixed_findings: list[UnfixedFinding] = field(default_factory=list)
    unit_changes: list[tuple[TranslationUnit, TranslationUnit]] = field(
        default_factory=list
    )
    """The stored units, before and after."""

    def add(
        self,
        fixed_unit: FixedUnit,
        stored_units: Iterable[TranslationUnit],
        languages: CheckedLanguages,
    ) -> None:
        """Add a fixed unit, and change the stored units that have its text."""
        translated_units = [unit for unit in stored_units if unit.target is not None]
        if not translated_units:
            reason = Message("fix.not_a_unit")
            self.unfixed_findings += [
                UnfixedFinding(finding, reason) for finding in fixed_unit.fixed_findings
            ]
            return
        for unit in translated_units:
            target_segment = unit.find_side(languages.target_locale)
            assert target_segment is not None
            new_text = fixed_unit.fixed_unit.target
            self.unit_changes.append(
                (unit, unit.replace_text(target_segment, new_text))
            )
        self.fixed_units.append(fixed_unit)


def fix_memory_units(
    unit_pairs: Iterable[tuple[Unit, TranslationUnit]],
    languages: CheckedLanguages,
    find_fixes: FindFixes,
) -> StoredFixes:
    """Fix units of the memory, each given with the unit it was made of."""
    stored_fixes = StoredFixes()
    waiting_units: deque[TranslationUnit] = deque()
    """Translation units that were read but not fixed yet."""

    def read_units() -> Iterator[Unit]:
        for unit, translation_unit in unit_pairs:
            waiting_units.append(translation_unit)
            yield unit

    for document, document_fixes in find_fixes(read_units()):
        # Units that share an id, as at one position of an article, are not fixed.
        translation_unit_by_id = {unit.id: waiting_units.popleft() for unit in document}
        for fixed_unit in document_fixes.fixed_units:
            translation_unit = translation_unit_by_id[fixed_unit.original_unit.id]
            stored_fixes.add(fixed_unit, [translation_unit], languages)
        stored_fixes.unfixed_findings += document_fixes.unfixed_findings
    return stored_fixes


def fix_article_units(
    database: "Database",
    article_key: str,
    languages: CheckedLanguages,
    find_fixes: FindFixes,
) -> StoredFixes:
    """Fix the units of an article; its page stays as it was published."""
    from tm.store.unit_store import UnitStore
    from tm.store.units.filter import UnitFilter

    stored_fixes = StoredFixes()
    units_by_text: dict[str, list[TranslationUnit]] = {}
    article_units = read_article_units(
        database,
        article_key,
        source_locale=languages.source_locale,
        target_locale=languages.target_locale,
        target_parameter=languages.parameters[1],
    )
    for document, document_fixes in find_fixes(article_units):
        if not units_by_text and document_fixes.fixed_units:
            article_filter = UnitFilter(article=document[0].document)
            for unit in UnitStore(database).read_units(article_filter):
                target_segment = unit.find_side(languages.target_locale)
                if target_segment is not None:
                    units_by_text.setdefault(target_segment.text, []).append(unit)
        for fixed_unit in document_fixes.fixed_units:
            stored_units = units_by_text.get(fixed_unit.original_unit.target, [])
            stored_fixes.add(fixed_unit, stored_units, languages)
        stored_fixes.unfixed_findings += document_fixes.unfixed_findings
    return stored_fixes


def store_fixes(
    database: "Database",
    unit_changes: Iterable[tuple[TranslationUnit, TranslationUnit]],
    *,
    author: str,
    command: str,
    detail: str,
) -> tuple[str | None, int]:
    """Store fixed units as one change set.

    Returns its name, None if nothing changed, and the number of logged changes.
    `command` and `detail`: for the history. Raises Conflict and StoreError.
    """
    from glossary.changes.planned_changes import PlannedChanges
    from glossary.changes.term_replacement import AffectedUnit
    from tm.store.history.change_set import count_changes, open_change_set

    affected_units = [
        AffectedUnit(old_unit, new_unit, (), ()) for old_unit, new_unit in unit_changes
    ]
    with open_change_set(
        database, command=command, author=author, detail=detail
    ) as change_set:
        PlannedChanges({}, affected_units).apply(database, change_set)
    if change_set.name is None:
        return None, 0
    return change_set.name, count_changes(database, change_set.name).total()
