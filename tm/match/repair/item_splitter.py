"""Splitting the texts of one lookup into items, the text looked up only once."""

from collections.abc import Sequence

from tm.match.repair.repair_resources import KnownTerm, RepairResources
from tm.match.repair.text_items import TextItem, split_items
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.text.values.reader import read_values

_TextKey = tuple[str, Locale, bool, tuple[KnownTerm, ...]]
"""What the items of a text depend on, within one lookup."""


class ItemSplitter:
    """Splits texts into items, and keeps them until the end of the lookup.

    The text that is looked up is compared with each of its matches.
    """

    def __init__(self, resources: RepairResources | None) -> None:
        self._resources = resources
        self._items_by_key: dict[_TextKey, Sequence[TextItem]] = {}

    def split(
        self,
        segment: Segment,
        place_terms: Sequence[KnownTerm] = (),
        *,
        ignores_diacritics: bool,
    ) -> Sequence[TextItem]:
        """Split a text into its values, terms, places, names and words.

        With `ignores_diacritics`, words are compared without, and no term is found.
        """
        key = segment.text, segment.locale, ignores_diacritics, tuple(place_terms)
        if key not in self._items_by_key:
            resources = None if ignores_diacritics else self._resources
            terms = (
                (*resources.find_terms(segment.text), *place_terms) if resources else ()
            )
            values = read_values(segment.text, segment.locale)
            self._items_by_key[key] = split_items(
                segment.text,
                segment.locale,
                values,
                terms,
                ignores_diacritics=ignores_diacritics,
            )
        return self._items_by_key[key]
