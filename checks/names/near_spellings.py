"""Spellings of one name that vary within a document: a slip, or marks lost once."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from checks.engine.document_capitals import target_capitals
from checks.engine.unit import Unit, related_ids
from checks.names.adjacent import AdjacentNames, Stands
from checks.names.typos import is_one_off
from checks.text.capitals import Capital, cached_capitals
from tm.finding import Finding, Span

_SHORTEST = 5
"""Letters of a name in which one letter is a slip and no other name."""
_MANY = 8
"""Words beside one and with one first letter that are compared one by one."""
SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ch|ph|qu|th|tr|[bcdghklmnprstvx])?"
    r"[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
"""A Vietnamese syllable less its marks: Nam and Nan are names of two persons."""


@dataclass(frozen=True, slots=True)
class _Odd:
    """A word of a name that is written otherwise elsewhere."""

    group: int
    """By which of the words beside it that was seen: the first of them tells."""
    stand: int
    usual: Stands


def spelling_variants(units: Sequence[Unit], *, marked: bool) -> Iterator[Finding]:
    """Names that a document writes once with a slip, or now with, now without marks.

    `marked`: whether the language has marks itself, so that one word with others may be
    another name (Hải, Hai), and only a whole name without any tells.
    """
    if not _may_vary(units):
        return
    names = AdjacentNames(units)
    odd: dict[str, dict[int, _Odd]] = defaultdict(dict)
    for group, forms in names.groups():
        usual_ones = _Usual(forms)
        for form, stands in forms.items():
            is_once = len(stands) == 1 and names.count(form) == 1
            usual = usual_ones.of(form) if is_once else None
            if usual is not None:
                variant = _slip(form, int(stands[0]), usual, names, units)
            else:
                variant = _mixed(stands, names, marked=marked)
            for stand, usual_stands in variant:
                unit = units[names.unit(stand)]
                start = cached_capitals(unit.target).words[names.word(stand)].start
                earlier_odd = odd[unit.id].get(start)
                if earlier_odd is None or group < earlier_odd.group:
                    odd[unit.id][start] = _Odd(group, stand, usual_stands)
    for by_start in odd.values():
        run: list[_Odd] = []
        end = -1
        for start, odd_place in sorted(by_start.items()):
            if run and start != end + 1:
                yield _finding(run, names, units)
                run = []
            run.append(odd_place)
            end = _word(odd_place.stand, names, units).end
        yield _finding(run, names, units)


def _may_vary(units: Sequence[Unit]) -> bool:
    """Whether a word of a document stands beside two that may be one name.

    Few documents have such a word, and sorting the neighbours of all takes longer.
    """
    forms_by_neighbour: dict[tuple[int, str, str], dict[str, bool]] = defaultdict(dict)
    for text in target_capitals(units):
        for first_word, second_word in pairwise(text.words):
            if not second_word.follows_capital:
                continue
            for side, (word, neighbour) in enumerate(
                ((first_word, second_word), (second_word, first_word))
            ):
                known_forms = forms_by_neighbour[side, word.form, neighbour.form[:1]]
                is_ascii = neighbour.text.isascii()
                if known_forms.setdefault(neighbour.form, is_ascii) is not is_ascii:
                    return True
                if len(known_forms) > _MANY or any(
                    is_one_off(neighbour.form, form)
                    for form in known_forms
                    if len(known_forms) > 1
                ):
                    return True
    return False


class _Usual:
    """The forms of a group of which another one may be a slip."""

    def __init__(self, forms: Mapping[str, Stands]) -> None:
        self._forms = forms
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for form, stands in forms.items():
            if len(stands) > 1 and len(form) >= _SHORTEST:
                self._by_first[form[0]].append(form)

    def of(self, form: str) -> Stands | None:
        """Where the name stands that a form, found once, is meant for."""
        if len(form) < _SHORTEST:
            return None
        for usual_form in self._by_first.get(form[0], ()):
            if (
                (form[-1] == usual_form[-1] or sorted(form) == sorted(usual_form))
                and is_one_off(usual_form, form)
                and not (SYLLABLE.fullmatch(form) and SYLLABLE.fullmatch(usual_form))
            ):
                return self._forms[usual_form]
        return None


_Found = list[tuple[int, Stands]]
"""Words that are odd, each with where the usual one stands."""


def _slip(
    form: str,
    stand: int,
    usual: Stands,
    names: AdjacentNames,
    units: Sequence[Unit],
) -> _Found:
    unit = names.unit(stand)
    source = units[unit].source
    if source and form in cached_capitals(source).forms:
        return []  # the source writes so, too
    if any(names.unit(usual_stand) == unit for usual_stand in usual):
        return []  # two names side by side are two names
    return [(stand, usual)]


def _mixed(stands: Stands, names: AdjacentNames, *, marked: bool) -> _Found:
    """The rarer of a name with its marks and without any, as a neighbour tells it."""
    is_marked = np.array([names.is_marked(stand) for stand in stands])
    unmarked_stands, marked_stands = stands[~is_marked], stands[is_marked]
    if not len(unmarked_stands) or not len(marked_stands):
        return []
    rare, usual = (
        (unmarked_stands, marked_stands)
        if len(unmarked_stands) < len(marked_stands)
        else (marked_stands, unmarked_stands)
    )
    return [
        (int(stand), usual)
        for stand in rare
        if not marked or names.is_beside_marked(stand) == (rare is marked_stands)
    ]


def _word(stand: int, names: AdjacentNames, units: Sequence[Unit]) -> Capital:
    return cached_capitals(units[names.unit(stand)].target).words[names.word(stand)]


def _finding(
    run: Sequence[_Odd], names: AdjacentNames, units: Sequence[Unit]
) -> Finding:
    """What to say of a name of one word or more."""
    first, last = (_word(run[index].stand, names, units) for index in (0, -1))
    usual = run[0].usual
    usual_start = names.word(usual[0])
    text = units[names.unit(usual[0])].target
    words = cached_capitals(text).words
    end = words[min(usual_start + len(run), len(words)) - 1].end
    return Finding(
        "elsewhere",
        Span(first.start, last.end),
        arguments={
            "usual": text[words[usual_start].start : end],
            "usual_count": len(usual),
            "count": 1,
        },
        about=units[names.unit(run[0].stand)],
        related=related_ids(units[names.unit(usual_stand)] for usual_stand in usual),
    )
