"""Units that are checked together, and what conditions ask of each of them.

Each column has one item a unit, in their order, and is read when it is first asked for.
Conditions (`checks.engine.condition`) are evaluated by it; no check sees it.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

from checks.engine.traits import character_traits, has_code_sign
from checks.engine.unit import Context, Unit
from checks.text.values import cached_values, have_same_values
from tm.text.locale import Locale
from tm.text.phrases.prefilter import prefilter
from tm.text.values.conventions import conventions
from tm.text.values.value import Value

_Side = bool
"""Whether the sources are meant, and not the targets."""


class Batch:
    """Some units of one context."""

    def __init__(self, units: Sequence[Unit], context: Context) -> None:
        self.units = units
        self.context = context
        self._traits: dict[_Side, list[int]] = {}
        self._codes: dict[_Side, list[int]] = {}
        self._values: dict[_Side, list[Sequence[Value]]] = {}
        self._bits: dict[tuple[_Side, Callable[[str], int]], list[int]] = {}

    @cached_property
    def sources(self) -> list[str]:
        """The source texts; empty where there is none."""
        return [unit.source_text for unit in self.units]

    @cached_property
    def targets(self) -> list[str]:
        """The target texts."""
        return [unit.target for unit in self.units]

    def texts(self, is_source: bool) -> list[str]:
        """The texts of one side."""
        return self.sources if is_source else self.targets

    def phrase_bits(self, is_source: bool) -> list[int]:
        """The bits of the listed phrases that each text may have.

        Of those listings that were read: see `tm.text.phrases.prefilter`.
        """
        locale = self._locale(is_source)
        if locale is None:
            return [0] * len(self.units)
        bits_of = prefilter(
            locale.language
        ).bits_of  # another one when a listing is added
        key = is_source, bits_of
        if key not in self._bits:
            self._bits[key] = [*map(bits_of, self.texts(is_source))]
        return self._bits[key]

    def character_traits(self, is_source: bool) -> list[int]:
        """The bits of the traits that characters tell (`checks.engine.traits`)."""
        if is_source not in self._traits:
            self._traits[is_source] = [*map(character_traits, self.texts(is_source))]
        return self._traits[is_source]

    def code_signs(self, is_source: bool) -> list[int]:
        """1 where a text has a sign of inline codes."""
        if is_source not in self._codes:
            texts = self.texts(is_source)
            self._codes[is_source] = [*map(int, map(has_code_sign, texts))]
        return self._codes[is_source]

    def values(self, is_source: bool) -> list[Sequence[Value]]:
        """The numbers, dates, times … of texts; not those in words only."""
        if is_source not in self._values:
            self._values[is_source] = self._read_values(is_source)
        return self._values[is_source]

    @cached_property
    def values_differ(self) -> list[bool]:
        """Whether the values of both texts are not one by one the same."""
        pairs = zip(self.values(True), self.values(False), strict=True)
        return [
            source is not target and not have_same_values(source, target)
            for source, target in pairs
        ]

    def _locale(self, is_source: bool) -> Locale | None:
        return self.context.source if is_source else self.context.target

    def _read_values(self, is_source: bool) -> list[Sequence[Value]]:
        locale = self._locale(is_source)
        if locale is None:
            return [()] * len(self.units)
        valued = conventions(locale).value_bits
        pairs = zip(self.texts(is_source), self.phrase_bits(is_source), strict=True)
        return [
            cached_values(text, locale) if bits & valued else () for text, bits in pairs
        ]
