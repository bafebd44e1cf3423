"""A batch of units that are checked together, with the columns that prefilters read.

Each column has one item per unit, in their order, and is read at its first use.
Conditions (`checks.engine.prefilter_conditions`) read it; no check sees it.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from checks.engine.text_traits import has_code_sign, read_trait_bits
from checks.engine.unit import Context, Unit
from checks.text.text_values import cached_values, have_same_values
from tm.text.locale import Locale
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.values.conventions import load_conventions
from tm.text.values.value import Value

if TYPE_CHECKING:
    from tm.text.phrases.batch_tokens import BatchTokens

_MIN_ARRAY_CHARACTERS = 20_000
"""The fewest characters of texts whose tokens are searched faster by arrays."""
_IsSource = bool
"""True for the source texts, false for the target texts."""


class Batch:
    """Units of one context, with columns that prefilters read."""

    def __init__(self, units: Sequence[Unit], context: Context) -> None:
        self.units = units
        self.context = context
        self._trait_bits_by_side: dict[_IsSource, list[int]] = {}
        self._code_sign_bits_by_side: dict[_IsSource, list[int]] = {}
        self._values_by_side: dict[_IsSource, list[Sequence[Value]]] = {}
        self._term_flags_by_side: dict[_IsSource, list[bool]] = {}
        self._phrase_bits_by_side: dict[
            tuple[_IsSource, Callable[[str], int]], list[int]
        ] = {}

    @cached_property
    def sources(self) -> list[str]:
        """The source texts; an empty text for a unit without a source."""
        return [unit.source or "" for unit in self.units]

    @cached_property
    def targets(self) -> list[str]:
        """The target texts."""
        return [unit.target for unit in self.units]

    def texts(self, is_source: bool) -> list[str]:
        """The texts of one side."""
        return self.sources if is_source else self.targets

    def phrase_bits(self, is_source: bool) -> list[int]:
        """Read the bits of the listed phrases that each text may contain.

        Only the phrase lists read so far count: see `tm.text.phrases.prefilter`.
        """
        locale = self._choose_locale(is_source)
        if locale is None:
            return [0] * len(self.units)
        read_bits = shared_prefilter(
            locale.language
        ).read_bits  # another one when a listing is added
        side_and_reader = is_source, read_bits
        if side_and_reader not in self._phrase_bits_by_side:
            self._phrase_bits_by_side[side_and_reader] = [
                *map(read_bits, self.texts(is_source))
            ]
        return self._phrase_bits_by_side[side_and_reader]

    def trait_bits(self, is_source: bool) -> list[int]:
        """Read the bits of each text's traits of characters: see `text_traits`."""
        if is_source not in self._trait_bits_by_side:
            self._trait_bits_by_side[is_source] = [
                *map(read_trait_bits, self.texts(is_source))
            ]
        return self._trait_bits_by_side[is_source]

    def code_sign_bits(self, is_source: bool) -> list[int]:
        """Tell which texts have a sign of inline codes: 1, else 0."""
        if is_source not in self._code_sign_bits_by_side:
            texts = self.texts(is_source)
            self._code_sign_bits_by_side[is_source] = [
                *map(int, map(has_code_sign, texts))
            ]
        return self._code_sign_bits_by_side[is_source]

    def values(self, is_source: bool) -> list[Sequence[Value]]:
        """Read the numbers, dates, times … of each text, except those in words only."""
        if is_source not in self._values_by_side:
            self._values_by_side[is_source] = self._read_values(is_source)
        return self._values_by_side[is_source]

    def term_flags(self, is_source: bool) -> list[bool]:
        """Tell which texts have terms of the termbase; in targets, also wrong forms."""
        if is_source not in self._term_flags_by_side:
            terms = self.context.terms
            finder = terms.source_finder if is_source else terms.target_finder
            self._term_flags_by_side[is_source] = [
                finder is not None
                and bool(finder.find(text, includes_wrong_forms=not is_source))
                for text in self.texts(is_source)
            ]
        return self._term_flags_by_side[is_source]

    @cached_property
    def batch_tokens(self) -> "BatchTokens | None":
        """The tokens of all targets in a row; None for few, which arrays slow down."""
        if sum(map(len, self.targets)) < _MIN_ARRAY_CHARACTERS:
            return None
        # Imported here, since a program with few texts needs no numpy.
        from tm.text.phrases.batch_tokens import TokenReader

        return self.context.cache.call(TokenReader).read(self.targets)

    @cached_property
    def value_difference_flags(self) -> list[bool]:
        """Whether each unit's source and target have different values."""
        value_pairs = zip(self.values(True), self.values(False), strict=True)
        return [
            source_values is not target_values
            and not have_same_values(source_values, target_values)
            for source_values, target_values in value_pairs
        ]

    def _choose_locale(self, is_source: bool) -> Locale | None:
        """Choose the locale of one side."""
        return self.context.source_locale if is_source else self.context.target_locale

    def _read_values(self, is_source: bool) -> list[Sequence[Value]]:
        locale = self._choose_locale(is_source)
        if locale is None:
            return [()] * len(self.units)
        value_bits = load_conventions(locale).value_bits
        texts_with_bits = zip(
            self.texts(is_source), self.phrase_bits(is_source), strict=True
        )
        return [
            cached_values(text, locale, self.context.cache)
            if phrase_bits & value_bits
            else ()
            for text, phrase_bits in texts_with_bits
        ]
