"""Spellings of one name that vary within a document: typos or lost diacritics."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from checks.engine.document_capitals import target_capitals
from checks.engine.unit import Unit, related_ids
from checks.names.adjacent_names import AdjacentNames, WordStands
from checks.names.name_typos import differs_by_one_letter
from checks.text.capitalised_words import CapitalisedWord, cached_capitals
from tm.finding import Finding, Span

_SHORTEST = 5
"""Letters of a name in which one letter is a slip and no other name."""
_MOST_COMPARED = 8
"""Words beside one and with one first letter that are compared one by one."""
SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ch|ph|qu|th|tr|[bcdghklmnprstvx])?"
    r"[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
"""A Vietnamese syllable less its marks: Nam and Nan are names of two persons."""


@dataclass(frozen=True, slots=True)
class _RareSpelling:
    """A word of a name with a rarer spelling than elsewhere."""

    group: int
    """By which of the words beside it that was seen: the first of them tells."""
    stand: int
    usual_stands: WordStands


def find_spelling_variants(
    units: Sequence[Unit], *, has_own_diacritics: bool
) -> Iterator[Finding]:
    """Find names with a typo, or with diacritics in some places only.

    `has_own_diacritics`: whether the language has marks itself, so that one word with
    others may be another name (Hải, Hai), and only a whole name without any tells.
    """
    if not _may_vary(units):
        return
    names = AdjacentNames(units)
    rare_by_unit: dict[str, dict[int, _RareSpelling]] = defaultdict(dict)
    for group, forms in names.iterate_groups():
        usual_ones = _UsualSpellings(forms)
        for form, stands in forms.items():
            is_once = len(stands) == 1 and names.count(form) == 1
            usual = usual_ones.find(form) if is_once else None
            if usual is not None:
                variant = _find_slip(form, int(stands[0]), usual, names, units)
            else:
                variant = _find_mixed_diacritics(
                    stands, names, has_own_diacritics=has_own_diacritics
                )
            for stand, usual_stands in variant:
                unit = units[names.unit_index(stand)]
                start = (
                    cached_capitals(unit.target).words[names.word_index(stand)].start
                )
                earlier_rare = rare_by_unit[unit.id].get(start)
                if earlier_rare is None or group < earlier_rare.group:
                    rare_by_unit[unit.id][start] = _RareSpelling(
                        group, stand, usual_stands
                    )
    for by_start in rare_by_unit.values():
        run: list[_RareSpelling] = []
        end = -1
        for start, rare in sorted(by_start.items()):
            if run and start != end + 1:
                yield _report_name(run, names, units)
                run = []
            run.append(rare)
            end = _read_word(rare.stand, names, units).end
        yield _report_name(run, names, units)


def _may_vary(units: Sequence[Unit]) -> bool:
    """Whether a word stands beside two words that may be spellings of one.

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
                if len(known_forms) > _MOST_COMPARED or any(
                    differs_by_one_letter(neighbour.form, form)
                    for form in known_forms
                    if len(known_forms) > 1
                ):
                    return True
    return False


class _UsualSpellings:
    """The frequent spellings of a group, of which others may be typos."""

    def __init__(self, forms: Mapping[str, WordStands]) -> None:
        self._forms = forms
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for form, stands in forms.items():
            if len(stands) > 1 and len(form) >= _SHORTEST:
                self._by_first[form[0]].append(form)

    def find(self, form: str) -> WordStands | None:
        """Find the positions of the spelling of which a form may be a typo."""
        if len(form) < _SHORTEST:
            return None
        for usual_form in self._by_first.get(form[0], ()):
            if (
                (form[-1] == usual_form[-1] or sorted(form) == sorted(usual_form))
                and differs_by_one_letter(usual_form, form)
                and not (SYLLABLE.fullmatch(form) and SYLLABLE.fullmatch(usual_form))
            ):
                return self._forms[usual_form]
        return None


_RareStands = list[tuple[int, WordStands]]
"""Words that are odd, each with where the usual one stands."""


def _find_slip(
    form: str,
    stand: int,
    usual_stands: WordStands,
    names: AdjacentNames,
    units: Sequence[Unit],
) -> _RareStands:
    unit = names.unit_index(stand)
    source = units[unit].source
    if source and form in cached_capitals(source).forms:
        return []  # the source writes so, too
    if any(names.unit_index(usual_stand) == unit for usual_stand in usual_stands):
        return []  # two names side by side are two names
    return [(stand, usual_stands)]


def _find_mixed_diacritics(
    stands: WordStands, names: AdjacentNames, *, has_own_diacritics: bool
) -> _RareStands:
    """Find the rarer of the spellings with and without diacritics."""
    is_marked = np.array([names.has_diacritics(stand) for stand in stands])
    unmarked_stands, marked_stands = stands[~is_marked], stands[is_marked]
    if not len(unmarked_stands) or not len(marked_stands):
        return []
    rare_stands, usual_stands = (
        (unmarked_stands, marked_stands)
        if len(unmarked_stands) < len(marked_stands)
        else (marked_stands, unmarked_stands)
    )
    return [
        (int(stand), usual_stands)
        for stand in rare_stands
        if not has_own_diacritics
        or names.is_neighbour_marked(stand) == (rare_stands is marked_stands)
    ]


def _read_word(
    stand: int, names: AdjacentNames, units: Sequence[Unit]
) -> CapitalisedWord:
    return cached_capitals(units[names.unit_index(stand)].target).words[
        names.word_index(stand)
    ]


def _report_name(
    run: Sequence[_RareSpelling], names: AdjacentNames, units: Sequence[Unit]
) -> Finding:
    """Report a rare spelling of one or more adjacent words."""
    first, last = (_read_word(run[index].stand, names, units) for index in (0, -1))
    usual = run[0].usual_stands
    usual_start = names.word_index(usual[0])
    text = units[names.unit_index(usual[0])].target
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
        about=units[names.unit_index(run[0].stand)],
        related=related_ids(
            units[names.unit_index(usual_stand)] for usual_stand in usual
        ),
    )
