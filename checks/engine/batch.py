"""Units that are checked together, and what is known of each of them, in columns.

A check tells by these of many units at once in which it may find anything, which costs
a tenth of calling it for each (`checks.engine.check.Check.likely`).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import compress

from checks.engine.character_traits import traits
from checks.engine.term_hits import terms_of_each
from checks.engine.unit import Context, Unit
from checks.text.values import are_same, has_kind, values_of
from glossary.entries.entry import TermHit
from tm.text.locale import Locale
from tm.text.phrases.prefilter import prefilter
from tm.text.values.conventions import conventions
from tm.text.values.value import Value, ValueKind
from tm.text.words import lower_words_of


class Batch:
    """Some units of one context; each column has one item a unit, in their order."""

    def __init__(self, units: Sequence[Unit], context: Context) -> None:
        self.subjects = units
        self.context = context
        self._bits: dict[tuple[int, Callable[[str], int]], list[int]] = {}

    @cached_property
    def numbered(self) -> list[tuple[int, Unit]]:
        """The units, each with its number."""
        return [*enumerate(self.subjects)]

    @cached_property
    def sources(self) -> list[str]:
        """The source texts; empty where there is none."""
        return [unit.source or "" for unit in self.subjects]

    @cached_property
    def targets(self) -> list[str]:
        """The target texts."""
        return [unit.target for unit in self.subjects]

    @property
    def source_bits(self) -> list[int]:
        """What each source may have of the listings that were read
        (`tm.text.phrases.prefilter`).

        Whoever asks for a listing reads it first.
        """
        locale = self.context.source
        return (
            self._bits_of(self.sources, locale) if locale else [0] * len(self.sources)
        )

    @property
    def target_bits(self) -> list[int]:
        """The same of the targets."""
        return self._bits_of(self.targets, self.context.target)

    @cached_property
    def traits(self) -> list[int]:
        """The bits of what is told by characters (`checks.engine.character_traits`)."""
        return traits(self.subjects)

    @cached_property
    def source_values(self) -> list[Sequence[Value]]:
        """The numbers, dates, times … of the sources that are not only in words."""
        return _values(self.sources, self.source_bits, self.context.source)

    @cached_property
    def target_values(self) -> list[Sequence[Value]]:
        """The same of the targets."""
        return _values(self.targets, self.target_bits, self.context.target)

    @cached_property
    def values_differ(self) -> list[bool]:
        """Whether the values of both texts are not one by one the same."""
        pairs = zip(self.source_values, self.target_values, strict=True)
        return [
            theirs is not ours and not are_same(theirs, ours) for theirs, ours in pairs
        ]

    @cached_property
    def target_words(self) -> list[tuple[str, ...]]:
        """The words of the targets in small letters."""
        return [*map(lower_words_of, self.targets)]

    @cached_property
    def source_terms(self) -> Sequence[Sequence[TermHit]]:
        """The terms of the sources, titles and their places apart."""
        terms = self.context.terms.source
        if terms is None:
            return [()] * len(self.subjects)
        return terms_of_each(terms, self.sources, wrong=False)

    @cached_property
    def target_terms(self) -> Sequence[Sequence[TermHit]]:
        """The same of the targets, with wrong forms."""
        terms = self.context.terms.target
        if terms is None:
            return [()] * len(self.subjects)
        return terms_of_each(terms, self.targets, wrong=True)

    def _bits_of(self, texts: Sequence[str], locale: Locale) -> list[int]:
        of = prefilter(locale.language).of  # another one when a listing has come
        key = id(texts), of
        if key not in self._bits:
            self._bits[key] = [*map(of, texts)]
        return self._bits[key]


def having(some: int) -> Callable[[Batch], Iterable[object]]:
    """What tells the units that have one of some traits."""
    return lambda columns: [bits & some for bits in columns.traits]


def any_of(
    *tell: Callable[[Batch], Iterable[object]],
) -> Callable[[Batch], bytearray]:
    """What tells the units that one of several tells."""

    def likely(columns: Batch) -> bytearray:
        numbers = range(len(columns.subjects))
        told = bytearray(len(numbers))
        for one in tell:
            for at in compress(numbers, one(columns)):
                told[at] = True
        return told

    return likely


def refined(likely: Iterable[object], tell: Callable[[int], object]) -> list[object]:
    """Of units that are told, those that are told more closely too, by their numbers.

    So what takes longer than a look at columns is asked about few.
    """
    return [told and tell(at) for at, told in enumerate(likely)]


def sharing(bits_in: Callable[[Locale], int]) -> Callable[[Batch], list[int]]:
    """Tells the units whose texts share one of the bits that both languages know."""

    def likely(columns: Batch) -> list[int]:
        context = columns.context
        bits = bits_in(context.target)
        bits &= bits_in(context.source) if context.source else 0
        pairs = zip(columns.source_bits, columns.target_bits, strict=True)
        return [source & target & bits for source, target in pairs]

    return likely


def having_other(kind: ValueKind) -> Callable[[Batch], Iterable[object]]:
    """Tells those of which one of these values is of a kind."""

    def likely(columns: Batch) -> list[object]:
        pairs = zip(columns.target_values, columns.values_differ, strict=True)
        return [differ and has_kind(kind, ours) for ours, differ in pairs]

    return likely


def _values(
    texts: Sequence[str], bits: Sequence[int], locale: Locale | None
) -> list[Sequence[Value]]:
    if locale is None:
        return [()] * len(texts)
    valued = conventions(locale).valued
    pairs = zip(texts, bits, strict=True)
    return [values_of(text, locale) if one & valued else () for text, one in pairs]
