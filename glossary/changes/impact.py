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
from glossary.changes.title_renaming import find_title_renamings
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
class TermReplacement:
    """A stretch of a segment's text, and what stands in its place."""

    start: int
    end: int
    text: str
    """Empty where no form can be told; then there is a doubt."""
    concept: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TouchedUnit:
    """A unit that a change of terms affects."""

    before: TranslationUnit
    after: TranslationUnit
    source: tuple[TermReplacement, ...]
    target: tuple[TermReplacement, ...]

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why the replacement is unsure, so that a person must look at it."""
        replacements = (*self.source, *self.target)
        return tuple(
            dict.fromkeys(
                doubt for replacement in replacements for doubt in replacement.doubts
            )
        )


class TermImpact:
    """Finds what renamed terms would replace in each unit."""

    def __init__(
        self, changes: Sequence[Renaming], entries: Iterable[ConceptEntry]
    ) -> None:
        """`entries`: the whole termbase, before or after the change."""
        self.locales = tuple(dict.fromkeys(change.locale for change in changes))
        changed = {change.concept.id: change.concept for change in changes}
        termbase = [*changed.values(), *(e for e in entries if e.id not in changed)]
        derived = list(find_title_renamings(changes, termbase))
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
        old_entries = [
            replace(change.concept, terms=tuple(map(_as_findable, change.old)))
            for change in (*changes, *derived)
        ]
        self._proposers = {
            locale: Recogniser.build([c for c in old_entries if c.terms], locale)
            for locale in self.locales
        }
        readable_entries = [readable.get(entry.id, entry) for entry in termbase]
        self._judges = {
            locale: Recogniser.build(readable_entries, locale)
            for locale in self.locales
        }
        self._rivals = _rivals(self._changes.values(), termbase)
        ids = {
            *changed,
            *(
                rival_id
                for rival_ids in self._rivals.values()
                for rival_id in rival_ids
            ),
        }
        self._concerned = [entry for entry in readable_entries if entry.id in ids]
        self._whole = readable_entries
        self._others: dict[Locale, tuple[Recogniser, Recogniser]] = {}

    def may_touch(self, text: str, locale: Locale) -> bool:
        """Whether a text of a locale may contain an old term; a fast check."""
        return bool(self._proposers[locale].find(text, any_case=True))

    def find_touched(self, unit: TranslationUnit) -> TouchedUnit | None:
        """Return the unit before and after, or None where nothing changes."""
        if unit.target is None:
            return None
        source = self._find_replacements(unit.source, unit.target, unit)
        target = self._find_replacements(unit.target, unit.source, unit)
        if not source and not target:
            return None
        changed_unit = replace(
            unit,
            source=_rewrite(unit.source, source),
            target=_rewrite(unit.target, target),
            note=_add_note(unit, source, target),
        )
        return TouchedUnit(unit, changed_unit, source, target)

    def _find_replacements(
        self, side: Segment, other: Segment, unit: TranslationUnit
    ) -> tuple[TermReplacement, ...]:
        locale = next(
            (
                replacement
                for replacement in self.locales
                if replacement.covers(side.locale)
            ),
            None,
        )
        if locale is None or not self.may_touch(side.text, locale):
            return ()
        hits = self._judges[locale].find(side.text, any_case=True)
        ordered_hits = _OrderedHits(hits)
        old_terms = [
            (longest, reading, change)
            for hit in self._proposers[locale].find(side.text, any_case=True)
            for reading, change in self._renaming_of(hit)
            if (longest := _standing(reading, ordered_hits)) is not None
        ]
        if not old_terms:
            return ()
        present = self._present_concepts(other, {hit.entry.id for hit in hits})
        present_terms = {(hit.entry.id, hit.term.text) for hit in hits}
        replaced: list[TermReplacement] = []
        for hit, reading, change in old_terms:
            doubts = [
                *self._doubts_of_concept(hit, change, other, present),
                *_doubts_of_text(present_terms, change, unit),
            ]
            replacement = _make_replacement(side, reading, change, doubts)
            if replaced and replacement.start < replaced[-1].end:
                replaced.pop()  # the first half of a doubled word
            replaced.append(replacement)
        return tuple(replaced)

    def _renaming_of(self, hit: TermHit) -> list[tuple[TermHit, Renaming]]:
        """The reading of a hit as an old term, with its renaming: one or none."""
        for reading in (hit, *hit.others):
            key = (reading.entry.id, reading.term.locale, reading.term.text)
            if key in self._changes:
                return [(reading, self._changes[key])]
        return []

    def _present_concepts(self, other: Segment, elsewhere: set[str]) -> set[str]:
        """Find the renamed concepts and their rivals on the other side of a unit.

        One inside a longer term counts, unless that term has its equivalent: in
        `Phó Chủ tịch nước` and `Wakil Presiden` there is no `Chủ tịch nước`.
        `elsewhere`: the concepts on the side where the old term is.
        """
        language = Locale.parse(other.locale.language)
        if language not in self._others:
            self._others[language] = (
                Recogniser.build(self._concerned, language),
                Recogniser.build(self._whole, language),
            )
        concerned, termbase_recogniser = self._others[language]
        hits = concerned.find(other.text, any_case=True)
        all_hits = termbase_recogniser.find(other.text, any_case=True)
        ordered_hits = _OrderedHits(all_hits)
        present = {hit.entry.id for hit in all_hits} & self._titles
        for hit in hits:
            ids = {reading.entry.id for reading in (hit, *hit.others)}
            is_taken = any(
                reading.start <= hit.start
                and hit.end <= reading.end
                and reading.entry.id not in ids
                and reading.entry.id in elsewhere
                and not (reading.entry.composed and ids & {*reading.entry.parts})
                for reading in ordered_hits.over(hit)
            )
            if not is_taken:
                present |= ids
        return present

    def _doubts_of_concept(
        self, hit: TermHit, change: Renaming, other: Segment, present: set[str]
    ) -> Iterator[str]:
        id = change.concept.id
        language = Locale.parse(other.locale.language)
        has_opposite = any(
            not term.forbidden for term in change.concept.in_locale(language)
        )
        if has_opposite and id not in present:
            yield f"the {other.locale} text has no term of {id}"
        if not has_opposite and hit.how == "case":
            yield "its capitals differ, and the other text cannot confirm it"
        readings = {reading.entry.id for reading in (hit, *hit.others)}
        for rival in sorted(self._rivals.get(id, ())):
            if rival in present or (not has_opposite and rival in readings):
                yield f"it may mean {rival}, which has the same name"


class _OrderedHits:
    """Hits of a text that do not overlap, found by their positions."""

    def __init__(self, hits: Sequence[TermHit]) -> None:
        self._hits = hits
        self._ends = [hit.end for hit in hits]

    def over(self, hit: TermHit) -> Iterator[TermHit]:
        """Find the hits that overlap another one."""
        for index in range(bisect_right(self._ends, hit.start), len(self._hits)):
            if self._hits[index].start >= hit.end:
                return
            yield self._hits[index]


def _standing(hit: TermHit, judged: _OrderedHits) -> TermHit | None:
    """How the whole termbase reads a hit; None where it is a piece of something else.

    Of a title that is composed of it, it is a piece that changes with it.
    """
    for longer in judged.over(hit):
        if (longer.start, longer.end) == (hit.start, hit.end):
            same = any(
                each.entry.id == hit.entry.id for each in (longer, *longer.others)
            )
            return longer if same else None
        inside = hit.start <= longer.start and longer.end <= hit.end
        if not inside and hit.entry.id not in longer.entry.parts:
            return None
        if not inside and not longer.entry.composed:
            return None
    return hit


def _readable(entry: ConceptEntry, changes: Sequence[Renaming]) -> ConceptEntry:
    """The entry, in which the old terms are found as terms, even forbidden ones."""
    old = {(term.locale, term.text): term for change in changes for term in change.old}
    terms = [term for term in entry.terms if (term.locale, term.text) not in old]
    return replace(entry, terms=(*terms, *map(_as_findable, old.values())))


def _as_findable(term: Term) -> Term:
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
    present_terms: set[tuple[str, str]], change: Renaming, unit: TranslationUnit
) -> Iterator[str]:
    """Reasons in the text and the date of a unit not to change it."""
    if (change.concept.id, change.new) in present_terms:
        yield f"the text also contains {change.new!r}"
    published = unit.origin.published
    if published and change.since and last_day(published) < first_day(change.since):
        yield f"published {published[:10]}; the new term is valid from {change.since}"


def _make_replacement(
    side: Segment, hit: TermHit, change: Renaming, doubts: Sequence[str]
) -> TermReplacement:
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
        old_term=hit.term.text,
        new_term=change.new,
        how=how,
        language=language,
    )
    all_doubts = list(doubts)
    end, text = fitted or (hit.end, "")
    if fitted is None:
        all_doubts.append(f"no form of {change.new!r} fits {side.text[start:end]!r}")
    elif language == "en" and _article_changes(side.text, start, text):
        all_doubts.append("the article (a, an) before it would change")
    elif lost := _lost_capitals(text, hit.term.text, change.new):
        all_doubts.append(f"{lost!r} loses its capital and may be a name")
    return TermReplacement(start, end, text, change.concept.id, tuple(all_doubts))


def _lost_capitals(text: str, old: str, new: str) -> str | None:
    """Find a word of the new term that lost its capital.

    One that the old term has too has lost it with the text's consent.
    """
    old_words = old.lower().split()
    words = zip(text.split()[1:], new.split()[1:], strict=False)
    for text_word, new_word in words:
        if (
            text_word[:1] != new_word[:1]
            and text_word[:1].islower()
            and text_word not in old_words
        ):
            return new_word
    return None


def _article_changes(text: str, start: int, new: str) -> bool:
    words_before = text[max(0, start - _WINDOW) : start].split(" ")
    article = (
        words_before[-2].lower()
        if len(words_before) > 1 and not words_before[-1]
        else ""
    )
    return article in ("a", "an") and (article == "an") != (new[:1].lower() in _VOWELS)


def _rewrite(side: Segment, replaced: Sequence[TermReplacement]) -> Segment:
    pieces, piece_start = [], 0
    for replacement in replaced:
        if replacement.text:
            pieces += [side.text[piece_start : replacement.start], replacement.text]
            piece_start = replacement.end
    text = "".join((*pieces, side.text[piece_start:]))
    return Segment(side.locale, nfc(text), side.codes)


def _add_note(
    unit: TranslationUnit,
    source: Sequence[TermReplacement],
    target: Sequence[TermReplacement],
) -> str:
    """Add what was replaced to the note of a unit."""
    assert unit.target is not None
    replacements = [
        f"{side.text[replacement.start : replacement.end]} → {replacement.text}"
        for side, replaced in ((unit.source, source), (unit.target, target))
        for replacement in replaced
        if replacement.text
    ]
    return "; ".join(filter(None, (unit.note, *dict.fromkeys(replacements))))
