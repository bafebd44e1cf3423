"""Spellings of one name that vary within a document: typos or lost diacritics."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from checks.engine.document_capitals import read_capitalised_words_of_targets
from checks.engine.unit import Unit, list_related_ids
from checks.names.name_typos import (
    differs_by_one_letter,
    is_syllable,
    read_name_spelling,
)
from checks.text.capitalised_words import CapitalisedWord, cached_capitalised_words
from tm.finding import Finding, Span
from tm.result_cache import ResultCache

if TYPE_CHECKING:
    from checks.names.adjacent_names import AdjacentNames, WordPositions

_MIN_NAME_LETTERS = 4
"""How many letters a name must have for one changed letter to be a typo."""
_MAX_PAGE_UNITS = 1000
"""How many units a document has whose names are compared by their sound."""
_MIN_SPELLINGS_PER_SOUND = 2
_DOUBLED_LETTER_PATTERN = re.compile(r"(.)\1")
_NameUse = tuple[Unit, CapitalisedWord]
_MAX_COMPARED_FORMS = 8
"""How many neighbours of a word with the same first letter are compared singly."""


@dataclass(frozen=True, slots=True)
class _RareSpelling:
    """A word of a name that is spelt differently from most other places."""

    first_group_position: int
    """The first position of the group in which the spelling was found."""
    position: int
    usual_positions: "WordPositions"


def find_spelling_variants(
    units: Sequence[Unit],
    cache: ResultCache,
    *,
    has_own_diacritics: bool,
    similar_words: frozenset[str] = frozenset(),
) -> Iterator[Finding]:
    """Find names with a typo, or with diacritics in some places only.

    `has_own_diacritics`: whether the language itself has diacritics. Then one word with
    other diacritics may be another name (Hải, Hai); a whole name must lack them.
    `similar_words`: words in lower case of which none is a typo of another.
    """
    if _may_have_variants(units, cache):
        yield from find_variants_by_groups(
            units,
            cache,
            has_own_diacritics=has_own_diacritics,
            similar_words=similar_words,
        )


def find_variants_by_groups(
    units: Sequence[Unit],
    cache: ResultCache,
    *,
    has_own_diacritics: bool,
    similar_words: frozenset[str] = frozenset(),
) -> Iterator[Finding]:
    """Find names with a typo or mixed diacritics by grouping all adjacent words."""
    from checks.names.adjacent_names import AdjacentNames  # needs numpy

    adjacent_names = AdjacentNames(units, cache)
    rare_spellings_by_unit: dict[str, dict[int, _RareSpelling]] = defaultdict(dict)
    for first_group_position, positions_by_form in adjacent_names.iterate_groups():
        usual_spellings = _UsualSpellings(positions_by_form)
        for form, positions in positions_by_form.items():
            may_be_typo = (
                len(positions) == 1
                and adjacent_names.count_form(form) == 1
                and form not in similar_words
            )
            usual_positions = (
                usual_spellings.find_usual_positions(form) if may_be_typo else None
            )
            if usual_positions is not None:
                rare_positions = _find_typo_positions(
                    form,
                    int(positions[0]),
                    usual_positions,
                    adjacent_names,
                    units,
                    cache,
                )
            else:
                rare_positions = _find_mixed_diacritics_positions(
                    positions, adjacent_names, has_own_diacritics=has_own_diacritics
                )
            for position, positions_of_usual_form in rare_positions:
                unit = units[adjacent_names.find_unit_index(position)]
                start_offset = (
                    cached_capitalised_words(unit.target, cache)
                    .words[adjacent_names.find_word_index(position)]
                    .start
                )
                earlier_spelling = rare_spellings_by_unit[unit.id].get(start_offset)
                if (
                    earlier_spelling is None
                    or first_group_position < earlier_spelling.first_group_position
                ):
                    rare_spellings_by_unit[unit.id][start_offset] = _RareSpelling(
                        first_group_position, position, positions_of_usual_form
                    )
    for rare_spelling_by_start in rare_spellings_by_unit.values():
        yield from _report_spelling_runs(
            rare_spelling_by_start, adjacent_names, units, cache
        )


def _group_uses_by_sound(
    units: Sequence[Unit], cache: ResultCache
) -> Iterable[Mapping[str, list[_NameUse]]]:
    """Group the words of full names by sound and neighbour; each group by form."""
    uses_by_sound_and_neighbour: dict[
        tuple[int, str, str], dict[str, list[_NameUse]]
    ] = defaultdict(lambda: defaultdict(list))
    for unit, capitalised_words in zip(
        units, read_capitalised_words_of_targets(units, cache), strict=True
    ):
        if unit.source is not None or unit.is_heading:
            continue
        for left_word, right_word in pairwise(capitalised_words.words):
            if not right_word.follows_capital or not _is_long_name(
                left_word, right_word
            ):
                continue
            for side_index, word, neighbour_word in (
                (0, left_word, right_word),
                (1, right_word, left_word),
            ):
                sound_and_neighbour = (
                    side_index,
                    neighbour_word.form,
                    _spell_phonetically(word.form),
                )
                uses_by_sound_and_neighbour[sound_and_neighbour][word.form].append(
                    (unit, word)
                )
    return uses_by_sound_and_neighbour.values()


def find_other_sound_spellings(
    units: Sequence[Unit], cache: ResultCache
) -> Iterator[Finding]:
    """Find a full name spelled in two ways that sound alike: Robi Darwis, Roby Darwis.

    One of the spellings stands once, and each in a unit without source. Vietnamese
    syllables, each of which is another name, are ignored; so are long documents.
    """
    if len(units) > _MAX_PAGE_UNITS:
        return
    for uses_by_form in _group_uses_by_sound(units, cache):
        if len(uses_by_form) < _MIN_SPELLINGS_PER_SOUND or all(
            map(is_syllable, uses_by_form)
        ):
            continue
        (_, usual_uses), *other_spellings = sorted(
            uses_by_form.items(), key=lambda form_and_uses: -len(form_and_uses[1])
        )
        for _, uses in other_spellings:
            unit, word = uses[0]
            if len(uses) == 1 and all(
                unit is not usual_unit for usual_unit, _ in usual_uses
            ):
                yield Finding(
                    "elsewhere",
                    word.span,
                    arguments={
                        "usual": usual_uses[0][1].text,
                        "usual_count": len(usual_uses),
                        "count": 1,
                    },
                    checked_unit=unit,
                    related=list_related_ids(
                        usual_unit for usual_unit, _ in usual_uses
                    ),
                )


def _is_long_name(*words: CapitalisedWord) -> bool:
    """Whether words are long enough to be a name, and none is in capitals only."""
    return all(
        len(word.form) >= _MIN_NAME_LETTERS and word.text.istitle() for word in words
    )


def _spell_phonetically(form: str) -> str:
    """Spell a name as it sounds, so that spellings of one name are the same.

    >>> _spell_phonetically("soekarno"), _spell_phonetically("lengsavath")
    ('sukarno', 'lengsavat')
    """
    for spelling, sound in read_name_spelling().sounds_with_spellings:
        form = form.replace(spelling, sound)
    return _DOUBLED_LETTER_PATTERN.sub(r"\1", form.replace("oe", "u"))


def _report_spelling_runs(
    rare_spelling_by_start: Mapping[int, _RareSpelling],
    adjacent_names: "AdjacentNames",
    units: Sequence[Unit],
    cache: ResultCache,
) -> Iterator[Finding]:
    """Report the rare spellings of a text; words that stand together are one name."""
    spelling_run: list[_RareSpelling] = []
    end_offset = -1
    for start_offset, rare_spelling in sorted(rare_spelling_by_start.items()):
        if spelling_run and start_offset != end_offset + 1:
            yield _make_spelling_finding(spelling_run, adjacent_names, units, cache)
            spelling_run = []
        spelling_run.append(rare_spelling)
        end_offset = _read_word(
            rare_spelling.position, adjacent_names, units, cache
        ).end
    yield _make_spelling_finding(spelling_run, adjacent_names, units, cache)


def _may_have_variants(units: Sequence[Unit], cache: ResultCache) -> bool:
    """Whether a word stands next to two words that may be spellings of one name.

    Few documents have such a word, and sorting all neighbours takes longer.
    """
    ascii_flag_by_form_and_neighbour: dict[tuple[int, str, str], dict[str, bool]] = (
        defaultdict(dict)
    )
    for capitalised_words in read_capitalised_words_of_targets(units, cache):
        for first_word, second_word in pairwise(capitalised_words.words):
            if not second_word.follows_capital:
                continue
            for side_index, (word, neighbour_word) in enumerate(
                ((first_word, second_word), (second_word, first_word))
            ):
                ascii_flag_by_form = ascii_flag_by_form_and_neighbour[
                    side_index, word.form, neighbour_word.form[:1]
                ]
                is_ascii = neighbour_word.text.isascii()
                if (
                    ascii_flag_by_form.setdefault(neighbour_word.form, is_ascii)
                    is not is_ascii
                ):
                    return True
                if len(ascii_flag_by_form) > _MAX_COMPARED_FORMS or any(
                    differs_by_one_letter(neighbour_word.form, form)
                    for form in ascii_flag_by_form
                    if len(ascii_flag_by_form) > 1
                ):
                    return True
    return False


class _UsualSpellings:
    """The frequent spellings of a group; rare ones may be typos of them."""

    def __init__(self, positions_by_form: "Mapping[str, WordPositions]") -> None:
        self._positions_by_form = positions_by_form
        self._forms_by_first_letter: dict[str, list[str]] = defaultdict(list)
        for form, positions in positions_by_form.items():
            if len(positions) > 1 and len(form) >= _MIN_NAME_LETTERS:
                self._forms_by_first_letter[form[0]].append(form)

    def find_usual_positions(self, form: str) -> "WordPositions | None":
        """Find the positions of the usual spelling of a form that may be a typo."""
        if len(form) < _MIN_NAME_LETTERS:
            return None
        for usual_form in self._forms_by_first_letter.get(form[0], ()):
            if (
                (form[-1] == usual_form[-1] or sorted(form) == sorted(usual_form))
                and differs_by_one_letter(usual_form, form)
                and not (is_syllable(form) and is_syllable(usual_form))
            ):
                return self._positions_by_form[usual_form]
        return None


_RarePositions = list[tuple[int, "WordPositions"]]
"""Positions of rare spellings, each with the positions of the usual spelling."""


def _find_typo_positions(
    form: str,
    position: int,
    usual_positions: "WordPositions",
    adjacent_names: "AdjacentNames",
    units: Sequence[Unit],
    cache: ResultCache,
) -> _RarePositions:
    """Find the position of a form that is a typo of a usual spelling."""
    unit_index = adjacent_names.find_unit_index(position)
    source = units[unit_index].source
    if source and form in cached_capitalised_words(source, cache).word_forms:
        return []  # the source has the same spelling
    if any(
        adjacent_names.find_unit_index(usual_position) == unit_index
        for usual_position in usual_positions
    ):
        return []  # two names side by side are two names
    return [(position, usual_positions)]


def _find_mixed_diacritics_positions(
    positions: "WordPositions",
    adjacent_names: "AdjacentNames",
    *,
    has_own_diacritics: bool,
) -> _RarePositions:
    """Find the rarer of the spellings with and without diacritics."""
    import numpy as np

    diacritics_flags = np.array(
        [adjacent_names.has_diacritics(position) for position in positions]
    )
    plain_positions, diacritic_positions = (
        positions[~diacritics_flags],
        positions[diacritics_flags],
    )
    if not len(plain_positions) or not len(diacritic_positions):
        return []
    rare_positions, usual_positions = (
        (plain_positions, diacritic_positions)
        if len(plain_positions) < len(diacritic_positions)
        else (diacritic_positions, plain_positions)
    )
    return [
        (int(position), usual_positions)
        for position in rare_positions
        if not has_own_diacritics
        or adjacent_names.has_neighbour_diacritics(position)
        == (rare_positions is diacritic_positions)
    ]


def _read_word(
    position: int,
    adjacent_names: "AdjacentNames",
    units: Sequence[Unit],
    cache: ResultCache,
) -> CapitalisedWord:
    """Read the capitalised word at a position."""
    return cached_capitalised_words(
        units[adjacent_names.find_unit_index(position)].target, cache
    ).words[adjacent_names.find_word_index(position)]


def _make_spelling_finding(
    spelling_run: Sequence[_RareSpelling],
    adjacent_names: "AdjacentNames",
    units: Sequence[Unit],
    cache: ResultCache,
) -> Finding:
    """Report a rare spelling of one or more adjacent words."""
    first_word, last_word = (
        _read_word(spelling_run[spelling_index].position, adjacent_names, units, cache)
        for spelling_index in (0, -1)
    )
    usual_positions = spelling_run[0].usual_positions
    usual_word_index = adjacent_names.find_word_index(usual_positions[0])
    usual_text = units[adjacent_names.find_unit_index(usual_positions[0])].target
    usual_words = cached_capitalised_words(usual_text, cache).words
    usual_end = usual_words[
        min(usual_word_index + len(spelling_run), len(usual_words)) - 1
    ].end
    return Finding(
        "elsewhere",
        Span(first_word.start, last_word.end),
        arguments={
            "usual": usual_text[usual_words[usual_word_index].start : usual_end],
            "usual_count": len(usual_positions),
            "count": 1,
        },
        checked_unit=units[adjacent_names.find_unit_index(spelling_run[0].position)],
        related=list_related_ids(
            units[adjacent_names.find_unit_index(usual_position)]
            for usual_position in usual_positions
        ),
    )
