"""An index of the sources of a corpus: equal ones, and long ones to be compared.

Texts are compared with their numbers and dates masked.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from checks.engine.unit import Unit, list_related_ids
from checks.segments.rendering_groups import (
    DEFAULT_BLOCK_SIZES,
    RARE_RENDERING_COLUMNS,
    UNIT_COLUMNS,
    BlockSizes,
    RenderingGroups,
)
from checks.segments.text_differences import VALUE_MASK, cut_out_difference, mask_values
from checks.segments.word_hash_rows import WordHashRows
from tm.finding import Finding, Span
from tm.result_cache import ResultCache
from tm.spill.array import Array
from tm.spill.unit_groups import SpilledUnitRows, sort_by_unit
from tm.spill.value_hash import hash_value
from tm.text.locale import Locale

MIN_LONG_SOURCE_TOKENS = 20
"""The fewest tokens of a long source: it is similar to one that differs by a token."""
_BLOCK_TOKEN_COUNT = 6
"""The number of equal first or last tokens of sources that are compared."""
_MIN_SOURCE_TOKENS = 3
"""The fewest tokens of a source that is compared with others."""
LONG_SOURCE_COLUMNS = np.dtype(
    [
        ("unit", np.int64),  # index of a unit with the source
        ("source", np.uint64),  # hash, as of both blocks
        ("begins", np.uint64),
        ("ends", np.uint64),
        ("row", np.int64),  # start of the source's row, before the target's
        ("length", np.int64),  # tokens of the source's row
        ("target_length", np.int64),
        ("masks", np.int64),  # number of masked values in the source
    ]
)

_MaskedText = tuple[str, ...]
_IntegerArray = NDArray[np.int64]


class SourceIndex:
    """The sources of a corpus with masked values, and their targets."""

    def __init__(
        self,
        units: Sequence[Unit],
        source_locale: Locale,
        target_locale: Locale,
        cache: ResultCache,
        *,
        block_sizes: BlockSizes = DEFAULT_BLOCK_SIZES,
    ) -> None:
        self.units = units
        self.block_sizes = block_sizes
        self.word_hash_rows = WordHashRows()
        """The tokens of long sources and of their targets."""
        self._locales = source_locale, target_locale
        self._cache = cache
        self._unit_rows = SpilledUnitRows(UNIT_COLUMNS, "common", len(units))
        self._long_source_rows = SpilledUnitRows(
            LONG_SOURCE_COLUMNS, "source", len(units)
        )
        self._recent_text_hashes: set[tuple[int, int]] = set()
        """Hashes of texts of recently added units: one unit of equal texts is enough.
        """
        for unit_index, unit in enumerate(units):
            if unit.source_text.strip() and unit.target.strip():
                self._add_unit(unit_index, unit)

    def mask_texts(self, unit: Unit) -> tuple[_MaskedText, _MaskedText]:
        """Return the tokens of both texts, with masked values."""
        source_locale, target_locale = self._locales
        return mask_values(unit.source_text, source_locale, self._cache), mask_values(
            unit.target, target_locale, self._cache
        )

    def find_inconsistent_units(self) -> Iterator[Finding]:
        """Find units whose source has another, more frequent target."""
        rendering_rows = (
            rare_rows
            for unit_rows in self._unit_rows.iterate_partitions()
            for rare_rows in RenderingGroups(unit_rows).iterate_rare_rows(
                self.block_sizes
            )
        )
        for (
            reported_unit_index,
            usual_count,
            translation_count,
            *related_unit_indexes,
        ) in sort_by_unit(rendering_rows, RARE_RENDERING_COLUMNS, len(self.units)):
            reported_unit = self.units[reported_unit_index]
            related_units = [
                self.units[unit_index]
                for unit_index in related_unit_indexes
                if unit_index >= 0
            ]
            usual_translation = cut_out_difference(
                related_units[0].target, reported_unit.target
            )
            yield Finding(
                "same",
                Span(0, len(reported_unit.target)),
                arguments={
                    "usual": usual_translation,
                    "usual_count": int(usual_count),
                    "count": int(translation_count),
                },
                checked_unit=reported_unit,
                related=list_related_ids(related_units),
            )

    def iterate_long_sources(self) -> Iterator[tuple[Array, _IntegerArray]]:
        """Iterate over long sources, each with the first unit that has its usual
        target.

        With each array of sources comes the number of units of each usual target.
        """
        for unit_rows, long_sources in zip(
            self._unit_rows.iterate_partitions(),
            self._long_source_rows.iterate_partitions(),
            strict=True,
        ):
            first_unit_indexes, unit_counts = RenderingGroups(
                unit_rows
            ).find_usual_renderings()
            usual_rows = long_sources[np.isin(long_sources["unit"], first_unit_indexes)]
            yield (
                usual_rows,
                unit_counts[np.searchsorted(first_unit_indexes, usual_rows["unit"])],
            )

    def _add_unit(self, unit_index: int, unit: Unit) -> None:
        masked_source, masked_target = self.mask_texts(unit)
        if (
            len(masked_source) < _MIN_SOURCE_TOKENS
            or not masked_target
            or _is_untranslated_copy(unit)
        ):
            return
        # Equal texts in different contexts may well have different translations.
        context_key = () if unit.context is None else ("context", unit.context)
        source_hash = hash_value((*context_key, *masked_source))
        target_hash = hash_value(masked_target)
        self._unit_rows.append((unit_index, source_hash, target_hash))
        if (
            len(masked_source) >= MIN_LONG_SOURCE_TOKENS
            and (source_hash, target_hash) not in self._recent_text_hashes
        ):
            if len(self._recent_text_hashes) == self.block_sizes.recent_source_count:
                self._recent_text_hashes.clear()
            self._recent_text_hashes.add((source_hash, target_hash))
            word_hash_row_start = self.word_hash_rows.append(masked_source)
            self.word_hash_rows.append(masked_target)
            block_keys = (
                (*context_key, "first", *masked_source[:_BLOCK_TOKEN_COUNT]),
                (*context_key, "last", *masked_source[-_BLOCK_TOKEN_COUNT:]),
            )
            token_counts = (
                len(masked_source),
                len(masked_target),
                masked_source.count(VALUE_MASK),
            )
            self._long_source_rows.append(
                (
                    unit_index,
                    source_hash,
                    *map(hash_value, block_keys),
                    word_hash_row_start,
                    *token_counts,
                )
            )


def _is_untranslated_copy(unit: Unit) -> bool:
    return unit.source_text.strip().lower() == unit.target.strip().lower()
