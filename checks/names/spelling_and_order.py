"""Checks of proper names against the source: misspelt, reordered, swapped.

Names are compared without marks, since Indonesian and English write Vietnamese names
without them (`Nguyễn Văn Hải`, `Nguyen Van Hai`).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

from checks.engine.check import Level, check
from checks.engine.condition import texts_meet
from checks.engine.document_capitals import source_capitals, target_capitals
from checks.engine.unit import Context, Unit
from checks.names.name_counts import count_names, repeated
from checks.names.near_spellings import SYLLABLE
from checks.names.partial_diacritics import find_partial_diacritics
from checks.names.typos import (
    TypoCandidates,
    is_near,
    is_one_off,
    is_respelt,
    is_slip,
    misspelt_inside,
)
from checks.text.capitals import (
    SHORTEST_NAME,
    Capital,
    Capitals,
    cached_capitals,
    capitalised_runs,
    lost_names,
    may_reorder_name,
    slide_over_runs,
)
from checks.text.dictionary import Wording, cached_wording
from checks.text.span_set import SpanSet
from glossary.entries.entry import PERSON, TermStatus
from glossary.forms.language import language_data
from tm.finding import Finding, Severity, Span

_RUN = range(5, 2, -1)
"""How many words a person's name has whose order is judged."""
_FAMILY_NAME = 7
"""Letters of what may be a family name that came first; a longer word is a noun."""
_SWAPPED = 4
"""Words of a name whose every order is looked for; a Vietnamese one has no more."""
_SYLLABLE = 3
"""Letters of a syllable that may have a slip."""
_NAME = 3
"""How many words of a name in their places tell that it is the same one."""

_Forms = tuple[str, ...]


@check(
    "name.spelling",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    unsafe_fixes=True,
    yields_to=("char.lookalike", "char.mojibake"),
)
def misspelt(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A name of the source is misspelled in the target: Ranegrs for Rangers.

    There must be evidence that the name is meant: the document keeps it elsewhere;
    or the two words next to it are kept (Nguyen Vpn Hai); or one is kept and the
    dictionary does not know the word (Bret Kavanaugh); or two letters are swapped,
    or an inner letter of a name that the dictionary does not translate is wrong
    (Surabya, Singapoore). In a Vietnamese name that begins with a surname, any
    other word is reported, and in a Vietnamese place name another last syllable
    (Vinh Phuc for Vĩnh Long). Ignored are words that languages spell differently
    (`Afrika`). A person known to the termbase must be written as there: `António`,
    not `Antonio`. In a language without diacritics of its own, a name that keeps
    only some of its diacritics is reported: `Hồ Chi Minh`.
    """
    yield from _against_termbase(units, context)
    common = context.language.function_words
    plain = bool(common) and all(map(str.isascii, common))
    known = count_names(units)
    wording = Wording(context.source, context.target) if context.source else None
    sides = zip(units, source_capitals(units), target_capitals(units), strict=True)
    for unit, source, target in sides:
        if not unit.source:
            continue
        for ours, theirs in find_partial_diacritics(source, target) if plain else ():
            span = Span(theirs[0].start, theirs[-1].end)
            yield Finding(
                "source",
                Span(ours[0].start, ours[-1].end),
                span,
                {"source": span.of(unit.source)},
                about=unit,
            )
        strange = [
            token
            for token in target.words
            if token.form not in source.forms
            and known.written[token.form] == 1  # twice is a spelling, not a slip
        ]
        if not strange:
            continue
        strangers = TypoCandidates(strange)
        whole = dict(_in_full_names(source, target, strange))
        if not whole and wording is not None:
            whole = dict(_beside_kept(source, target, strange, wording))
        if not whole:
            whole = dict(_after_surnames(source, target, strange))
        if not whole:
            whole = dict(_beside_syllables(source, target, strange))
        if not whole and wording is not None:
            whole = dict(_other_syllables(source, target, strange, wording))
        gone = lost_names(source, target, *whole)
        for name in (*gone, *repeated(source, target)):
            token = whole.get(name) or strangers.take(
                name, is_known=name in gone and known.kept[name.form] > 0
            )
            near = None if token else misspelt_inside(name, strange)
            if near and wording is not None and wording.is_name(name.text):
                token = near
            if token and wording is not None and is_respelt(name.form, token.form):
                token = token if wording.is_unknown(name.text) else None
            if token is not None:
                yield Finding(
                    "source",
                    token.span,
                    name.span,
                    {"source": name.text},
                    fix=name.text if name.text.isascii() else None,
                    about=unit,
                )


def _against_termbase(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    if context.terms.target_finder is None:
        return
    for unit in units:
        for hit in context.terms.target_finder.find(unit.target, include_wrong=True):
            names = hit.entry.preferred(context.target)
            if (
                hit.entry.subject_field == PERSON
                and hit.term.status is TermStatus.DEPRECATED
                and not hit.term.forbidden
                and len(names) == 1
            ):
                yield Finding(
                    "termbase",
                    Span(hit.start, hit.end),
                    arguments={"term": names[0]},
                    fix=names[0],
                    about=unit,
                )


@check(
    "name.order",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=texts_meet(may_reorder_name),
)
def reordered(unit: Unit, context: Context) -> Iterator[Finding]:
    """The words of a person's name are in another order than in the source."""
    target = cached_capitals(unit.target)
    known = {word.form for word in target.words}
    theirs = [
        run
        for run in capitalised_runs(cached_capitals(unit.source_text))
        if sum(word.form in known for word in run) >= min(_RUN)
    ]
    if not theirs:
        return
    ours = [*capitalised_runs(target)]
    seen = SpanSet(unit.target)
    for size in _RUN:
        have: dict[_Forms, list[list[Capital]]] = defaultdict(list)
        for window in slide_over_runs(ours, size):
            have[tuple(token.form for token in window)].append(window)
        judged: set[_Forms] = set()
        for name in slide_over_runs(theirs, size) if have else ():
            forms = tuple(token.form for token in name)
            if forms in have or forms in judged or len(set(forms)) < size:
                continue
            judged.add(forms)
            surname = name[0].form in language_data("vi").surnames
            swapped = surname and _is_marked(name)
            found = _reordered(forms, have, freely=swapped)
            if found and context.source is not None:
                wording = cached_wording(context.source, context.target)
                turned = _turned_about_noun(name, wording)
                found = [one for one in found if tuple(w.form for w in one) != turned]
            for window in found:
                span = Span(window[0].start, window[-1].end)
                if seen.touches(span):
                    continue
                seen.add(span)
                yield Finding(
                    "changed",
                    span,
                    Span(name[0].span.start, name[-1].span.end),
                    {"source": " ".join(token.text for token in name)},
                )


def _in_full_names(
    source: Capitals, target: Capitals, strange: Sequence[Capital]
) -> Iterator[tuple[Capital, Capital]]:
    """Words of a name of three that is otherwise whole, and what stands for each.

    Nguyen Vpn Hai: two words of the name in their places show that the third is meant,
    however short it is. The first may be a title (Doctor, Doktor), unless the source
    has marks, which only names lose (Ngô).
    """
    unknown = {token.start for token in strange}
    names: dict[tuple[int, _Forms], list[Capital]] = {}
    for window in slide_over_runs([*capitalised_runs(source)], _NAME):
        for index in range(0 if _is_marked(window) else 1, _NAME):
            names.setdefault((index, _without(window, index)), window)
    for window in slide_over_runs([*capitalised_runs(target)], _NAME) if names else ():
        for index in range(_NAME):
            token = window[index]
            name = names.get((index, _without(window, index)))
            if token.start not in unknown or name is None:
                continue
            if name[index].form not in target.forms and is_slip(
                name[index].form, token.form, is_known=True
            ):
                yield name[index], token


def _after_surnames(
    source: Capitals, target: Capitals, strange: Sequence[Capital]
) -> Iterator[tuple[Capital, Capital]]:
    """Words of Vietnamese names whose first is a surname, and what stands for each.

    The source must have its marks, which nothing but a name loses: Mai Văn Chính is no
    Mai Van Tinh, Tô Lâm no To Lan. Of a name of two words only a slip counts.
    """
    unknown = {token.start for token in strange}
    names: dict[tuple[int, _Forms], list[Capital]] = {}
    for name in filter(_is_marked, surnamed(source)):
        for at in range(1, len(name)):
            names.setdefault((at, _without(name, at)), name)
    for name in surnamed(target) if names else ():
        for at in range(1, len(name)):
            theirs = names.get((at, _without(name, at)))
            if theirs is None or name[at].start not in unknown:
                continue
            word, token = theirs[at], name[at]
            if word.form in target.forms:
                continue
            if len(name) >= _NAME or is_near(word.form, token.form):
                yield word, token


def _beside_syllables(
    source: Capitals, target: Capitals, strange: Sequence[Capital]
) -> Iterator[tuple[Capital, Capital]]:
    """Words of Vietnamese names that are kept but for a letter, beside one kept whole.

    Quan Hai is Quang Hải, Ky Man is Kỳ Nam: with its marks in the source, and a
    neighbour without them here, a name is no word that is translated.
    """
    unknown = {token.start for token in strange}
    names: dict[tuple[int, str], list[Capital]] = defaultdict(list)
    for one, other in slide_over_runs([*capitalised_runs(source, least=2)], 2):
        if _is_marked([one, other]) and are_syllables(one, other):
            names[0, other.form].append(one)
            names[1, one.form].append(other)
    for window in (
        slide_over_runs([*capitalised_runs(target, least=2)], 2) if names else ()
    ):
        for at, token in enumerate(window):
            if token.start not in unknown:
                continue
            for name in names.get((at, window[1 - at].form), ()):
                if len(name.form) < _SYLLABLE or name.form in target.forms:
                    continue  # `Bà` is what she is called, not her name
                if is_near(name.form, token.form):
                    yield name, token


def _other_syllables(
    source: Capitals,
    target: Capitals,
    strange: Sequence[Capital],
    wording: Wording,
) -> Iterator[tuple[Capital, Capital]]:
    """Last words of Vietnamese names of two or three, and what stands for them.

    Places, mostly: Quy Nhơn Nam is no Quy Nhon Bac, Vĩnh Long no Vinh Phuc. The words
    before must be kept, and what stands there must be a Vietnamese syllable, no
    translation (Quy Nhon Selatan).
    """
    ends = {
        tuple(word.form for word in run[-size:-1]): (run[-1], len(run) == size)
        for run in capitalised_runs(target, least=2)
        for size in (2, 3)
        if len(run) >= size and run[-1] in strange and SYLLABLE.fullmatch(run[-1].form)
    }
    for run in capitalised_runs(source, least=2) if ends else ():
        for size in (3, 2):
            name = run[-size:]
            found = ends.get(tuple(word.form for word in name[:-1]))
            if found is None or len(name) < size or not _is_marked(name):
                continue
            token, alone = found
            if size == 2 and not (alone and len(run) == size):
                continue
            last = name[-1]
            if last.form not in target.forms and SYLLABLE.fullmatch(last.form):
                if not wording.count_rendered(last.text, token.text):
                    yield last, token
                    break


def surnamed(text: Capitals) -> Iterator[list[Capital]]:
    """Runs of two to four capitalised words that begin with a Vietnamese surname.

    Other capitals may stand before a name, a title or an office, but none after it.
    """
    surnames = language_data("vi").surnames
    for run in capitalised_runs(text, least=2):
        for start in range(max(0, len(run) - 4), len(run) - 1):
            if run[start].form in surnames:
                yield run[start:]
                break


def _beside_kept(
    source: Capitals,
    target: Capitals,
    strange: Sequence[Capital],
    wording: Wording,
) -> Iterator[tuple[Capital, Capital]]:
    """Words beside a name that is kept, and their slips: Brett, Bret Kavanaugh.

    Words that the dictionary knows are left out on both sides, since languages spell
    them in their own ways: Professor, Profesor; Stadio, Stadion.
    """
    beside: dict[tuple[int, str | None], Capital] = {
        (side, form): token
        for token in strange
        for side, form in enumerate(target.neighbours(token))
        if form is not None and form in source.forms
    }
    for name in source.words if beside else ():
        if name.form in target.forms or len(name.form) < SHORTEST_NAME:
            continue
        for key in enumerate(source.neighbours(name)):
            token = beside.get(key)
            if token is None or not is_one_off(name.form, token.form):
                continue
            if token.text.lower() in target.small or not wording.is_unknown(name.text):
                continue
            if not wording.knows_target_word(token.text):
                yield name, token


def are_syllables(*words: Capital) -> bool:
    """Whether all may be of a Vietnamese name."""
    return all(SYLLABLE.fullmatch(word.form) for word in words)


def _is_marked(name: Sequence[Capital]) -> bool:
    """Whether a name has marks, which it loses in other languages."""
    return any(word.text.lower() != word.form for word in name)


def _without(window: Sequence[Capital], at: int) -> _Forms:
    """The other words of a name."""
    return tuple(word.form for place, word in enumerate(window) if place != at)


def _turned_about_noun(name: Sequence[Capital], wording: Wording) -> _Forms | None:
    """A long Vietnamese name with the noun beside it on the other side of it.

    `Cúp Lý Thường Kiệt` is `Ly Thuong Kiet Cup`.
    """
    forms, surnames = tuple(word.form for word in name), language_data("vi").surnames
    if len(forms) <= _NAME:
        return None
    if forms[0] in surnames:
        return None if wording.is_unknown(name[-1].text) else forms[-1:] + forms[:-1]
    return forms[1:] + forms[:1] if forms[1] in surnames else None


def _reordered(
    forms: _Forms, have: Mapping[_Forms, list[list[Capital]]], *, freely: bool
) -> list[list[Capital]]:
    """The windows in which a name's first words stand last: Van Hai Nguyen.

    With `freely` those in which they stand anyhow: Van Nguyen Hai.
    """
    noun = len(forms[-1]) > _FAMILY_NAME  # Mausoleum Ho Chi Minh
    turns = range(1, len(forms) - noun)
    orders = {forms[at:] + forms[:at] for at in turns}
    if freely and len(forms) <= _SWAPPED:
        orders.update(permutations(forms))
    found = [window for order in orders for window in have.get(order, ())]
    return sorted(found, key=lambda window: window[0].start)
