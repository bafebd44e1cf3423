"""Titles that go on after what the termbase names: with a place, or with another body.

`Bộ trưởng Ngoại giao` and `Pháp` are one title; so are `Chủ tịch UBND tỉnh` and `Quảng
Ninh`. In `Wakil Menteri Keamanan Publik dan Luar Negeri` the second body makes a second
title. All this is seen from the hits of a text, after they were found.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, takewhile

from glossary.entries.entry import USABLE, ConceptEntry, Term, TermHit
from glossary.forms.folding import fold, fold_term
from glossary.forms.letters import is_word_boundary
from glossary.titles.title_rules import Coordination, title_rules
from glossary.titles.titles import Title, worse
from glossary.titles.titles_with_places import PlacedTitles, is_place
from tm.text.locale import Locale
from tm.text.normal import nfc

_Core = tuple[Title, Term]
_WIDEST = 12
"""Letters that may stand between a title and a place."""
_WINDOW = 240
"""Letters after a title among which further bodies are looked for."""


class TitleJoins:
    """Joins the titles of one locale; made by `TitleJoins.build`."""

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
        self._known: dict[str, bool] = {}
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
                if locale.covers(name.term.locale) and name.term.status in USABLE:
                    form = fold_term(name.core, locale.language).lower()
                    known = cores.setdefault(title.office.name, {})
                    known.setdefault(form, (title, name.term))
        placed = PlacedTitles.build(entries, by_id, locale)
        return cls(locale, placed, by_id, cores)

    def widened(self, entries: Iterable[ConceptEntry]) -> Iterator[ConceptEntry]:
        """What is to be found in text: entries, and titles with places among them."""
        yield from map(self._placed.widened, entries)
        yield from self._placed.unnamed()

    def applied(self, text: str, hits: list[TermHit]) -> list[TermHit]:
        """The hits of a text, none overlapping another, with what belongs together.

        They are in the order of the text, as those that come.
        """
        known = self._known.get
        for hit in hits:
            if hit.others or known(hit.entry.id, True):
                break
        else:
            return hits  # as of most texts
        may_join = [*map(self._may_join, hits)]
        if True not in may_join:
            return hits
        joined: list[TermHit] = []
        for at, hit in enumerate(hits):
            if joined and hit.start < joined[-1].end:
                continue  # inside what it was joined to
            if not may_join[at]:
                joined.append(hit)
                continue
            around = self._around(text, hit, joined, islice(hits, at + 1, None))
            if around is not None:
                while joined and joined[-1].start >= around.start:
                    joined.pop()
                joined.append(around)
                continue
            after = hits[at + 1] if at + 1 < len(hits) else None
            placed = self._with_place(text, hit, after) if after else None
            joined.append(placed or hit)
            if placed is None:
                joined += self._enumerated(text, hit, after)
        return joined

    def _may_join(self, hit: TermHit) -> bool:
        """Whether a hit may be joined with anything; most may not."""
        known = self._known.get(hit.entry.id)
        if known is None:
            known = self._known[hit.entry.id] = self._matters(hit.entry)
        return known or (bool(hit.others) and any(map(self._may_join, hit.others)))

    def _matters(self, entry: ConceptEntry) -> bool:
        return (
            entry.id in self._titles
            or self._placed.waits_ever(entry)
            or (self._placed.surrounds and is_place(entry))
        )

    def _with_place(self, text: str, hit: TermHit, place: TermHit) -> TermHit | None:
        """A title and the place after it as one hit."""
        gap = text[hit.end : place.start]
        if len(gap) > _WIDEST:
            return None
        between = " " if gap.isspace() else nfc(gap)
        for title in _readings(hit):
            abroad = self._placed.takes_country(title.entry.id)
            waits = self._placed.waits(title.entry.id, text[hit.start : hit.end])
            if not (abroad and between in self._between) and not (
                waits and between == " "
            ):
                continue
            if abroad and text.startswith("-", place.end):
                return None  # `Vietnam-Rusia`: two countries
            for where in _readings(place):
                if is_place(where.entry) and not where.term.forbidden:
                    make = self._placed.local if waits else self._placed.abroad
                    entry = make(title.entry, where.entry)
                    if entry is not None:
                        return self._hit(text, (title, where), entry)
        return self._shared(text, hit, place) if between == " " else None

    def _shared(self, text: str, hit: TermHit, place: TermHit) -> TermHit | None:
        """A title whose last word the name of the place has taken."""
        if not is_place(place.entry) or place.term.forbidden:
            return None
        surface, name = (text[one.start : one.end] for one in (hit, place))
        found = self._placed.before(surface, name)
        entry = found and self._placed.local(found[0], place.entry)
        return self._hit(text, (hit, place), entry) if entry else None

    def _around(
        self,
        text: str,
        place: TermHit,
        before: Sequence[TermHit],
        after: Iterable[TermHit],
    ) -> TermHit | None:
        """The title that has a place inside it."""
        if not is_place(place.entry) or place.term.forbidden:
            return None
        found = self._placed.around(text, place)
        if found is None:
            return None
        start, end, entry, status = found
        inner = [*takewhile(lambda hit: hit.end > start, reversed(before))][::-1]
        inner += takewhile(lambda hit: hit.start < end, after)
        if any(hit.start < start or hit.end > end for hit in inner):
            return None
        term = Term(self._locale, text[start:end], status, composed=True)
        return TermHit(start, end, term, entry, "composed", parts=(place, *inner))

    def _hit(
        self, text: str, parts: tuple[TermHit, TermHit], entry: ConceptEntry
    ) -> TermHit:
        first, last = parts
        status = worse(first.term.status, last.term.status)
        gap = text[first.end : last.start].split()
        whole = " ".join([first.term.text, *gap, last.term.text])
        term = Term(self._locale, whole, status, composed=True)
        return TermHit(first.start, last.end, term, entry, "composed", parts=parts)

    def _enumerated(
        self, text: str, hit: TermHit, after: TermHit | None
    ) -> Iterator[TermHit]:
        """The bodies that follow a title with the same office, up to the next hit."""
        how = self._coordination
        title = next(
            (
                self._titles[one.entry.id]
                for one in _readings(hit)
                if one.entry.id in self._titles
            ),
            None,
        )
        if how is None or title is None or hit.term.forbidden:
            return
        cores = self._cores.get(title.office.name, {})
        sure = how.plural is not None and how.plural in _leading(text, hit)
        if not cores or (how.plural is not None and not sure):
            return
        end = min(hit.end + _WINDOW, after.start if after else len(text))
        waiting: list[TermHit] = []
        for start, last, core, between in self._following(
            text[hit.end : end], how, cores
        ):
            other, term = cores[core]
            found = Term(self._locale, term.text, term.status, composed=True)
            where = hit.end + start, hit.end + last
            waiting.append(TermHit(*where, found, other.entry, "composed"))
            if sure or between in how.last:
                yield from waiting
                waiting = []

    def _following(
        self, tail: str, how: Coordination, cores: Mapping[str, _Core]
    ) -> Iterator[tuple[int, int, str, str]]:
        """Start, end and core of each body in the text after a title, and its joint."""
        if not tail.startswith((",", " ")):
            return
        folded = fold(tail, self._locale.language)
        at = 0
        while True:
            between = _starting(folded.text, at, (*how.last, *how.between))
            if between is None:
                return
            start = at + len(between)
            core = _longest(folded.text, start, cores)
            if core is None or not folded.cased[start].isupper():
                return
            at = start + len(core)
            yield (*folded.source_span(start, at), core, between)


def _readings(hit: TermHit) -> Iterator[TermHit]:
    return (one for one in (hit, *hit.others) if not one.term.forbidden)


def _longest(text: str, start: int, names: Mapping[str, object]) -> str | None:
    """The longest of some names that stands at a place of a text as whole words."""
    most = max(map(len, names), default=0)
    for end in range(min(len(text), start + most), start, -1):
        if text[start:end] in names and is_word_boundary(text, end):
            return text[start:end]
    return None


def _starting(text: str, place: int, words: Iterable[str]) -> str | None:
    return next((word for word in words if text.startswith(word, place)), None)


def _leading(text: str, hit: TermHit) -> str:
    """The text of a title with the word before it, in small letters."""
    before = text[max(0, hit.start - 20) : hit.start].split()[-1:]
    return nfc(" ".join([*before, text[hit.start : hit.end]]).lower())
