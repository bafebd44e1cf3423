"""Joins the term hits of a text into titles: with a place, or with another body.

`Bộ trưởng Ngoại giao` and `Pháp` are one title; so are `Chủ tịch UBND tỉnh` and `Quảng
Ninh`. In `Wakil Menteri Keamanan Publik dan Luar Negeri` the second body makes a second
title.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, takewhile

from glossary.entries.entry import USABLE_STATUSES, ConceptEntry, Term, TermHit
from glossary.forms.folding import fold_for_recognition, fold_term
from glossary.forms.letters import is_word_boundary
from glossary.titles.office_titles import Title, choose_worse_status
from glossary.titles.title_rules import Coordination, is_place, read_title_rules
from glossary.titles.titles_with_places import TitlesWithPlaces
from tm.text.locale import Locale
from tm.text.normal import nfc

_TitleAndTerm = tuple[Title, Term]
_MAX_PLACE_DISTANCE = 12
"""The most characters between a title and a place."""
_MAX_BODIES_DISTANCE = 240
"""Characters after a title in which further bodies are looked for."""


class TitleJoiner:
    """Joins term hits into titles in one locale; made by `TitleJoiner.build`."""

    def __init__(
        self,
        locale: Locale,
        titles_with_places: TitlesWithPlaces,
        title_by_id: Mapping[str, Title],
        title_and_term_by_office_and_core: Mapping[str, Mapping[str, _TitleAndTerm]],
    ) -> None:
        rules = read_title_rules()
        self._locale = locale
        self._titles_with_places = titles_with_places
        self._title_by_id = title_by_id
        self._title_and_term_by_office_and_core = title_and_term_by_office_and_core
        self._may_join_by_id: dict[str, bool] = {}
        self._coordination = rules.coordination_by_language.get(locale.language)
        self._words_before_country = tuple(
            country_template.removeprefix("{title}").removesuffix("{place}")
            for country_template in rules.country_templates_by_language.get(
                locale.language, ()
            )
        )

    @classmethod
    def build(
        cls, entries: Sequence[ConceptEntry], titles: Sequence[Title], locale: Locale
    ) -> "TitleJoiner":
        """Collect the titles, bodies and places of a locale from entries."""
        title_by_id = {title.entry.id: title for title in reversed(titles)}
        title_and_term_by_office_and_core: dict[str, dict[str, _TitleAndTerm]] = {}
        for title in titles:
            for body_name in title.body.names_by_language.get(locale.language, ()):
                if (
                    locale.covers(body_name.term.locale)
                    and body_name.term.status in USABLE_STATUSES
                ):
                    folded_core = fold_term(body_name.core, locale.language).lower()
                    title_and_term_by_core = (
                        title_and_term_by_office_and_core.setdefault(
                            title.office.name, {}
                        )
                    )
                    title_and_term_by_core.setdefault(
                        folded_core, (title, body_name.term)
                    )
        titles_with_places = TitlesWithPlaces.build(entries, title_by_id, locale)
        return cls(
            locale, titles_with_places, title_by_id, title_and_term_by_office_and_core
        )

    def add_titles_with_places(
        self, entries: Iterable[ConceptEntry]
    ) -> Iterator[ConceptEntry]:
        """Yield the entries with their short forms, and titles with level words."""
        yield from map(self._titles_with_places.add_abbreviated_terms, entries)
        yield from self._titles_with_places.compose_titles_with_level_words()

    def join_hits(self, text: str, hits: list[TermHit]) -> list[TermHit]:
        """Join the hits that belong together into titles.

        Hits are passed and returned in the order of the text.
        """
        get_join_flag = self._may_join_by_id.get
        for hit in hits:
            if hit.other_readings or get_join_flag(hit.entry.id, True):
                break
        else:
            return hits  # the usual case
        join_flags = [*map(self._may_join, hits)]
        if True not in join_flags:
            return hits
        joined_hits: list[TermHit] = []
        for hit_index, hit in enumerate(hits):
            if joined_hits and hit.start < joined_hits[-1].end:
                continue  # inside the title before
            if not join_flags[hit_index]:
                joined_hits.append(hit)
                continue
            enclosing_title = self._find_enclosing_title(
                text, hit, joined_hits, islice(hits, hit_index + 1, None)
            )
            if enclosing_title is not None:
                while joined_hits and joined_hits[-1].start >= enclosing_title.start:
                    joined_hits.pop()
                joined_hits.append(enclosing_title)
                continue
            next_hit = hits[hit_index + 1] if hit_index + 1 < len(hits) else None
            title_with_place = (
                self._join_with_place(text, hit, next_hit) if next_hit else None
            )
            joined_hits.append(title_with_place or hit)
            if title_with_place is None:
                joined_hits += self._find_further_titles(text, hit, next_hit)
        return joined_hits

    def _may_join(self, hit: TermHit) -> bool:
        """Whether a hit may be joined with another; most may not."""
        join_flag = self._may_join_by_id.get(hit.entry.id)
        if join_flag is None:
            join_flag = self._may_join_by_id[hit.entry.id] = self.may_join_entry(
                hit.entry
            )
        return join_flag or (
            bool(hit.other_readings) and any(map(self._may_join, hit.other_readings))
        )

    def may_join_entry(self, entry: ConceptEntry) -> bool:
        """Whether an entry is a title, or a place that may belong to one."""
        return (
            entry.id in self._title_by_id
            or self._titles_with_places.may_need_place(entry)
            or (self._titles_with_places.has_titles_around_places and is_place(entry))
        )

    def _join_with_place(
        self, text: str, hit: TermHit, place_hit: TermHit
    ) -> TermHit | None:
        """Join a title and the place after it into one hit."""
        gap = text[hit.end : place_hit.start]
        if len(gap) > _MAX_PLACE_DISTANCE:
            return None
        separator = " " if gap.isspace() else nfc(gap)
        for title_hit in _list_usable_hits(hit):
            takes_country = self._titles_with_places.takes_country(title_hit.entry.id)
            needs_place = self._titles_with_places.needs_place(
                title_hit.entry.id, text[hit.start : hit.end]
            )
            if not (takes_country and separator in self._words_before_country) and not (
                needs_place and separator == " "
            ):
                continue
            if takes_country and text.startswith("-", place_hit.end):
                return None  # `Vietnam-Rusia`: two countries
            for place_reading in _list_usable_hits(place_hit):
                if is_place(place_reading.entry) and not place_reading.term.forbidden:
                    make_entry = (
                        self._titles_with_places.compose_title_with_place
                        if needs_place
                        else self._titles_with_places.compose_with_country
                    )
                    joined_entry = make_entry(title_hit.entry, place_reading.entry)
                    if joined_entry is not None:
                        return self._make_joined_hit(
                            text, (title_hit, place_reading), joined_entry
                        )
        return (
            self._find_title_sharing_word(text, hit, place_hit)
            if separator == " "
            else None
        )

    def _find_title_sharing_word(
        self, text: str, hit: TermHit, place_hit: TermHit
    ) -> TermHit | None:
        """Find a title whose last word is the first word of the place's name."""
        if not is_place(place_hit.entry) or place_hit.term.forbidden:
            return None
        title_surface, place_name = (
            text[part_hit.start : part_hit.end] for part_hit in (hit, place_hit)
        )
        title_and_term = self._titles_with_places.find_preceding_title(
            title_surface, place_name
        )
        entry = title_and_term and self._titles_with_places.compose_title_with_place(
            title_and_term[0], place_hit.entry
        )
        return self._make_joined_hit(text, (hit, place_hit), entry) if entry else None

    def _find_enclosing_title(
        self,
        text: str,
        place_hit: TermHit,
        preceding_hits: Sequence[TermHit],
        following_hits: Iterable[TermHit],
    ) -> TermHit | None:
        """Find the title that contains a place."""
        if not is_place(place_hit.entry) or place_hit.term.forbidden:
            return None
        enclosing_title_span = self._titles_with_places.find_enclosing_title(
            text, place_hit
        )
        if enclosing_title_span is None:
            return None
        title_start, title_end, entry, status = enclosing_title_span
        inner_hits = [
            *takewhile(lambda hit: hit.end > title_start, reversed(preceding_hits))
        ][::-1]
        inner_hits += takewhile(lambda hit: hit.start < title_end, following_hits)
        if any(hit.start < title_start or hit.end > title_end for hit in inner_hits):
            return None
        term = Term(self._locale, text[title_start:title_end], status, composed=True)
        return TermHit(
            title_start,
            title_end,
            term,
            entry,
            "composed",
            parts=(place_hit, *inner_hits),
        )

    def _make_joined_hit(
        self, text: str, part_hits: tuple[TermHit, TermHit], entry: ConceptEntry
    ) -> TermHit:
        """Make one hit of a title and its place."""
        first_hit, last_hit = part_hits
        status = choose_worse_status(first_hit.term.status, last_hit.term.status)
        words_between = text[first_hit.end : last_hit.start].split()
        joined_text = " ".join(
            [first_hit.term.text, *words_between, last_hit.term.text]
        )
        term = Term(self._locale, joined_text, status, composed=True)
        return TermHit(
            first_hit.start, last_hit.end, term, entry, "composed", parts=part_hits
        )

    def _find_further_titles(
        self, text: str, hit: TermHit, next_hit: TermHit | None
    ) -> Iterator[TermHit]:
        """Make hits of the bodies that follow a title and share its office."""
        coordination = self._coordination
        title = next(
            (
                self._title_by_id[reading.entry.id]
                for reading in _list_usable_hits(hit)
                if reading.entry.id in self._title_by_id
            ),
            None,
        )
        if coordination is None or title is None or hit.term.forbidden:
            return
        title_and_term_by_core = self._title_and_term_by_office_and_core.get(
            title.office.name, {}
        )
        is_plural = (
            coordination.plural_word is not None
            and coordination.plural_word in _read_title_with_preceding_word(text, hit)
        )
        if not title_and_term_by_core or (
            coordination.plural_word is not None and not is_plural
        ):
            return
        search_end = min(
            hit.end + _MAX_BODIES_DISTANCE, next_hit.start if next_hit else len(text)
        )
        pending_hits: list[TermHit] = []
        for start_offset, end_offset, core, separator in self._find_further_bodies(
            text[hit.end : search_end], coordination, title_and_term_by_core
        ):
            title_of_body, body_term = title_and_term_by_core[core]
            composed_term = Term(
                self._locale, body_term.text, body_term.status, composed=True
            )
            span = hit.end + start_offset, hit.end + end_offset
            pending_hits.append(
                TermHit(*span, composed_term, title_of_body.entry, "composed")
            )
            if is_plural or separator in coordination.last_separators:
                yield from pending_hits
                pending_hits = []

    def _find_further_bodies(
        self,
        text_after_title: str,
        coordination: Coordination,
        title_and_term_by_core: Mapping[str, _TitleAndTerm],
    ) -> Iterator[tuple[int, int, str, str]]:
        """Find start, end, core and preceding separator of the bodies after a title."""
        if not text_after_title.startswith((",", " ")):
            return
        folded_text = fold_for_recognition(text_after_title, self._locale.language)
        body_end = 0
        while True:
            separator = _find_word_at(
                folded_text.text,
                body_end,
                (*coordination.last_separators, *coordination.separators),
            )
            if separator is None:
                return
            body_start = body_end + len(separator)
            core = _find_longest_name(
                folded_text.text, body_start, title_and_term_by_core
            )
            if core is None or not folded_text.cased_text[body_start].isupper():
                return
            body_end = body_start + len(core)
            yield (
                *folded_text.find_composed_span(body_start, body_end),
                core,
                separator,
            )


def _list_usable_hits(hit: TermHit) -> Iterator[TermHit]:
    """List the readings of a hit that are no forbidden terms."""
    return (
        reading for reading in (hit, *hit.other_readings) if not reading.term.forbidden
    )


def _find_longest_name(
    text: str, name_start: int, value_by_name: Mapping[str, object]
) -> str | None:
    """Find the longest name at an offset of a text, as whole words."""
    max_length = max(map(len, value_by_name), default=0)
    for name_end in range(min(len(text), name_start + max_length), name_start, -1):
        if text[name_start:name_end] in value_by_name and is_word_boundary(
            text, name_end
        ):
            return text[name_start:name_end]
    return None


def _find_word_at(text: str, offset: int, words: Iterable[str]) -> str | None:
    """Find the first of some words that stands at an offset."""
    return next((word for word in words if text.startswith(word, offset)), None)


def _read_title_with_preceding_word(text: str, hit: TermHit) -> str:
    """Read a title with the word before it, in small letters."""
    preceding_words = text[max(0, hit.start - 20) : hit.start].split()[-1:]
    return nfc(" ".join([*preceding_words, text[hit.start : hit.end]]).lower())
