"""One thing rendered in two ways, where each way alone would be right."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from typing import overload

from checks.corpus import hashed
from checks.found import found_terms
from checks.registry import Level, check
from checks.stand_ins import Speech, stand_in
from checks.subject import Context, Finding, Subject
from glossary.entry import TermHit, TermStatus
from glossary.renderings import Pair, Rendered, renderings
from tm.issue import Rendering, Renderings, Severity, Span
from tm.text.normal import folded, match_form

_USABLE = (TermStatus.PREFERRED, TermStatus.ADMITTED)
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

_Place = tuple[Subject, TermHit]


@check("term.inconsistent", level=Level.CORPUS, severity=Severity.WARNING)
def inconsistent(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """A phrase of the source is rendered in two ways, or a concept has two names.

    Without a termbase: a phrase that recurs and nearly always has one rendering has
    another here. With one, a concept has two names in one document, `negosiasi` and
    `perundingan`, both terms to use; named is the rarer. Names with capitals, which
    are shortened on second mention, abbreviations, and terms that are part of each
    other are passed there, and so are those whose concept the source does not name.
    """
    if context.target_terms is not None:
        for _, group in groupby(subjects, key=_document):
            yield from _named_twice([*group], context)
    yield from _rendered_twice(subjects, context)


def _document(subject: Subject) -> object:
    return subject if subject.document is None else subject.document


def _named_twice(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """Concepts of the termbase that have two names in one document."""
    if context.target_terms is None:
        return
    found: dict[str, dict[str, list[_Place]]] = {}
    for subject in subjects:
        for hit in found_terms(context.target_terms, subject.target, wrong=True):
            if not _is_common(hit) or not _is_meant(hit, subject, context):
                continue
            if not all(other.term.shared for other in hit.others):
                continue  # nothing tells whose form it is
            forms = found.setdefault(hit.entry.id, defaultdict(list))
            forms[folded(hit.term.text)].append((subject, hit))
    for forms in found.values():
        if len(forms) > 1:
            yield from _rarer(forms)


def _is_meant(hit: TermHit, subject: Subject, context: Context) -> bool:
    """Whether the source names the concept too, or nobody can tell."""
    locale, terms = context.source, context.source_terms
    if not subject.source or locale is None or terms is None:
        return True
    if not hit.entry.in_locale(locale):
        return True
    return any(
        reading.entry.id == hit.entry.id
        for there in found_terms(terms, subject.source, wrong=False)
        for reading in (there, *there.others)
    )


def _is_common(hit: TermHit) -> bool:
    """Whether a term is a common noun that may be used."""
    term = hit.term
    return (
        term.status in _USABLE
        and not hit.entry.composed
        and term.text == term.text.lower()
        and len(term.text) > 3
    )


def _rarer(forms: dict[str, list[_Place]]) -> Iterator[Finding]:
    # Of equals, the form that comes first is taken for the usual one.
    usual, *others = sorted(forms, key=lambda form: -len(forms[form]))
    for other in others:
        if usual in other or other in usual:
            continue
        subject, hit = forms[other][0]
        name = forms[usual][0][1].term.text
        yield Finding(
            f"elsewhere called “{name}” ({len(forms[usual])}×, this form "
            f"{len(forms[other])}×)",
            Span(hit.start, hit.end),
            subject=subject,
            related=[place for place, _ in forms[usual]],
        )


def _rendered_twice(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """Phrases that the termbase need not know, and their rare renderings."""
    if context.source is None:
        return
    places = _different(subjects)
    if len(places) <= _FEWEST:
        return
    pairs = _Pairs(subjects, places)
    taught = renderings(pairs, context.source, context.target, min_count=_FEWEST + 1)
    speech = Speech.of(context.source, context.target, context.language, taught.lexicon)
    settled = [rendered for rendered in taught.found if _is_settled(rendered)]
    # Read in order and once, since reading here and there takes long.
    read = pairs.units({unit for rendered in settled for unit in rendered.others})
    for rendered in settled:
        found: dict[str, list[tuple[Subject, Span]]] = defaultdict(list)
        for unit in rendered.others:
            subject = read[unit]
            source, target = subject.source or "", subject.target
            others = [taught.found[number] for number in taught.holders.at(unit)]
            others = [other for other in others if other is not rendered]
            span = stand_in(source, target, rendered, others, speech)
            if span is None or _is_term(rendered.phrase, subject, context):
                continue
            found[match_form(span.of(target))].append((subject, span))
        if found:
            having = [subjects[places[unit]] for unit in rendered.units]
            yield from _rare(rendered, found, having, context)


def _different(subjects: Sequence[Subject]) -> "array[int]":
    """The places of units that are the first to have their two texts."""
    seen: set[int] = set()
    places = array("Q")
    for place, subject in enumerate(subjects):
        if subject.source and subject.target:
            pair = hashed((subject.source, subject.target))
            if pair not in seen:
                seen.add(pair)
                places.append(place)
    return places


class _Pairs(Sequence[Pair]):
    """The texts of some units of a corpus, which are read when they are asked for."""

    def __init__(self, subjects: Sequence[Subject], places: Sequence[int]) -> None:
        self._subjects = subjects
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Pair]:
        return (_pair(subject) for _, subject in self._chosen())

    @overload
    def __getitem__(self, at: int) -> Pair: ...
    @overload
    def __getitem__(self, at: slice) -> list[Pair]: ...
    def __getitem__(self, at: int | slice) -> Pair | list[Pair]:
        if isinstance(at, slice):
            return [_pair(self._subjects[place]) for place in self._places[at]]
        return _pair(self._subjects[self._places[at]])

    def units(self, wanted: Set[int]) -> dict[int, Subject]:
        """Some of the units, by number."""
        if not wanted:
            return {}
        return {at: subject for at, subject in self._chosen() if at in wanted}

    def _chosen(self) -> Iterator[tuple[int, Subject]]:
        at = 0
        for place, subject in enumerate(self._subjects):
            if at < len(self._places) and self._places[at] == place:
                yield at, subject
                at += 1


def _pair(subject: Subject) -> Pair:
    return subject.source or "", subject.target


def _is_settled(rendered: Rendered) -> bool:
    """Whether a phrase of several words nearly always has one rendering."""
    fewest = _FEWEST if rendered.usual[0].isupper() else _FEWEST_SMALL
    return (
        " " in rendered.phrase
        and rendered.score >= _SURE
        and len(rendered.units) >= fewest
        and 0 < len(rendered.others) <= _MOST_OTHERS * len(rendered.units)
    )


def _is_term(phrase: str, subject: Subject, context: Context) -> bool:
    """Whether the termbase has a term there, which other checks look after."""
    if context.source_terms is None or subject.source is None:
        return False
    start = match_form(subject.source).find(match_form(phrase))
    here = Span(start, start + len(phrase)) if start >= 0 else None
    return here is not None and any(
        Span(hit.start, hit.end).overlaps(here)
        for hit in found_terms(context.source_terms, subject.source, wrong=False)
    )


def _rare(
    rendered: Rendered,
    found: Mapping[str, Sequence[tuple[Subject, Span]]],
    having: Sequence[Subject],
    context: Context,
) -> Iterator[Finding]:
    usual = _seen(rendered.usual, having)
    locales = str(context.source), str(context.target)
    for uses in found.values():
        first, span = uses[0]
        rare = _seen(span.of(first.target), [subject for subject, _ in uses])
        for subject, span in uses if len(uses) < _CHOICE else uses[:1]:
            yield Finding(
                f"“{rendered.phrase}” is rendered “{usual.text}” elsewhere "
                f"({usual.count}×, this way {rare.count}×)",
                span,
                _source_span(rendered.phrase, subject),
                subject=subject,
                related=having,
                renderings=Renderings(*locales, rendered.phrase, usual, rare),
            )


def _seen(text: str, subjects: Iterable[Subject]) -> Rendering:
    having = [*subjects]
    days = sorted(one.published[:10] for one in having if one.published)
    return Rendering(
        text, len(having), days[0] if days else None, days[-1] if days else None
    )


def _source_span(phrase: str, subject: Subject) -> Span | None:
    source = subject.source or ""
    for text, sought in ((source, phrase), (source.lower(), phrase.lower())):
        start = text.find(sought)
        if start >= 0 and len(text) == len(source):
            return Span(start, start + len(phrase))
    return None
