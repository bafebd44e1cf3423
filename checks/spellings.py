"""Spellings of one name that vary within a document: a slip, or marks lost once."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checks.capitals import Capital, Capitals, capitals
from checks.slips import is_one_off
from checks.subject import Finding, Subject
from tm.issue import Span

_SHORTEST = 5
"""Letters of a name in which one letter is a slip and no other name."""
_FEWEST = 4
"""Words with a capital in a document whose names are compared."""
SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ch|ph|qu|th|tr|[bcdghklmnprstvx])?"
    r"[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
"""A Vietnamese syllable less its marks: Nam and Nan are names of two persons."""

_Place = tuple[int, Capital]
"""Which unit of the document, and the word."""
_Beside = tuple[int, str]
"""A side, and the form of the word that stands there."""


@dataclass(frozen=True, slots=True)
class _Names:
    """The capitalised words of a document beside which another one stands."""

    beside: dict[_Beside, dict[str, list[_Place]]]
    """By that word, the forms on its side with their places."""
    counts: Counter[str]
    """How often each form stands in the document, in whatever case."""


def spelling_variants(
    subjects: Sequence[Subject], *, marked: bool
) -> Iterator[Finding]:
    """Names that a document writes once with a slip, or now with, now without marks.

    `marked`: whether the language has marks itself, so that one word with others may be
    another name (Hải, Hai), and only a whole name without any tells.
    """
    if sum(len(capitals(subject.target).words) for subject in subjects) < _FEWEST:
        return
    names = _names(subjects)
    rare: dict[str, dict[int, tuple[_Place, list[_Place]]]] = defaultdict(dict)
    for key, forms in names.beside.items():
        for form, places in forms.items():
            usual = _usual(form, forms, names) if len(places) == 1 else None
            if usual is not None:
                pairs = _slip(places[0], usual, subjects)
            else:
                pairs = _mixed(key, places, subjects, marked=marked)
            for place, others in pairs:
                rare[subjects[place[0]].id].setdefault(place[1].start, (place, others))
    for by_start in rare.values():
        run: list[tuple[_Place, list[_Place]]] = []
        for start, found in sorted(by_start.items()):
            if run and start != run[-1][0][1].end + 1:
                yield _finding(run, subjects)
                run = []
            run.append(found)
        yield _finding(run, subjects)


def _names(subjects: Sequence[Subject]) -> _Names:
    beside: dict[_Beside, dict[str, list[_Place]]] = defaultdict(
        lambda: defaultdict(list)
    )
    counts: Counter[str] = Counter()
    for unit, subject in enumerate(subjects):
        text = capitals(subject.target)
        counts.update(_occurrences(text))
        for left, right in pairwise(text.words):
            if right.joined:
                beside[0, left.form][right.form].append((unit, right))
                beside[1, right.form][left.form].append((unit, left))
    return _Names(beside, counts)


def _occurrences(text: Capitals) -> Counter[str]:
    """The forms of a text: each capitalised word, and the small ones once."""
    counts = Counter(word.form for word in text.words)
    counts.update(text.forms - counts.keys())
    return counts


def _usual(
    form: str, forms: dict[str, list[_Place]], names: _Names
) -> list[_Place] | None:
    """The places of the name that a form, which the document has once, is a slip of."""
    if len(form) < _SHORTEST or names.counts[form] > 1:
        return None
    for other, places in forms.items():
        if (
            len(other) >= _SHORTEST
            and len(places) > 1
            and form[0] == other[0]
            and (form[-1] == other[-1] or sorted(form) == sorted(other))
            and is_one_off(other, form)
            and not (SYLLABLE.fullmatch(form) and SYLLABLE.fullmatch(other))
        ):
            return places
    return None


def _slip(
    place: _Place, usual: list[_Place], subjects: Sequence[Subject]
) -> list[tuple[_Place, list[_Place]]]:
    unit, word = place
    subject = subjects[unit]
    if subject.source and word.form in capitals(subject.source).forms:
        return []  # the source writes so, too
    if any(other == unit for other, _ in usual):
        return []  # two names side by side are two names
    return [(place, usual)]


def _mixed(
    key: _Beside,
    places: list[_Place],
    subjects: Sequence[Subject],
    *,
    marked: bool,
) -> list[tuple[_Place, list[_Place]]]:
    """The rarer of a name with its marks and without any, as a neighbour tells it."""
    plain = [place for place in places if place[1].text.isascii()]
    other = [place for place in places if not place[1].text.isascii()]
    if not plain or not other:
        return []
    rare, usual = (plain, other) if len(plain) < len(other) else (other, plain)
    return [
        (place, usual)
        for place in rare
        if not marked or _neighbour(place, key, subjects).isascii() == (rare is plain)
    ]


def _neighbour(place: _Place, key: _Beside, subjects: Sequence[Subject]) -> str:
    """The word at whose side a name stands, as it is written there."""
    unit, word = place
    words = capitals(subjects[unit].target).words
    at = words.index(word) + (-1 if key[0] == 0 else 1)
    return words[at].text


def _finding(
    run: Sequence[tuple[_Place, list[_Place]]], subjects: Sequence[Subject]
) -> Finding:
    """What to say of a name of one word or more."""
    (unit, first), usual = run[0]
    (_, last), _ = run[-1]
    there, word = usual[0]
    text = subjects[there].target
    words = capitals(text).words
    end = words[min(words.index(word) + len(run), len(words)) - 1].end
    return Finding(
        f"elsewhere written “{text[word.start : end]}” ({len(usual)}×, this form 1×)",
        Span(first.start, last.end),
        subject=subjects[unit],
        related=(subjects[other] for other, _ in usual),
    )
