"""Ids of the inline elements of a unit in a new file."""

from collections import Counter
from collections.abc import Iterable, Sequence

from exports.xliff.element_names import ID_PATTERN, find_start_element_name
from tm.text.segment import Code


class InlineIds:
    """Assigns ids to inline elements: a code's own id where possible."""

    def __init__(self, codes_of_texts: Iterable[Sequence[Code]]) -> None:
        self._code_ids = {code.id for codes in codes_of_texts for code in codes}
        self._id_by_occurrence: dict[tuple[Code, str, int], str] = {}
        self._assigned_ids: set[str] = set()
        """Those of both sides."""
        self._last_number = 0
        """Of the ids that were made for this side."""
        self._occurrence_counts: Counter[tuple[Code, str]] = Counter()
        self._used_ids: set[str] = set()
        self._element_name_by_id: dict[str, str] = {}
        """The name of the element that has an id, on either side."""
        self._joining_ids: set[str] = set()
        """Ids or `rid` that join the elements of pairs."""

    def begin_side(self) -> None:
        """Begin the other side, which may use the same ids again."""
        self._occurrence_counts.clear()
        self._used_ids.clear()
        self._joining_ids.clear()
        self._last_number = 0

    def assign_id(
        self, code: Code, element_name: str, *, joins_only: bool = False
    ) -> str:
        """Assign an id to a code; equal codes on both sides get the same id.

        `element_name`: the element that the code is written as; elements of one id have
        one name on both sides. `joins_only`: whether the id is only that of a pair
        (`rid`), beside ids of its two elements.
        """
        opening_name = find_start_element_name(element_name)
        self._occurrence_counts[code, opening_name] += 1
        occurrence_key = (
            code,
            opening_name,
            self._occurrence_counts[code, opening_name],
        )
        inline_id = self._id_by_occurrence.get(occurrence_key)
        if inline_id is None or self._is_taken_id(inline_id, joins_only):
            inline_id = code.id
            names_other_element = (
                self._element_name_by_id.get(inline_id, opening_name) != opening_name
            )
            if (
                not ID_PATTERN.fullmatch(inline_id)
                or self._is_taken_id(inline_id, joins_only)
                or names_other_element
            ):
                inline_id = self._make_id()
            self._id_by_occurrence.setdefault(occurrence_key, inline_id)
            self._assigned_ids.add(self._id_by_occurrence[occurrence_key])
        self._element_name_by_id.setdefault(inline_id, opening_name)
        self._joining_ids.add(inline_id)
        if not joins_only:
            self._used_ids.add(inline_id)
        return inline_id

    def claim_id(self, inline_id: str) -> bool:
        """Take an id that joins nothing; return whether it was free."""
        if not ID_PATTERN.fullmatch(inline_id) or inline_id in self._used_ids:
            return False
        self._used_ids.add(inline_id)
        return True

    def _is_taken_id(self, inline_id: str, joins_only: bool) -> bool:
        """Whether another element of the text has the id."""
        return inline_id in self._joining_ids or (
            not joins_only and inline_id in self._used_ids
        )

    def _make_id(self) -> str:
        """Make the first free id; none of this side becomes free again."""
        while True:
            self._last_number += 1
            inline_id = f"p{self._last_number}"
            if not (
                inline_id in self._code_ids
                or inline_id in self._assigned_ids
                or self._is_taken_id(inline_id, joins_only=False)
            ):
                return inline_id
