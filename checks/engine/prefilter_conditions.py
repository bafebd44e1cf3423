"""Prefilters: conditions that a unit must meet before a check is run on it.

A check declares what the texts of a unit must contain, and the engine evaluates this
for many units at once:

    @check(…, prefilter=SOURCE.has(read_phrases) & TARGET.has(Trait.DIGITS))

Most units meet few conditions, and evaluating one takes a tenth of the time of the
check itself (`benchmarks/check_speed.py speed`: without prefilters the unit checks take
three times as long). A condition must hold for every unit in which the check may find
anything: a test compares the findings with and without it.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from checks.engine.batch import Batch
from checks.engine.text_traits import (
    CHARACTER_BIT_BY_TRAIT,
    PHRASE_BITS_BY_TRAIT,
    Trait,
)
from checks.engine.unit import Context, Unit
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.phrase_groups import KeyT, PhraseGroups
from tm.text.values.value import Value, ValueKind

if TYPE_CHECKING:
    from tm.text.phrases.batch_tokens import BatchTokens


class ListedPhrases(Protocol):
    """Listed words or phrases of a language, such as a PhraseList."""

    @property
    def alternative_bits(self) -> int | None:
        """Bits of which a text with a phrase has at least one; None if any text may."""


ReadPhrases = Callable[[Locale], ListedPhrases]
"""Reads the listed words or phrases of a language."""
SelectUnits = Callable[[Batch, Sequence[int]], Sequence[int]]
"""Selects the units of a batch, by their indexes, that meet a condition."""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A condition on units; conditions are joined by `&` and `|`."""

    select: SelectUnits
    read_words: Callable[[Context], None]
    """Reads the words of both languages that the condition looks for.

    Called before any text is read: texts read earlier would be read again.
    """

    def __and__(self, other_condition: "Condition") -> "Condition":
        """Require both; the second is evaluated for the units that meet the first."""

        def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
            selected_indexes = self.select(batch, unit_indexes)
            return (
                other_condition.select(batch, selected_indexes)
                if selected_indexes
                else selected_indexes
            )

        return Condition(select, _read_words_of_both(self, other_condition))

    def __or__(self, other_condition: "Condition") -> "Condition":
        """Require either; the second is evaluated for the units that fail the first."""

        def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
            selected_indexes = self.select(batch, unit_indexes)
            if len(selected_indexes) == len(unit_indexes):
                return selected_indexes
            selected_index_set = {*selected_indexes}
            added_indexes = other_condition.select(
                batch,
                [
                    unit_index
                    for unit_index in unit_indexes
                    if unit_index not in selected_index_set
                ],
            )
            return (
                sorted([*selected_indexes, *added_indexes])
                if added_indexes
                else selected_indexes
            )

        return Condition(select, _read_words_of_both(self, other_condition))


@dataclass(frozen=True, slots=True)
class TextSide:
    """The sources or the targets of units, on which conditions are built."""

    is_source: bool

    def has(self, *requirements: Trait | ReadPhrases) -> Condition:
        """Require that a text may contain one of some traits, words or phrases.

        Words and phrases are given by a function that reads those of a language.
        """
        traits = frozenset(
            requirement
            for requirement in requirements
            if isinstance(requirement, Trait)
        )
        phrase_readers = [
            requirement
            for requirement in requirements
            if not isinstance(requirement, Trait)
        ]
        conditions = [self._require_traits(traits)] if traits else []
        conditions += map(self._require_phrases, phrase_readers)
        return any_of(*conditions)

    def has_value(self, *value_kinds: ValueKind) -> Condition:
        """Require a value of one of some kinds; of any kind if none is given."""
        value_kind_set = frozenset(value_kinds)

        def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
            unit_values = batch.values(self.is_source)
            if not value_kind_set:
                return [
                    unit_index for unit_index in unit_indexes if unit_values[unit_index]
                ]
            return [
                unit_index
                for unit_index in unit_indexes
                if unit_values[unit_index]
                and any(
                    value.kind in value_kind_set for value in unit_values[unit_index]
                )
            ]

        return Condition(select, _read_nothing)

    def has_term(self) -> Condition:
        """Require a term of the termbase; in a target, a wrong form counts, too."""

        def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
            flags = batch.term_flags(self.is_source)
            return [unit_index for unit_index in unit_indexes if flags[unit_index]]

        return Condition(select, _read_nothing)

    def has_in_context(
        self, read_phrases: Callable[[Context], ListedPhrases | None]
    ) -> Condition:
        """Require phrases that depend on both languages; with None, no unit passes."""

        def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
            listed_phrases = read_phrases(batch.context)
            if listed_phrases is None:
                return ()
            return self._select_with_phrases(batch, unit_indexes, listed_phrases)

        def read_words(context: Context) -> None:
            read_phrases(context)

        return Condition(select, read_words)

    def meets(self, test: Callable[[str], object]) -> Condition:
        """Require that a text passes a test."""

        def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
            texts = batch.texts(self.is_source)
            return [
                unit_index for unit_index in unit_indexes if test(texts[unit_index])
            ]

        return Condition(select, _read_nothing)

    def _require_traits(self, traits: frozenset[Trait]) -> Condition:
        character_bits = sum(CHARACTER_BIT_BY_TRAIT.get(trait, 0) for trait in traits)
        phrase_bits = 0
        for trait in traits:
            phrase_bits |= PHRASE_BITS_BY_TRAIT.get(trait, 0)
        conditions = []
        if character_bits:
            conditions.append(self._require_bits(Batch.trait_bits, character_bits))
        if phrase_bits:
            conditions.append(self._require_bits(Batch.phrase_bits, phrase_bits))
        if Trait.CODE_SIGN in traits:
            conditions.append(self._require_bits(Batch.code_sign_bits, 1))
        return any_of(*conditions)

    def _require_bits(
        self, read_bits: Callable[[Batch, bool], Sequence[int]], alternative_bits: int
    ) -> Condition:
        def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
            unit_bits = read_bits(batch, self.is_source)
            return [
                unit_index
                for unit_index in unit_indexes
                if unit_bits[unit_index] & alternative_bits
            ]

        return Condition(select, _read_nothing)

    def _require_phrases(self, read_phrases: ReadPhrases) -> Condition:
        def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
            locale = (
                batch.context.source_locale
                if self.is_source
                else batch.context.target_locale
            )
            if locale is None:
                return ()
            return self._select_with_phrases(batch, unit_indexes, read_phrases(locale))

        def read_words(context: Context) -> None:
            # Those of the other language, too, since most checks compare with them.
            read_in_both_languages(context, read_phrases)

        return Condition(select, read_words)

    def _select_with_phrases(
        self, batch: Batch, unit_indexes: Sequence[int], listed_phrases: ListedPhrases
    ) -> Sequence[int]:
        alternative_bits = listed_phrases.alternative_bits
        if alternative_bits is None:
            return unit_indexes
        phrase_bits = batch.phrase_bits(self.is_source)
        return [
            unit_index
            for unit_index in unit_indexes
            if phrase_bits[unit_index] & alternative_bits
        ]


SOURCE = TextSide(is_source=True)
TARGET = TextSide(is_source=False)


def any_of(*conditions: Condition) -> Condition:
    """Require one of several conditions."""
    condition, *other_conditions = conditions
    for other_condition in other_conditions:
        condition |= other_condition
    return condition


def unit_meets(
    test: Callable[[Unit, Context], object],
    *,
    read_words: Callable[[Context], object] | None = None,
) -> Condition:
    """Require that a unit passes a test of both its texts.

    `read_words`: reads the words that the test looks for; see `Condition.read_words`.
    """

    def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
        units, context = batch.units, batch.context
        return [
            unit_index
            for unit_index in unit_indexes
            if test(units[unit_index], context)
        ]

    def read_words_if_any(context: Context) -> None:
        if read_words is not None:
            read_words(context)

    return Condition(select, read_words_if_any)


def is_among_units_found(
    find_units: Callable[["BatchTokens", Batch], Collection[int]],
) -> Condition:
    """Require that a unit is among those found in the tokens of all targets in a row.

    Few units are all selected: for them arrays take longer than the check.
    """

    def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
        batch_tokens = batch.batch_tokens
        if batch_tokens is None:
            return unit_indexes
        found_indexes = find_units(batch_tokens, batch)
        return [
            unit_index for unit_index in unit_indexes if unit_index in found_indexes
        ]

    return Condition(select, _read_nothing)


def read_in_both_languages(
    context: Context, *readers: Callable[[Locale], object]
) -> None:
    """Read listed words of the source and the target language."""
    for locale in (context.source_locale, context.target_locale):
        if locale is not None:
            for read_listed_words in readers:
                read_listed_words(locale)


def groups_are_related(
    read_groups: Callable[[Locale], PhraseGroups[KeyT]],
    label_source_group: Callable[[KeyT], Hashable],
    label_target_group: Callable[[KeyT], Hashable],
) -> Condition:
    """Require groups of the source to which the target may have related groups.

    A group of the target is related to one of the source that has the same label.
    """

    @lazy_constant
    def map_related_bits(source: Locale, target: Locale) -> Mapping[int, int]:
        return read_groups(source).map_related_bits(
            read_groups(target), label_source_group, label_target_group
        )

    def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
        related_bits = map_related_bits(*batch.context.locales)
        group_bits = read_groups(batch.context.locales[0]).alternative_bits
        source_bits, target_bits = batch.phrase_bits(True), batch.phrase_bits(False)
        return [
            unit_index
            for unit_index in unit_indexes
            if related_bits[source_bits[unit_index] & group_bits]
            & target_bits[unit_index]
        ]

    def read_words(context: Context) -> None:
        read_in_both_languages(context, read_groups)

    return Condition(select, read_words)


def context_meets(test: Callable[[Context], object]) -> Condition:
    """Require that the context of all units passes a test."""

    def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
        return unit_indexes if test(batch.context) else ()

    return Condition(select, _read_nothing)


def texts_meet(test: Callable[[str, str], object]) -> Condition:
    """Require that a source and its target pass a test."""

    def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
        sources, targets = batch.sources, batch.targets
        return [
            unit_index
            for unit_index in unit_indexes
            if test(sources[unit_index], targets[unit_index])
        ]

    return Condition(select, _read_nothing)


def values_meet(
    test: Callable[[Sequence[Value], Sequence[Value]], object],
) -> Condition:
    """Require that the values of a source and of its target pass a test."""

    def select(batch: Batch, unit_indexes: Sequence[int]) -> Sequence[int]:
        source_values, target_values = batch.values(True), batch.values(False)
        return [
            unit_index
            for unit_index in unit_indexes
            if test(source_values[unit_index], target_values[unit_index])
        ]

    return Condition(select, _read_nothing)


def _select_differing_values(
    batch: Batch, unit_indexes: Sequence[int]
) -> Sequence[int]:
    difference_flags = batch.value_difference_flags
    return [unit_index for unit_index in unit_indexes if difference_flags[unit_index]]


def _read_nothing(context: Context) -> None:
    """Read nothing: the condition looks for no words."""


def _read_words_of_both(
    first_condition: Condition, second_condition: Condition
) -> Callable[[Context], None]:
    def read_words(context: Context) -> None:
        first_condition.read_words(context)
        second_condition.read_words(context)

    return read_words


VALUES_DIFFER = Condition(_select_differing_values, _read_nothing)
"""Requires other numbers, dates, times or units in the target; words do not count."""
