"""Persons and the offices they held, with dates.

A person is a concept of the subject field `person`: its terms are the names, and its
relations `office held` lead to the offices, each with the days from and to. The
relation `part of` names the country of persons who held an office of another state.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from glossary.entries.entry import (
    PERSON_FIELD,
    USABLE_STATUSES,
    ConceptEntry,
    RelationKind,
    TermHit,
)
from glossary.entries.period import get_first_day, is_valid_on
from glossary.titles.office_titles import compose_title
from tm.text.locale import Locale
from tm.text.normal import fold_text

_OFFICE_LOCALE = Locale("vi")
"""The language whose titles name one office only: `Presiden` is two of its offices."""


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
            if entry.subject_field != PERSON_FIELD:
                office_by_id[entry.id] = entry
                continue
            for name_key in {_make_name_key(term.text) for term in entry.terms}:
                persons_by_name.setdefault(name_key, []).append(entry)
        return cls(persons_by_name, office_by_id)

    @cached_property
    def _offices_held_by_name(self) -> dict[str, list[OfficeHeld]]:
        """All offices held, by the names of the office."""
        offices_held_by_name: dict[str, list[OfficeHeld]] = {}
        person_by_id = {
            person.id: person
            for persons in self._persons_by_name.values()
            for person in persons
        }
        for person in person_by_id.values():
            for office_held in self.find_offices(person):
                if office_held.office is None:
                    continue
                for name in _list_name_keys(office_held.office):
                    offices_held_by_name.setdefault(name, []).append(office_held)
        return offices_held_by_name

    def find_holders(self, title_hit: TermHit, day: str) -> tuple[OfficeHeld, ...]:
        """Find who held the office of a title on a day, in the country that it names.

        Of a title with a person, only this one, if the office was held then, else
        those of the same country. Without either, only persons who are all of one
        country: many states have a `Thủ tướng`.
        """
        part_entries = [part.entry for part in _list_parts(title_hit)]
        person_ids = {
            entry.id for entry in part_entries if entry.subject_field == PERSON_FIELD
        }
        country_ids: set[str | None] = set()
        names_at_end: set[str] = set()
        for entry in part_entries:
            names = _list_name_keys(entry)
            named_country_ids = {
                country_id
                for country_id in self._country_names_by_id
                if names & self._country_names_by_id[country_id]
            }
            if named_country_ids or entry.id in person_ids:
                names_at_end |= names
                country_ids |= named_country_ids
        holders = list(
            dict.fromkeys(
                office_held
                for name in sorted(_list_name_keys(title_hit.entry))
                for office_held in self._offices_held_by_name.get(
                    _remove_names_at_end(name, names_at_end), ()
                )
                if office_held.was_held_on(day)
            )
        )
        named_holders = [holder for holder in holders if holder.person.id in person_ids]
        if named_holders:
            return tuple(named_holders)
        if not country_ids:
            country_ids = {
                get_country_id(entry)
                for entry in part_entries
                if entry.id in person_ids
            } or {get_country_id(holder.person) for holder in holders}
            if len(country_ids) > 1:
                return ()
        return tuple(
            holder for holder in holders if get_country_id(holder.person) in country_ids
        )

    @cached_property
    def _country_names_by_id(self) -> dict[str, set[str]]:
        """The names of the countries whose offices persons held, by id."""
        country_ids = {
            get_country_id(person)
            for persons in self._persons_by_name.values()
            for person in persons
        }
        return {
            country_id: _list_name_keys(self._office_by_id[country_id])
            for country_id in country_ids
            if country_id is not None and country_id in self._office_by_id
        }

    def __bool__(self) -> bool:
        return bool(self._persons_by_name)

    def find_persons(self, name: str) -> tuple[ConceptEntry, ...]:
        """Find the persons with a name, ignoring diacritics; mostly one or none."""
        return tuple(self._persons_by_name.get(_make_name_key(name), ()))

    def find_persons_by_words_but_one(
        self, words: Sequence[str], word_index: int
    ) -> Sequence[tuple[ConceptEntry, str]]:
        """Find the persons whose names have all folded words but one, with that one."""
        other_words = (*words[:word_index], *words[word_index + 1 :])
        return self._persons_by_remaining_words.get((word_index, other_words), ())

    @cached_property
    def _persons_by_remaining_words(
        self,
    ) -> dict[tuple[int, tuple[str, ...]], list[tuple[ConceptEntry, str]]]:
        """By the index of a word and the other words of a name, the persons and it."""
        persons_by_other_words: dict[
            tuple[int, tuple[str, ...]], list[tuple[ConceptEntry, str]]
        ] = {}
        for name_key, persons in self._persons_by_name.items():
            words = tuple(name_key.split())
            for word_index, word in enumerate(words if len(words) > 1 else ()):
                other_words = (*words[:word_index], *words[word_index + 1 :])
                persons_by_other_words.setdefault((word_index, other_words), []).extend(
                    (person, word) for person in persons
                )
        return persons_by_other_words

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
            for person_entry in persons
            for office_held in self._list_offices_held(person_entry)
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


def get_country_id(person: ConceptEntry) -> str | None:
    """Get the country whose office a person held; None if the office names its body."""
    return next(
        (
            relation.concept
            for relation in person.relations
            if relation.kind is RelationKind.PART_OF
        ),
        None,
    )


def _list_parts(hit: TermHit) -> Iterator[TermHit]:
    for part in hit.parts:
        yield part
        yield from _list_parts(part)


def _list_name_keys(entry: ConceptEntry) -> set[str]:
    """List the names of an office, a person or a place, as they are compared."""
    return {
        _make_name_key(term.text)
        for term in entry.list_terms_in(_OFFICE_LOCALE)
        if term.status in USABLE_STATUSES
    }


def _remove_names_at_end(title: str, names: Set[str]) -> str:
    """Remove the person and the state at the end of a title."""
    while ending := next((name for name in names if title.endswith(f" {name}")), None):
        title = title.removesuffix(f" {ending}")
    return title
