"""One thing rendered in two ways, where each way alone would be right."""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from typing import overload

import numpy as np
from numpy.typing import NDArray

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, related_ids
from checks.terms.stand_ins import Speech, stand_in
from glossary.entries.entry import USABLE, TermHit
from glossary.extraction.renderings import LearnedRenderings as Taught
from glossary.extraction.renderings import (
    PhraseRendering,
    TranslatedPair,
    learn_renderings,
)
from tm.finding import MOST_RELATED, Finding, Rendering, Renderings, Severity, Span
from tm.spill.list import SpillList
from tm.spill.partition import Dealt, hashed
from tm.text.normal import folded, match_form

_FEWEST = 3
"""Units that must have the usual rendering."""
_MOST_OTHERS = 1 / 3
"""Units without it, for each that has it; of more nobody knows what is usual."""
_FEWEST_SMALL = 8
"""The same for one in small letters, which style varies more freely."""
_SURE = 0.5
"""How sure it must be that a phrase and its usual rendering belong together."""
_CHOICE = 3
"""From so many units on another rendering is a choice, and is told of once."""

_TEXTS = np.dtype([("texts", np.uint64), ("place", np.int32)])
"""A unit: both texts, hashed, and its number."""

_Named = tuple[Unit, TermHit]
_Place = tuple[Unit, Span]


@check("term.inconsistent", level=Level.CORPUS, severity=Severity.WARNING)
def inconsistent(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A phrase is translated in two ways, or a concept has two terms.

    Without a termbase: a phrase that recurs and nearly always has one translation
    has another one here. With a termbase: one document uses two terms of a concept,
    `negosiasi` and `perundingan`, both of which may be used; reported is the rarer.
    Ignored are then names with capitals, which are shortened on second mention,
    abbreviations, terms that are part of each other, and concepts that the source
    does not name.
    """
    if context.terms.target is not None:
        for _, group in groupby(units, key=_document):
            yield from _named_twice([*group], context)
    yield from _rendered_twice(units, context)


def _document(unit: Unit) -> object:
    return unit if unit.document is None else unit.document


def _named_twice(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Concepts of the termbase that have two names in one document."""
    if context.terms.target is None:
        return
    forms_by_concept: dict[str, dict[str, list[_Named]]] = {}
    for unit in units:
        for hit in context.terms.target.find(unit.target, wrong=True):
            if not _is_common(hit) or not _is_meant(hit, unit, context):
                continue
            if not all(other_hit.term.shared for other_hit in hit.others):
                continue  # nothing tells whose form it is
            forms = forms_by_concept.setdefault(hit.entry.id, defaultdict(list))
            forms[folded(hit.term.text)].append((unit, hit))
    for forms in forms_by_concept.values():
        if len(forms) > 1:
            yield from _rarer(forms)


def _is_meant(hit: TermHit, unit: Unit, context: Context) -> bool:
    """Whether the source names the concept too, or nobody can tell."""
    locale, terms = context.source, context.terms.source
    if not unit.source or locale is None or terms is None:
        return True
    if not hit.entry.in_locale(locale):
        return True
    return any(
        reading.entry.id == hit.entry.id
        for source_hit in terms.find(unit.source)
        for reading in (source_hit, *source_hit.others)
    )


def _is_common(hit: TermHit) -> bool:
    """Whether a term is a common noun that may be used."""
    term = hit.term
    return (
        term.status in USABLE
        and not hit.entry.composed
        and term.text == term.text.lower()
        and len(term.text) > 3
    )


def _rarer(forms: dict[str, list[_Named]]) -> Iterator[Finding]:
    # Of equals, the form that comes first is taken for the usual one.
    usual, *rare_forms = sorted(forms, key=lambda form: -len(forms[form]))
    for rare_form in rare_forms:
        if usual in rare_form or rare_form in usual:
            continue
        unit, hit = forms[rare_form][0]
        name = forms[usual][0][1].term.text
        yield Finding(
            "term",
            Span(hit.start, hit.end),
            arguments={
                "usual": name,
                "usual_count": len(forms[usual]),
                "count": len(forms[rare_form]),
            },
            about=unit,
            related=related_ids([related_unit for related_unit, _ in forms[usual]]),
        )


def _rendered_twice(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Phrases that the termbase need not know, and their rare renderings."""
    if context.source is None:
        return
    pairs = _Pairs(units)
    if len(pairs) <= _FEWEST:
        return
    taught = learn_renderings(
        pairs, context.source, context.target, min_count=_FEWEST + 1
    )
    settled = [rendered for rendered in taught.renderings if _is_settled(rendered)]
    with closing(_Uses(len(settled))) as uses:
        for use in _uses(pairs, settled, taught, context):
            uses.add(*use)
        for number, rendered in enumerate(settled):
            if places := uses.of(number):
                yield from _rare(rendered, places, pairs, context)


def _uses(
    pairs: "_Pairs",
    settled: Sequence[PhraseRendering],
    taught: Taught,
    context: Context,
) -> Iterator[tuple[int, int, Unit, Span]]:
    """What stands for settled phrases in units that lack their usual renderings.

    The number of the phrase, the unit, and the span in it. Units are read in order and
    once, since reading here and there takes long.
    """
    assert context.source is not None
    speech = Speech.of(context.source, context.target, context.language, taught.lexicon)
    lacking = [rendered.units_without.read() for rendered in settled]
    sizes = [len(units) for units in lacking]
    units = np.concatenate([np.zeros(0, np.int32), *lacking])
    numbers = np.repeat(np.arange(len(settled), dtype=np.int16), sizes)
    del lacking
    order = np.argsort(units, kind="stable")
    units, numbers = units[order], numbers[order]
    position = 0
    for unit, subject in pairs.units():
        if position == len(units):
            break
        if units[position] != unit:
            continue
        source, target = subject.source_text, subject.target
        held_renderings = [
            taught.renderings[number] for number in taught.holders.phrases_in(unit)
        ]
        while position < len(units) and units[position] == unit:
            number = int(numbers[position])
            rendered, position = settled[number], position + 1
            other_renderings = [
                rendering for rendering in held_renderings if rendering is not rendered
            ]
            span = stand_in(source, target, rendered, other_renderings, speech)
            if span is not None and not _is_term(rendered.phrase, subject, context):
                yield number, unit, subject, span


class _Pairs(Sequence[TranslatedPair]):
    """The texts of the units that are the first to have both, read when asked for."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._subjects = units
        days = array("I")
        texts = Dealt(_TEXTS, "texts", len(units))
        named: dict[str, int] = {"": 0}
        for index, unit in enumerate(units):
            day = (unit.published or "")[:10]
            days.append(named.setdefault(day, len(named)))
            if unit.source and unit.target:
                texts.append((hashed((unit.source, unit.target)), index))
        is_first = np.zeros(len(units), np.bool_)
        for part in texts.parts():
            _, first = np.unique(part["texts"], return_index=True)
            is_first[part["place"][first]] = True
        self._places = np.flatnonzero(is_first).astype(np.int32)
        self._days = np.frombuffer(days, np.uint32)[self._places]
        """By unit: the number of the day on which it was published."""
        self._named_days = [*named]

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[TranslatedPair]:
        return (_pair(unit) for _, unit in self.units())

    @overload
    def __getitem__(self, index: int) -> TranslatedPair: ...
    @overload
    def __getitem__(self, index: slice) -> list[TranslatedPair]: ...
    def __getitem__(self, index: int | slice) -> TranslatedPair | list[TranslatedPair]:
        if isinstance(index, slice):
            return [
                _pair(self._subjects[int(unit_index)])
                for unit_index in self._places[index]
            ]
        return _pair(self.unit(index))

    def unit(self, number: int) -> Unit:
        """The unit of a pair."""
        return self._subjects[int(self._places[number])]

    def units(self) -> Iterator[tuple[int, Unit]]:
        """All of them in order, with their numbers."""
        places = iter(enumerate(map(int, self._places)))
        number, next_index = next(places, (0, -1))
        for index, unit in enumerate(self._subjects):
            if index == next_index:
                yield number, unit
                number, next_index = next(places, (0, -1))

    def seen(self, text: str, units: NDArray[np.int32]) -> Rendering:
        """A rendering that units have: how many, and from when to when."""
        numbers = np.unique(self._days[units])
        days = sorted(self._named_days[number] for number in numbers if number)
        return Rendering(
            text, len(units), days[0] if days else None, days[-1] if days else None
        )

    def examples(self, units: NDArray[np.int32]) -> list[Unit]:
        """The first of some units, as many as a finding names, by different ids."""
        units_by_id: dict[str, Unit] = {}
        for number in units:
            unit = self.unit(int(number))
            units_by_id.setdefault(unit.id, unit)
            if len(units_by_id) > MOST_RELATED:  # one of them may be the finding's own
                break
        return [*units_by_id.values()]


class _Uses:
    """What stands for phrases, by phrase and form, in the order of the units."""

    def __init__(self, phrases: int) -> None:
        self._found: list[dict[str, _Use]] = [{} for _ in range(phrases)]
        self._told: SpillList[_Place] = SpillList(block=1)

    def add(self, phrase: int, unit: int, subject: Unit, span: Span) -> None:
        """Note a unit and the span in it."""
        form = match_form(span.of(subject.target))
        use = self._found[phrase].setdefault(form, _Use())
        use.units.append(unit)
        if len(use.told) < _CHOICE:  # of more units only the first is told of
            use.told.append(len(self._told))
            self._told.append((subject, span))

    def of(self, phrase: int) -> list[tuple[NDArray[np.int32], list[_Place]]]:
        """By form, the units that have it, and the first of them with the span."""
        return [
            (
                np.frombuffer(use.units, np.int32),
                [self._told[number] for number in use.told],
            )
            for use in self._found[phrase].values()
        ]

    def close(self) -> None:
        """Let go of what waits outside memory."""
        self._told.close()


@dataclass(slots=True)
class _Use:
    """The units with one form in the place of a phrase."""

    units: "array[int]" = field(default_factory=lambda: array("i"))
    told: list[int] = field(default_factory=list)
    """Where the first of them wait."""


def _pair(unit: Unit) -> TranslatedPair:
    return unit.source_text, unit.target


def _is_settled(rendered: PhraseRendering) -> bool:
    """Whether a phrase of several words nearly always has one rendering."""
    fewest = _FEWEST if rendered.rendering[0].isupper() else _FEWEST_SMALL
    return (
        " " in rendered.phrase
        and rendered.score >= _SURE
        and len(rendered.units) >= fewest
        and 0 < len(rendered.units_without) <= _MOST_OTHERS * len(rendered.units)
    )


def _is_term(phrase: str, unit: Unit, context: Context) -> bool:
    """Whether the termbase has a term there, which other checks look after."""
    if context.terms.source is None or unit.source is None:
        return False
    start = match_form(unit.source).find(match_form(phrase))
    phrase_span = Span(start, start + len(phrase)) if start >= 0 else None
    return phrase_span is not None and any(
        Span(hit.start, hit.end).overlaps(phrase_span)
        for hit in context.terms.source.find(unit.source)
    )


def _rare(
    rendered: PhraseRendering,
    uses_by_text: Sequence[tuple[NDArray[np.int32], Sequence[_Place]]],
    pairs: _Pairs,
    context: Context,
) -> Iterator[Finding]:
    having = rendered.units.read()
    usual, related = pairs.seen(rendered.rendering, having), pairs.examples(having)
    locales = str(context.source), str(context.target)
    for units, places in uses_by_text:
        first, span = places[0]
        rare = pairs.seen(span.of(first.target), units)
        for unit, span in places if len(units) < _CHOICE else places[:1]:
            yield Finding(
                "phrase",
                span,
                _source_span(rendered.phrase, unit),
                {
                    "phrase": rendered.phrase,
                    "usual": usual.text,
                    "usual_count": usual.count,
                    "count": rare.count,
                },
                about=unit,
                related=related_ids(related),
                renderings=Renderings(*locales, rendered.phrase, usual, rare),
            )


def _source_span(phrase: str, unit: Unit) -> Span | None:
    source = unit.source_text
    for text, phrase_form in ((source, phrase), (source.lower(), phrase.lower())):
        start = text.find(phrase_form)
        if start >= 0 and len(text) == len(source):
            return Span(start, start + len(phrase))
    return None
