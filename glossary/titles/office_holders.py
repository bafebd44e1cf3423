"""Persons and the offices they held, with dates.

A person is a concept of the subject field `person`: its terms are the names, and its
relations `office held` lead to the offices, each with the days from and to.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from glossary.entries.entry import PERSON, ConceptEntry, RelationKind
from glossary.entries.period import get_first_day, is_valid_on
from glossary.titles.office_titles import compose_title
from tm.text.normal import fold_text


@dataclass(frozen=True, slots=True)
class OfficeHeld:
    """An office that a person held, with dates."""

    person: ConceptEntry
    office_id: str
    """The id of the office, which need not be in the termbase.

    That of a composed title is `OFFICE+BODY`.
    """
    office: ConceptEntry | None
    valid_from: str | None
    valid_to: str | None
    """ISO 8601 dates, inclusive, possibly without day or month."""

    def was_held_on(self, day: str | None) -> bool:
        """Whether the office may have been held on a day; True without a day."""
        return is_valid_on(self.valid_from, self.valid_to, day)


class OfficeHolders:
    """The persons of a termbase by name; made by `OfficeHolders.build`."""

    def __init__(
        self,
        persons_by_name: dict[str, list[ConceptEntry]],
        office_by_id: dict[str, ConceptEntry],
    ) -> None:
        self._persons_by_name = persons_by_name
        self._office_by_id = office_by_id

    @classmethod
    def build(cls, entries: Iterable[ConceptEntry]) -> "OfficeHolders":
        """Collect the persons and their offices from entries."""
        persons_by_name: dict[str, list[ConceptEntry]] = {}
        office_by_id: dict[str, ConceptEntry] = {}
        for entry in entries:
            if entry.subject_field != PERSON:
                office_by_id[entry.id] = entry
                continue
            for name_key in {_make_name_key(term.text) for term in entry.terms}:
                persons_by_name.setdefault(name_key, []).append(entry)
        return cls(persons_by_name, office_by_id)

    def __bool__(self) -> bool:
        return bool(self._persons_by_name)

    def find_persons(self, name: str) -> tuple[ConceptEntry, ...]:
        """Find the persons with a name, ignoring diacritics; mostly one or none."""
        return tuple(self._persons_by_name.get(_make_name_key(name), ()))

    def find_offices(
        self, person: ConceptEntry | str, day: str | None = None
    ) -> tuple[OfficeHeld, ...]:
        """Find the offices that a person held on a day, the latest first.

        `person` is an entry or a name; of a name that several persons have, the
        offices of all of them come, each with its person. `day` is a date, or a date
        and a time; without it all offices come, at whatever time they were held.
        """
        persons = self.find_persons(person) if isinstance(person, str) else (person,)
        offices_held = [
            office_held
            for holder in persons
            for office_held in self._list_offices_held(holder)
            if office_held.was_held_on(day)
        ]
        # The sort is stable: offices with equal dates stay in the order of the entry.
        return tuple(
            sorted(
                offices_held,
                key=lambda office_held: get_first_day(office_held.valid_from),
                reverse=True,
            )
        )

    def _list_offices_held(self, person: ConceptEntry) -> Iterable[OfficeHeld]:
        """List the offices that an entry of a person names."""
        for relation in person.relations:
            if relation.kind is RelationKind.OFFICE_HELD:
                yield OfficeHeld(
                    person,
                    relation.concept,
                    self._find_office(relation.concept),
                    relation.valid_from,
                    relation.valid_to,
                )

    def _find_office(self, office_id: str) -> ConceptEntry | None:
        """Find the entry of an office, or compose the title of an office and a body."""
        office = self._office_by_id.get(office_id)
        if office is not None or "+" not in office_id:
            return office
        part_entries = [
            self._office_by_id.get(part_id) for part_id in office_id.split("+")
        ]
        if len(part_entries) != 2 or part_entries[0] is None or part_entries[1] is None:
            return None
        return compose_title(part_entries[0], part_entries[1])


def _make_name_key(name: str) -> str:
    """Normalise a name, since other languages drop diacritics or use capitals."""
    return " ".join(fold_text(name).split())
