"""Conditions that a unit must meet before a check is asked about it: prefilters.

A check says what the texts of a unit must have, and the engine evaluates it for many
units at once:

    @check(…, prefilter=SOURCE.has(negations) & TARGET.has(Trait.FIGURES))

Most units meet few conditions, and evaluating one takes a tenth of calling the check
(`benchmarks/checks.py speed`: without prefilters the unit checks take three times as
long). A condition must hold for every unit in which the check may find anything: a test
compares what is found with and without it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from checks.engine.batch import Batch
from checks.engine.traits import CHARACTER_BITS, PHRASE_BITS, Trait
from checks.engine.unit import Context, Unit
from tm.text.locale import Locale
from tm.text.values.value import ValueKind


class ListedPhrases(Protocol):
    """Listed words or phrases of a language, such as a PhraseList."""

    def among(self, bits: Iterable[int]) -> Sequence[object]:
        """Of texts, by the bits of their words, whether each may have any."""


Listing = Callable[[Locale], ListedPhrases]
"""Gives the listed words or phrases of a language."""
Select = Callable[[Batch, Sequence[int]], Sequence[int]]
"""Of units of a batch, by their indexes, gives those that meet a condition."""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """What a unit must meet; conditions are joined by `&` and `|`."""

    select: Select
    prepare: Callable[[Context], None]
    """Reads the words of both languages that the condition looks for.

    They are read before any text is: what is read of texts before is read anew.
    """

    def __and__(self, other: "Condition") -> "Condition":
        """Both; the second is evaluated for the units that meet the first."""

        def select(batch: Batch, indexes: Sequence[int]) -> Sequence[int]:
            selected = self.select(batch, indexes)
            return other.select(batch, selected) if selected else selected

        return Condition(select, _prepare_both(self, other))

    def __or__(self, other: "Condition") -> "Condition":
        """Either; the second is evaluated for the units that do not meet the first."""

        def select(batch: Batch, indexes: Sequence[int]) -> Sequence[int]:
            selected = self.select(batch, indexes)
            if len(selected) == len(indexes):
                return selected
            selected_set = {*selected}
            more_selected = other.select(
                batch, [at for at in indexes if at not in selected_set]
            )
            return sorted([*selected, *more_selected]) if more_selected else selected

        return Condition(select, _prepare_both(self, other))


@dataclass(frozen=True, slots=True)
class TextSide:
    """The sources of units, or their targets, of which a condition is said."""

    is_source: bool

    def has(self, *wanted: Trait | Listing) -> Condition:
        """That a text may have one of some traits, words or phrases.

        A listing is a function that gives the words or phrases of a language.
        """
        traits = frozenset(item for item in wanted if isinstance(item, Trait))
        listings = [item for item in wanted if not isinstance(item, Trait)]
        conditions = [self._has_traits(traits)] if traits else []
        conditions += map(self._has_phrases, listings)
        return any_of(*conditions)

    def has_value(self, *kinds: ValueKind) -> Condition:
        """That a text has a value of one of some kinds; of any if none is given."""
        wanted_kinds = frozenset(kinds)

        def select(batch: Batch, indexes: Sequence[int]) -> Sequence[int]:
            values = batch.values(self.is_source)
            if not wanted_kinds:
                return [at for at in indexes if values[at]]
            return [
                at
                for at in indexes
                if values[at]
                and any(value.kind in wanted_kinds for value in values[at])
            ]

        return Condition(select, _read_nothing)

    def meets(self, test: Callable[[str], object]) -> Condition:
        """That something is true of a text."""

        def select(batch: Batch, indexes: Sequence[int]) -> Sequence[int]:
            texts = batch.texts(self.is_source)
            return [at for at in indexes if test(texts[at])]

        return Condition(select, _read_nothing)

    def _has_traits(self, traits: frozenset[Trait]) -> Condition:
        characters = sum(CHARACTER_BITS.get(one, 0) for one in traits)
        phrases = 0
        for trait in traits:
            phrases |= PHRASE_BITS.get(trait, 0)
        conditions = []
        if characters:
            conditions.append(self._has_bits(Batch.character_traits, characters))
        if phrases:
            conditions.append(self._has_bits(Batch.phrase_bits, phrases))
        if Trait.CODE_SIGN in traits:
            conditions.append(self._has_bits(Batch.code_signs, 1))
        return any_of(*conditions)

    def _has_bits(
        self, column: Callable[[Batch, bool], Sequence[int]], bits: int
    ) -> Condition:
        def select(batch: Batch, indexes: Sequence[int]) -> Sequence[int]:
            having = column(batch, self.is_source)
            return [at for at in indexes if having[at] & bits]

        return Condition(select, _read_nothing)

    def _has_phrases(self, listing: Listing) -> Condition:
        def select(batch: Batch, indexes: Sequence[int]) -> Sequence[int]:
            locale = batch.context.source if self.is_source else batch.context.target
            if locale is None:
                return ()
            bits = batch.phrase_bits(self.is_source)
            if len(indexes) < len(bits):
                bits = [bits[at] for at in indexes]
            having = listing(locale).among(bits)
            return [at for at, has in zip(indexes, having, strict=True) if has]

        def prepare(context: Context) -> None:
            locale = context.source if self.is_source else context.target
            if locale is not None:
                listing(locale)

        return Condition(select, prepare)


SOURCE = TextSide(is_source=True)
TARGET = TextSide(is_source=False)


def any_of(*conditions: Condition) -> Condition:
    """That one of some conditions is met."""
    condition, *other_conditions = conditions
    for other in other_conditions:
        condition |= other
    return condition


def where(
    test: Callable[[Unit, Context], object],
    *,
    reads: Callable[[Context], object] | None = None,
) -> Condition:
    """That something is true of a unit; for what only its texts together tell.

    `reads`: reads the words that the test looks for; see Condition.prepare.
    """

    def select(batch: Batch, indexes: Sequence[int]) -> Sequence[int]:
        units, context = batch.units, batch.context
        return [at for at in indexes if test(units[at], context)]

    def prepare(context: Context) -> None:
        if reads is not None:
            reads(context)

    return Condition(select, prepare)


def where_texts(test: Callable[[str, str], object]) -> Condition:
    """That something is true of a source and its target."""

    def select(batch: Batch, indexes: Sequence[int]) -> Sequence[int]:
        sources, targets = batch.sources, batch.targets
        return [at for at in indexes if test(sources[at], targets[at])]

    return Condition(select, _read_nothing)


def _select_other_values(batch: Batch, indexes: Sequence[int]) -> Sequence[int]:
    differ = batch.values_differ
    return [at for at in indexes if differ[at]]


def _read_nothing(context: Context) -> None:
    """Nothing needs to be read."""


def _prepare_both(first: Condition, second: Condition) -> Callable[[Context], None]:
    def prepare(context: Context) -> None:
        first.prepare(context)
        second.prepare(context)

    return prepare


VALUES_DIFFER = Condition(_select_other_values, _read_nothing)
"""That the numbers, dates, times and units of both texts are not one by one the same.

Values in words only are not counted.
"""
