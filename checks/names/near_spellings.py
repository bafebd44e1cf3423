"""Spellings of one name that vary within a document: a slip, or marks lost once."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from checks.engine.document_capitals import target_capitals
from checks.engine.unit import Unit, related_ids
from checks.names.adjacent import Beside, Stands
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
    names = Beside(units)
    odd: dict[str, dict[int, _Odd]] = defaultdict(dict)
    for group, forms in names.groups():
        usual_ones = _Usual(forms)
        for form, stands in forms.items():
            is_once = len(stands) == 1 and names.count(form) == 1
            usual = usual_ones.of(form) if is_once else None
            if usual is not None:
                found = _slip(form, int(stands[0]), usual, names, units)
            else:
                found = _mixed(stands, names, marked=marked)
            for stand, others in found:
                unit = units[names.unit(stand)]
                start = cached_capitals(unit.target).words[names.word(stand)].start
                known = odd[unit.id].get(start)
                if known is None or group < known.group:
                    odd[unit.id][start] = _Odd(group, stand, others)
    for by_start in odd.values():
        run: list[_Odd] = []
        end = -1
        for start, one in sorted(by_start.items()):
            if run and start != end + 1:
                yield _finding(run, names, units)
                run = []
            run.append(one)
            end = _word(one.stand, names, units).end
        yield _finding(run, names, units)


def _may_vary(units: Sequence[Unit]) -> bool:
    """Whether a word of a document stands beside two that may be one name.

    Few documents have such a word, and sorting the neighbours of all takes longer.
    """
    beside: dict[tuple[int, str, str], dict[str, bool]] = defaultdict(dict)
    for text in target_capitals(units):
        for left, right in pairwise(text.words):
            if not right.follows_capital:
                continue
            for side, (one, other) in enumerate(((left, right), (right, left))):
                known = beside[side, one.form, other.form[:1]]
                plain = other.text.isascii()
                if known.setdefault(other.form, plain) is not plain:
                    return True
                if len(known) > _MANY or any(
                    is_one_off(other.form, form) for form in known if len(known) > 1
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
        for other in self._by_first.get(form[0], ()):
            if (
                (form[-1] == other[-1] or sorted(form) == sorted(other))
                and is_one_off(other, form)
                and not (SYLLABLE.fullmatch(form) and SYLLABLE.fullmatch(other))
            ):
                return self._forms[other]
        return None


_Found = list[tuple[int, Stands]]
"""Words that are odd, each with where the usual one stands."""


def _slip(
    form: str,
    stand: int,
    usual: Stands,
    names: Beside,
    units: Sequence[Unit],
) -> _Found:
    unit = names.unit(stand)
    source = units[unit].source
    if source and form in cached_capitals(source).forms:
        return []  # the source writes so, too
    if any(names.unit(other) == unit for other in usual):
        return []  # two names side by side are two names
    return [(stand, usual)]


def _mixed(stands: Stands, names: Beside, *, marked: bool) -> _Found:
    """The rarer of a name with its marks and without any, as a neighbour tells it."""
    is_marked = np.array([names.is_marked(stand) for stand in stands])
    plain, other = stands[~is_marked], stands[is_marked]
    if not len(plain) or not len(other):
        return []
    rare, usual = (plain, other) if len(plain) < len(other) else (other, plain)
    return [
        (int(stand), usual)
        for stand in rare
        if not marked or names.is_beside_marked(stand) == (rare is other)
    ]


def _word(stand: int, names: Beside, units: Sequence[Unit]) -> Capital:
    return cached_capitals(units[names.unit(stand)].target).words[names.word(stand)]


def _finding(run: Sequence[_Odd], names: Beside, units: Sequence[Unit]) -> Finding:
    """What to say of a name of one word or more."""
    first, last = (_word(run[at].stand, names, units) for at in (0, -1))
    usual = run[0].usual
    there = names.word(usual[0])
    text = units[names.unit(usual[0])].target
    words = cached_capitals(text).words
    end = words[min(there + len(run), len(words)) - 1].end
    return Finding(
        "elsewhere",
        Span(first.start, last.end),
        arguments={
            "usual": text[words[there].start : end],
            "usual_count": len(usual),
            "count": 1,
        },
        about=units[names.unit(run[0].stand)],
        related=related_ids(units[names.unit(other)] for other in usual),
    )
