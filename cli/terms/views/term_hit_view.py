"""Terms found in a text as JSON and as cells of a table, as of a day if given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glossary.entries.entry import ConceptEntry, Term, TermHit
from glossary.entries.period import is_valid_on
from glossary.store.sql_reader import read_persons_and_offices
from tm.store.database import Database
from tm.text.locale import Locale

if TYPE_CHECKING:
    from glossary.titles.office_holders import OfficeHeld, OfficeHolders


@dataclass(frozen=True, slots=True)
class TermHitView:
    """How terms found in a text are shown."""

    target_locales: Sequence[Locale]
    day: str | None = None
    """The day of which validity and office-holders are shown; None shows neither."""
    office_holders: "OfficeHolders | None" = None

    @classmethod
    def make(
        cls, database: Database, target_locales: Sequence[Locale], day: str | None
    ) -> "TermHitView":
        """Read the office-holders if there is a day."""
        if day is None:
            return cls(target_locales)
        # Imported here, since most terms are shown without their holders.
        from glossary.titles.office_holders import OfficeHolders

        with database.open_reader() as reader:
            office_holders = OfficeHolders.build(read_persons_and_offices(reader))
        return cls(target_locales, day, office_holders)

    def order_readings(self, hits: Sequence[TermHit]) -> list[TermHit]:
        """Put the reading first that was valid on the day, in each hit."""
        return [self._order_hit_readings(hit) for hit in hits]

    def _order_hit_readings(self, hit: TermHit) -> TermHit:
        if not hit.other_readings or self._is_valid_on_day(hit):
            return hit
        valid_hit = next(
            (
                reading
                for reading in hit.other_readings
                if self._is_valid_on_day(reading)
            ),
            None,
        )
        if valid_hit is None:
            return hit
        other_hits = [
            other_reading
            for other_reading in hit.other_readings
            if other_reading is not valid_hit
        ]
        return valid_hit._replace(
            other_readings=(hit._replace(other_readings=()), *other_hits),
            is_nested=hit.is_nested,
        )

    def _is_valid_on_day(self, hit: TermHit) -> bool:
        return all(
            is_valid_on(dated_record.valid_from, dated_record.valid_to, self.day)
            for dated_record in (hit.entry, hit.term)
        )

    def list_translations(self, hit: TermHit, target_locale: Locale) -> tuple[str, ...]:
        """List the preferred translations; normally one."""
        return hit.entry.list_preferred_texts(target_locale, self.day)

    def format_validity(self, hit: TermHit) -> str:
        """Say when the concept or the term was valid, if not on the day."""
        if self._is_valid_on_day(hit):
            return "yes"
        dated_record = self._choose_dated_record(hit)
        return f"{dated_record.valid_from or ''}..{dated_record.valid_to or ''}"

    def _choose_dated_record(self, hit: TermHit) -> ConceptEntry | Term:
        """Choose the concept or the term: the one that is not valid on the day."""
        entry, term = hit.entry, hit.term
        if not is_valid_on(entry.valid_from, entry.valid_to, self.day):
            return entry
        if not is_valid_on(term.valid_from, term.valid_to, self.day):
            return term
        return entry if entry.valid_from or entry.valid_to else term

    def format_holder_names(self, hit: TermHit) -> str:
        """Name the persons who held the office of a title on the day."""
        return "; ".join(
            self._make_person_name(office_held, hit)
            for office_held in self._find_holders(hit)
        )

    def list_columns(self) -> list[str]:
        """List the columns of a table of hits, with one for each target language."""
        return [
            *("start", "end", "text", "concept", "status", "how"),
            # That of a single language is `preferred`.
            *(
                [target_locale.tag for target_locale in self.target_locales]
                if len(self.target_locales) > 1
                else ["preferred"]
            ),
            *(["valid", "holders"] if self.day else []),
        ]

    def make_rows(self, text: str, hits: Iterable[TermHit]) -> list[list[object]]:
        """Make the rows of a table of hits: one for each concept of a term."""
        return [
            [
                hit.start,
                hit.end,
                text[hit.start : hit.end],
                hit_reading.entry.id,
                "forbidden"
                if hit_reading.term.forbidden
                else hit_reading.term.status.value,
                hit_reading.match_kind,
                *(
                    [
                        "; ".join(self.list_translations(hit_reading, target_locale))
                        for target_locale in self.target_locales
                    ]
                    or [""]
                ),
                *(
                    [
                        self.format_validity(hit_reading),
                        self.format_holder_names(hit_reading),
                    ]
                    if self.day
                    else []
                ),
            ]
            for hit in hits
            for hit_reading in (hit, *hit.other_readings)
        ]

    def make_text_json(self, text: str, hits: Sequence[TermHit]) -> dict[str, Any]:
        """Make the JSON of a text with its terms."""
        return {
            "text": text,
            **({"date": self.day} if self.day else {}),
            "hits": [self.make_hit_json(text, hit) for hit in hits],
        }

    def make_hit_json(self, text: str, hit: TermHit) -> dict[str, Any]:
        """Make the JSON of a hit with its other readings and parts."""
        return {
            **self._make_reading_json(text, hit),
            "others": [
                self._make_reading_json(text, other_hit)
                for other_hit in hit.other_readings
            ],
            "nested": hit.is_nested,
            "composed": hit.match_kind == "composed",
            "parts": list(hit.entry.parts),
            "part_hits": self._make_part_records(text, hit),
        }

    def _make_part_records(self, text: str, hit: TermHit) -> list[dict[str, Any]]:
        """Describe the parts of a title, each with its own parts."""
        return [
            {
                **self._make_reading_json(text, part_hit),
                "part_hits": self._make_part_records(text, part_hit),
            }
            for part_hit in hit.parts
        ]

    def _make_reading_json(self, text: str, hit: TermHit) -> dict[str, Any]:
        """Describe a hit as a term of one concept, with its translations."""
        return {
            "start": hit.start,
            "end": hit.end,
            "text": text[hit.start : hit.end],
            "concept": hit.entry.id,
            "status": hit.term.status.value,
            "forbidden": hit.term.forbidden,
            "how": hit.match_kind,
            "preferred": list(self.list_translations(hit, self.target_locales[0]))
            if self.target_locales
            else [],
            "equivalents": {
                target_locale.tag: list(self.list_translations(hit, target_locale))
                for target_locale in self.target_locales
            },
            **(self._make_day_json(hit) if self.day else {}),
        }

    def _make_day_json(self, hit: TermHit) -> dict[str, Any]:
        return {
            "valid": self._is_valid_on_day(hit),
            "valid_from": self._choose_dated_record(hit).valid_from,
            "valid_to": self._choose_dated_record(hit).valid_to,
            "holders": [
                {
                    "concept": office_held.person.id,
                    "name": self._make_person_name(office_held, hit),
                    "valid_from": office_held.valid_from,
                    "valid_to": office_held.valid_to,
                }
                for office_held in self._find_holders(hit)
            ],
        }

    def _find_holders(self, hit: TermHit) -> "tuple[OfficeHeld, ...]":
        if self.day is None or self.office_holders is None:
            return ()
        return self.office_holders.find_holders(hit, self.day)

    def _make_person_name(self, office_held: "OfficeHeld", hit: TermHit) -> str:
        """Choose the name of a person in a target language, or in that of the text."""
        person = office_held.person
        for locale in (*self.target_locales, hit.term.locale):
            for name in person.list_preferred_texts(locale):
                return name
        return person.terms[0].text
