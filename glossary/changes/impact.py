"""What a change of preferred terms would touch: units before and after it.

The memory hands its units over as values. A changed term's own automaton proposes; one
of the whole termbase judges, so that a longer term is not torn apart, and the other
side of the unit must have the concept. What is unsure is told apart, with the reason.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from glossary.changes.renaming import Renaming
from glossary.changes.title_renaming import title_renamings
from glossary.entries.entry import ConceptEntry, Term, TermHit, TermStatus
from glossary.entries.period import first_day, last_day
from glossary.forms.folding import fold_term
from glossary.forms.replacement import fit_replacement
from glossary.recognition.recogniser import Recogniser
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_VOWELS = "aeiou"
_WINDOW = 60
"""Letters before a term that are looked at."""
_DOUBLED = re.compile(r"(?<![\w-])(\w+)-$")


@dataclass(frozen=True, slots=True)
class Replaced:
    """A stretch of a segment's text, and what stands in its place."""

    start: int
    end: int
    text: str
    """Empty where no form can be told; then there is a doubt."""
    concept: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Touched:
    """A unit that a change touches."""

    before: TranslationUnit
    after: TranslationUnit
    source: tuple[Replaced, ...]
    target: tuple[Replaced, ...]

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why it is unsure; it is not to be changed unseen then."""
        both = (*self.source, *self.target)
        return tuple(dict.fromkeys(doubt for one in both for doubt in one.doubts))


class Impact:
    """Tells of each unit whether and how some renamings touch it."""

    def __init__(
        self, changes: Sequence[Renaming], entries: Iterable[ConceptEntry]
    ) -> None:
        """`entries`: the whole termbase, before or after the change."""
        self.locales = tuple(dict.fromkeys(change.locale for change in changes))
        changed = {change.concept.id: change.concept for change in changes}
        whole = [*changed.values(), *(e for e in entries if e.id not in changed)]
        derived = list(title_renamings(changes, whole))
        self._titles = {change.concept.id for change in derived}
        self._changes = {
            (change.concept.id, term.locale, term.text): change
            for change in (*changes, *derived)
            for term in change.old
        }
        readable = {
            id: _readable(entry, [c for c in changes if c.concept.id == id])
            for id, entry in changed.items()
        }
        old = [
            replace(change.concept, terms=tuple(map(_found, change.old)))
            for change in (*changes, *derived)
        ]
        self._proposers = {
            locale: Recogniser.build([c for c in old if c.terms], locale)
            for locale in self.locales
        }
        judged = [readable.get(entry.id, entry) for entry in whole]
        self._judges = {
            locale: Recogniser.build(judged, locale) for locale in self.locales
        }
        self._rivals = _rivals(self._changes.values(), whole)
        ids = {*changed, *(one for some in self._rivals.values() for one in some)}
        self._concerned = [entry for entry in judged if entry.id in ids]
        self._whole = judged
        self._others: dict[Locale, tuple[Recogniser, Recogniser]] = {}

    def may_touch(self, text: str, locale: Locale) -> bool:
        """Whether a text of a locale may hold one of the old terms; told fast."""
        return bool(self._proposers[locale].find(text, any_case=True))

    def touched(self, unit: TranslationUnit) -> Touched | None:
        """The unit before and after, or None where nothing of it changes."""
        if unit.target is None:
            return None
        source = self._replaced(unit.source, unit.target, unit)
        target = self._replaced(unit.target, unit.source, unit)
        if not source and not target:
            return None
        after = replace(
            unit,
            source=_rewritten(unit.source, source),
            target=_rewritten(unit.target, target),
            note=_noted(unit, source, target),
        )
        return Touched(unit, after, source, target)

    def _replaced(
        self, side: Segment, other: Segment, unit: TranslationUnit
    ) -> tuple[Replaced, ...]:
        locale = next((one for one in self.locales if one.covers(side.locale)), None)
        if locale is None or not self.may_touch(side.text, locale):
            return ()
        hits = self._judges[locale].find(side.text, any_case=True)
        judged = _Ordered(hits)
        found = [
            (longest, reading, change)
            for hit in self._proposers[locale].find(side.text, any_case=True)
            for reading, change in self._meant(hit)
            if (longest := _standing(reading, judged)) is not None
        ]
        if not found:
            return ()
        present = self._present(other, {hit.entry.id for hit in hits})
        said = {(hit.entry.id, hit.term.text) for hit in hits}
        replaced: list[Replaced] = []
        for hit, reading, change in found:
            doubts = [
                *self._doubts_of_concept(hit, change, other, present),
                *_doubts_of_text(said, change, unit),
            ]
            one = _replacement(side, reading, change, doubts)
            if replaced and one.start < replaced[-1].end:
                replaced.pop()  # the first half of a doubled word
            replaced.append(one)
        return tuple(replaced)

    def _meant(self, hit: TermHit) -> list[tuple[TermHit, Renaming]]:
        """The reading of a hit as an old term, with its renaming: one or none."""
        for reading in (hit, *hit.others):
            key = (reading.entry.id, reading.term.locale, reading.term.text)
            if key in self._changes:
                return [(reading, self._changes[key])]
        return []

    def _present(self, other: Segment, elsewhere: set[str]) -> set[str]:
        """The concerned concepts that the other side of a unit has.

        One inside a longer term counts, unless that term has its equivalent: in
        `Phó Chủ tịch nước` and `Wakil Presiden` there is no `Chủ tịch nước`.
        `elsewhere`: the concepts on the side where the old term is.
        """
        asked = Locale.parse(other.locale.language)
        if asked not in self._others:
            self._others[asked] = (
                Recogniser.build(self._concerned, asked),
                Recogniser.build(self._whole, asked),
            )
        concerned, whole = self._others[asked]
        hits = concerned.find(other.text, any_case=True)
        every = whole.find(other.text, any_case=True)
        longer = _Ordered(every)
        present = {hit.entry.id for hit in every} & self._titles
        for hit in hits:
            ids = {one.entry.id for one in (hit, *hit.others)}
            taken = any(
                one.start <= hit.start
                and hit.end <= one.end
                and one.entry.id not in ids
                and one.entry.id in elsewhere
                and not (one.entry.composed and ids & {*one.entry.parts})
                for one in longer.over(hit)
            )
            if not taken:
                present |= ids
        return present

    def _doubts_of_concept(
        self, hit: TermHit, change: Renaming, other: Segment, present: set[str]
    ) -> Iterator[str]:
        id = change.concept.id
        asked = Locale.parse(other.locale.language)
        has_opposite = any(
            not term.forbidden for term in change.concept.in_locale(asked)
        )
        if has_opposite and id not in present:
            yield f"the {other.locale} side does not have {id}"
        if not has_opposite and hit.how == "case":
            yield "its capitals are others, and the other side cannot tell"
        readings = {one.entry.id for one in (hit, *hit.others)}
        for rival in sorted(self._rivals.get(id, ())):
            if rival in present or (not has_opposite and rival in readings):
                yield f"it may be {rival}, which has the same name"


class _Ordered:
    """Hits of a text, none overlapping another, to be asked for by their places."""

    def __init__(self, hits: Sequence[TermHit]) -> None:
        self._hits = hits
        self._ends = [hit.end for hit in hits]

    def over(self, hit: TermHit) -> Iterator[TermHit]:
        """Those that share a letter with a hit."""
        for index in range(bisect_right(self._ends, hit.start), len(self._hits)):
            if self._hits[index].start >= hit.end:
                return
            yield self._hits[index]


def _standing(hit: TermHit, judged: _Ordered) -> TermHit | None:
    """How the whole termbase reads a hit; None where it is a piece of something else.

    Of a title that is composed of it, it is a piece that changes with it.
    """
    for one in judged.over(hit):
        if (one.start, one.end) == (hit.start, hit.end):
            same = any(each.entry.id == hit.entry.id for each in (one, *one.others))
            return one if same else None
        inside = hit.start <= one.start and one.end <= hit.end
        if not inside and hit.entry.id not in one.entry.parts:
            return None
        if not inside and not one.entry.composed:
            return None
    return hit


def _readable(entry: ConceptEntry, changes: Sequence[Renaming]) -> ConceptEntry:
    """The entry, in which the old terms are found as terms, even forbidden ones."""
    old = {(term.locale, term.text): term for change in changes for term in change.old}
    kept = [term for term in entry.terms if (term.locale, term.text) not in old]
    return replace(entry, terms=(*kept, *map(_found, old.values())))


def _found(term: Term) -> Term:
    """A term that finding does not leave out, whatever its status was."""
    return replace(term, status=TermStatus.DEPRECATED, forbidden=False)


def _rivals(
    changes: Iterable[Renaming], entries: Sequence[ConceptEntry]
) -> dict[str, set[str]]:
    """By concepts that change: the others that have an old term as their own."""
    forms: dict[tuple[Locale, str], set[str]] = {}
    for change in changes:
        for term in change.old:
            key = (term.locale, _form(term))
            forms.setdefault(key, set()).add(change.concept.id)
    rivals: dict[str, set[str]] = {}
    for entry in entries:
        for term in entry.terms:
            if term.forbidden:
                continue
            for id in forms.get((term.locale, _form(term)), ()):
                if id != entry.id:
                    rivals.setdefault(id, set()).add(entry.id)
    return rivals


def _form(term: Term) -> str:
    return fold_term(term.text, term.locale.language).lower()


def _doubts_of_text(
    said: set[tuple[str, str]], change: Renaming, unit: TranslationUnit
) -> Iterator[str]:
    """What of the text and the date of a unit speaks against changing it."""
    if (change.concept.id, change.new) in said:
        yield f"{change.new!r} stands there as well"
    published = unit.origin.published
    if published and change.since and last_day(published) < first_day(change.since):
        yield f"it is of {published[:10]}, and the new term holds from {change.since}"


def _replacement(
    side: Segment, hit: TermHit, change: Renaming, doubts: Sequence[str]
) -> Replaced:
    language = side.locale.language
    start, how = hit.start, hit.how
    doubled = _DOUBLED.search(side.text, max(0, start - _WINDOW), start)
    if doubled and doubled[1].lower() == side.text[start : hit.end].split()[0].lower():
        # `Wakil-wakil menteri`, whose capitals are not those of the term.
        start, how = doubled.start(), "reduplication"
    fitted = fit_replacement(
        side.text,
        start,
        hit.end,
        old=hit.term.text,
        new=change.new,
        how=how,
        language=language,
    )
    told = list(doubts)
    end, text = fitted or (hit.end, "")
    if fitted is None:
        told.append(f"no form of {change.new!r} is like {side.text[start:end]!r}")
    elif language == "en" and _article_changes(side.text, start, text):
        told.append("the article before it would change")
    elif lost := _lost_capitals(text, hit.term.text, change.new):
        told.append(f"{lost!r} loses its capital, and may be a name")
    return Replaced(start, end, text, change.concept.id, tuple(told))


def _lost_capitals(text: str, old: str, new: str) -> str | None:
    """A word inside the new term that has no capital in its form any more.

    One that the old term has too has lost it with the text's consent.
    """
    known = old.lower().split()
    words = zip(text.split()[1:], new.split()[1:], strict=False)
    for now, wanted in words:
        if now[:1] != wanted[:1] and now[:1].islower() and now not in known:
            return wanted
    return None


def _article_changes(text: str, start: int, new: str) -> bool:
    before = text[max(0, start - _WINDOW) : start].split(" ")
    article = before[-2].lower() if len(before) > 1 and not before[-1] else ""
    return article in ("a", "an") and (article == "an") != (new[:1].lower() in _VOWELS)


def _rewritten(side: Segment, replaced: Sequence[Replaced]) -> Segment:
    pieces, last = [], 0
    for one in replaced:
        if one.text:
            pieces += [side.text[last : one.start], one.text]
            last = one.end
    text = "".join((*pieces, side.text[last:]))
    return Segment(side.locale, nfc(text), side.codes)


def _noted(
    unit: TranslationUnit, source: Sequence[Replaced], target: Sequence[Replaced]
) -> str:
    """The note of a unit, with what was replaced in it."""
    assert unit.target is not None
    told = [
        f"{side.text[one.start : one.end]} → {one.text}"
        for side, replaced in ((unit.source, source), (unit.target, target))
        for one in replaced
        if one.text
    ]
    return "; ".join(filter(None, (unit.note, *dict.fromkeys(told))))
