"""Titles that go on after what the termbase names: with a place, or with another body.

`Bộ trưởng Ngoại giao` and `Pháp` are one title; so are `Chủ tịch UBND tỉnh` and `Quảng
Ninh`. In `Wakil Menteri Keamanan Publik dan Luar Negeri` the second body makes a second
title.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from glossary.entry import ConceptEntry, Term, TermHit
from glossary.folding import FoldedText, fold_term
from glossary.letters import breaks
from glossary.title_rules import Coordination, title_rules
from glossary.titled_places import PlacedTitles, is_place
from glossary.titles import Title, worse
from tm.text.locale import Locale

_Place = tuple[int, int, tuple[TermHit, ...]]
"""Where in the folded text something stands, and what it is, the best first."""
_Join = tuple[int, int, TermHit]
_Core = tuple[Title, Term]


class TitleJoins:
    """Finds the titles of one locale that are joined; made by `TitleJoins.build`."""

    def __init__(
        self,
        locale: Locale,
        placed: PlacedTitles,
        titles: Mapping[str, Title],
        cores: Mapping[str, Mapping[str, _Core]],
    ) -> None:
        rules = title_rules()
        self._locale = locale
        self._placed = placed
        self._titles = titles
        self._cores = cores
        self._coordination = rules.coordination.get(locale.language)
        self._between = tuple(
            form.removeprefix("{title}").removesuffix("{place}")
            for form in rules.country.get(locale.language, ())
        )

    @classmethod
    def build(
        cls, entries: Sequence[ConceptEntry], titles: Sequence[Title], locale: Locale
    ) -> "TitleJoins":
        """What joins the terms of the entries that serve in a locale."""
        by_id = {title.entry.id: title for title in reversed(titles)}
        cores: dict[str, dict[str, _Core]] = {}
        for title in titles:
            for name in title.body.names.get(locale.language, ()):
                if locale.covers(name.term.locale):
                    form = fold_term(name.core, locale.language).lower()
                    known = cores.setdefault(title.office.name, {})
                    known.setdefault(form, (title, name.term))
        placed = PlacedTitles.build(entries, by_id, locale)
        return cls(locale, placed, by_id, cores)

    def find(self, folded: FoldedText, found: Sequence[_Place]) -> Iterator[_Join]:
        """What is joined of what was found; in no order, and overlapping it."""
        if not self._between and self._coordination is None:
            return
        starts: dict[int, list[_Place]] = {}
        spans = set()
        for place in found:
            starts.setdefault(place[0], []).append(place)
            spans.add(place[:2])
        for place in found:
            for join in self._of(folded, place, starts):
                if join[:2] not in spans:
                    yield join

    def _of(
        self, folded: FoldedText, place: _Place, starts: Mapping[int, list[_Place]]
    ) -> Iterator[_Join]:
        for hit in place[2]:
            if hit.term.forbidden:
                continue
            id = hit.entry.id
            if is_place(hit.entry):
                yield from self._placed.around(folded, place[0], place[1], hit)
                continue
            if self._placed.takes_country(id):
                yield from self._abroad(folded, place, hit, starts)
            yield from self._placed.find(folded, place[0], place[1], hit)
            if id in self._titles and self._coordination:
                yield from self._enumerated(
                    folded, place[1], hit, self._titles[id], self._coordination
                )

    def _abroad(
        self,
        folded: FoldedText,
        place: _Place,
        title: TermHit,
        starts: Mapping[int, list[_Place]],
    ) -> Iterator[_Join]:
        """A title and the country after it."""
        start, end, _ = place
        for between in self._between:
            if not folded.text.startswith(between, end):
                continue
            for _, last, hits in starts.get(end + len(between), ()):
                country = next((hit for hit in hits if is_place(hit.entry)), None)
                if country is None or country.term.forbidden:
                    continue
                if folded.text.startswith("-", last):
                    continue  # `Vietnam-Rusia`: two countries
                entry = self._placed.abroad(title.entry, country.entry)
                if entry is not None:
                    text = f"{title.term.text}{between}{country.term.text}"
                    status = worse(title.term.status, country.term.status)
                    term = Term(self._locale, text, status, composed=True)
                    yield (
                        start,
                        last,
                        _hit(folded, start, last, term, entry, (title, country)),
                    )

    def _enumerated(
        self,
        folded: FoldedText,
        end: int,
        hit: TermHit,
        title: Title,
        how: Coordination,
    ) -> Iterator[_Join]:
        """The bodies that follow a title with the same office."""
        cores = self._cores.get(title.office.name, {})
        if not cores:
            return
        sure = how.plural is not None and how.plural in _leading(folded, hit)
        if how.plural is not None and not sure:
            return
        waiting: list[_Join] = []
        while True:
            between = _starting(folded.text, end, (*how.last, *how.between))
            core = between and self._core(folded, end + len(between), cores)
            if not between or not core:
                break
            start = end + len(between)
            end = start + len(core)
            other, term = cores[core]
            found = Term(self._locale, term.text, term.status, composed=True)
            waiting.append((start, end, _hit(folded, start, end, found, other.entry)))
            if sure or between in how.last:
                yield from waiting
                waiting = []

    def _core(
        self, folded: FoldedText, start: int, cores: Mapping[str, _Core]
    ) -> str | None:
        """The longest core that stands at a place, with its capital."""
        if not folded.cased[start : start + 1].isupper():
            return None
        return longest(folded.text, start, cores)


def longest(text: str, start: int, names: Mapping[str, object]) -> str | None:
    """The longest of some names that stands at a place of a text as whole words."""
    most = max(map(len, names), default=0)
    for end in range(min(len(text), start + most), start, -1):
        if breaks(text, end) and text[start:end] in names:
            return text[start:end]
    return None


def _starting(text: str, place: int, words: Iterable[str]) -> str | None:
    return next((word for word in words if text.startswith(word, place)), None)


def _leading(folded: FoldedText, hit: TermHit) -> str:
    """The text of a title with the word before it, in small letters."""
    before = folded.original[max(0, hit.start - 20) : hit.start].split()[-1:]
    return " ".join([*before, folded.original[hit.start : hit.end]]).lower()


def _hit(
    folded: FoldedText,
    start: int,
    end: int,
    term: Term,
    entry: ConceptEntry,
    parts: tuple[TermHit, ...] = (),
) -> TermHit:
    first, last = folded.span(start, end)
    return TermHit(first, last, term, entry, "composed", parts=parts)
