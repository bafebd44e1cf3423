"""The quotation marks of a document: which of them open, close and form pairs."""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tm.spill.list import SpillList

MARK_PATTERN = re.compile('["“”„‟«»＂「」『』]')
_STYLE_BY_MARK = {
    '"': "straight", "＂": "straight",
    "“": "curly", "”": "curly", "„": "curly", "‟": "curly",
    "«": "angled", "»": "angled",
    "「": "corner", "」": "corner", "『": "white_corner", "』": "white_corner",
}  # fmt: skip
_OPENING_MARKS = frozenset("“„‟«「『")
_CLOSING_MARKS = frozenset("”»」』")
_CHARACTERS_BEFORE_OPENING = frozenset("([{—–‘'“„«¿¡/（《〈「『【：")
_CHARACTERS_AFTER_OPENING = frozenset("“‘'([$£€（《〈「『【")
"""Characters that may follow an opening mark, besides letters and digits."""
_FEET_PATTERN = re.compile(r"\d+\s?['′]\s?\d+\Z")
_CLOSING_CONTEXT_PATTERN = re.compile(r"[,.?!]\s[\"”][^\W\d_A-Z]$")
"""A closing mark that has stuck to the next word: `kami pergi, ”kata Sari`."""
MAX_UNITS_PER_QUOTATION = 8
"""The most units that a quotation usually spans."""


@dataclass(frozen=True, slots=True)
class QuotationMark:
    """One quotation mark, with its style and direction."""

    unit_index: int
    offset: int
    style: str
    is_opening: bool | None
    """None if neither the mark nor its neighbours show it."""


@dataclass(frozen=True, slots=True)
class NestedQuotation:
    """A quotation inside another one whose marks are the same."""

    outer_marks: tuple[QuotationMark, QuotationMark]
    inner_marks: tuple[QuotationMark, QuotationMark]


@dataclass(slots=True)
class _OpenMarks:
    """The open marks, and their counts by style."""

    marks: list[QuotationMark] = field(default_factory=list)
    count_by_style: Counter[str] = field(default_factory=Counter)

    @property
    def last_mark(self) -> QuotationMark | None:
        return self.marks[-1] if self.marks else None

    def push(self, mark: QuotationMark) -> None:
        self.marks.append(mark)
        self.count_by_style[mark.style] += 1

    def pop(self) -> QuotationMark:
        mark = self.marks.pop()
        self.count_by_style[mark.style] -= 1
        return mark


@dataclass(slots=True)
class DocumentQuotations:
    """The quotation marks of a document: pairs, and marks without a partner."""

    mark_pairs: SpillList[tuple[QuotationMark, QuotationMark]] = field(
        default_factory=SpillList
    )
    unopened_marks: list[QuotationMark] = field(default_factory=list)
    unclosed_marks: list[QuotationMark] = field(default_factory=list)
    reopening_marks: list[QuotationMark] = field(default_factory=list)
    """Marks at the start of a unit that open again an open quotation."""
    mark_counts: "array[int]" = field(default_factory=lambda: array("L"))
    """The number of marks in each unit."""

    def find_first_unpaired_marks(self) -> dict[int, tuple[QuotationMark, bool]]:
        """Find the first unpaired mark of each unit, and whether it is closing."""
        first_mark_by_unit: dict[int, tuple[QuotationMark, bool]] = {}
        for is_closing, marks in (
            (True, self.unopened_marks),
            (False, self.unclosed_marks),
        ):
            for mark in marks:
                earlier_mark = first_mark_by_unit.get(mark.unit_index)
                if earlier_mark is None or mark.offset < earlier_mark[0].offset:
                    first_mark_by_unit[mark.unit_index] = mark, is_closing
        return first_mark_by_unit

    def find_nested_quotations(self) -> list[NestedQuotation]:
        """Find the quotations inside another one with the same marks.

        Then the outer one seems to be open at its first mark, closed at its last. It
        may begin in the unit before.
        """
        unclosed_mark_by_unit = {mark.unit_index: mark for mark in self.unclosed_marks}
        outer_mark_pairs = [
            (unclosed_mark_by_unit[first_unit_index], mark)
            for mark in self.unopened_marks
            for first_unit_index in (mark.unit_index, mark.unit_index - 1)
            if first_unit_index in unclosed_mark_by_unit
        ]
        nested_quotations: list[NestedQuotation] = []
        for first_mark, last_mark in outer_mark_pairs:
            inner_marks = next(
                (
                    (opening_mark, closing_mark)
                    for opening_mark, closing_mark in self.mark_pairs
                    if opening_mark.unit_index == closing_mark.unit_index
                    and _get_place(first_mark) < _get_place(opening_mark)
                    and _get_place(closing_mark) < _get_place(last_mark)
                    and {first_mark.style, last_mark.style} == {opening_mark.style}
                ),
                None,
            )
            if inner_marks is not None:
                nested_quotations.append(
                    NestedQuotation((first_mark, last_mark), inner_marks)
                )
        return nested_quotations

    def count_unpaired_marks_by_unit(self) -> Counter[int]:
        """Count by unit the marks that have no partner or open again."""
        marks = (*self.unopened_marks, *self.unclosed_marks, *self.reopening_marks)
        return Counter(mark.unit_index for mark in marks)


def _get_place(mark: QuotationMark) -> tuple[int, int]:
    """Return the place of a mark in its document, for comparison with others."""
    return mark.unit_index, mark.offset


def read_quotations(texts: Iterable[str]) -> DocumentQuotations:
    """Read the quotation marks of the texts of a document, and pair them."""
    quotations = DocumentQuotations()
    open_marks = _OpenMarks()
    for unit_index, text in enumerate(texts):
        marks = (
            [*_find_marks(unit_index, text, bool(open_marks.marks))]
            if MARK_PATTERN.search(text)
            else []
        )
        quotations.mark_counts.append(len(marks))
        first_offset = len(text) - len(text.lstrip()) if marks else 0
        for mark in marks:
            _pair_mark(
                mark, open_marks, quotations, is_at_start=mark.offset <= first_offset
            )
    quotations.unclosed_marks += open_marks.marks
    return quotations


def _pair_mark(
    mark: QuotationMark,
    open_marks: _OpenMarks,
    quotations: DocumentQuotations,
    *,
    is_at_start: bool,
) -> None:
    """Pair a closing mark with an open one, or add an opening mark."""
    is_opening, last_mark = mark.is_opening, open_marks.last_mark
    if is_opening is None:
        is_opening = not open_marks.count_by_style[mark.style]
    if not is_opening:
        if last_mark is None:
            quotations.unopened_marks.append(mark)
        elif last_mark.style == mark.style or len(open_marks.marks) == 1:
            quotations.mark_pairs.append((open_marks.pop(), mark))
        else:
            quotations.unclosed_marks.append(open_marks.pop())
            quotations.mark_pairs.append((open_marks.pop(), mark))
        return
    if last_mark is not None and (is_at_start or last_mark.style == mark.style):
        # Each paragraph of a long quotation is opened again.
        is_continued_quotation = (
            is_at_start
            and mark.unit_index - last_mark.unit_index <= MAX_UNITS_PER_QUOTATION
        )
        (
            quotations.reopening_marks
            if is_continued_quotation
            else quotations.unclosed_marks
        ).append(open_marks.pop())
    open_marks.push(mark)


def _find_marks(
    unit_index: int, text: str, starts_in_quotation: bool
) -> Iterator[QuotationMark]:
    """Find the quotation marks of a text, except feet and inches."""
    has_open_mark = starts_in_quotation
    for mark_match in MARK_PATTERN.finditer(text):
        offset, mark_character = mark_match.start(), mark_match[0]
        if (
            mark_character in _OPENING_MARKS
            and _STYLE_BY_MARK[mark_character] != "curly"
        ):
            is_opening: bool | None = True
        elif (
            mark_character in _CLOSING_MARKS
            and _STYLE_BY_MARK[mark_character] != "curly"
        ):
            is_opening = False
        else:
            if mark_character == '"' and _FEET_PATTERN.search(
                text[max(0, offset - 8) : offset]
            ):
                continue
            is_opening = _opens_quotation(text, offset, mark_character)
            if (
                mark_character == '"'
                and text[offset - 1 : offset].isdigit()
                and not has_open_mark
                and offset
            ):
                continue  # inches or seconds
        has_open_mark = True
        yield QuotationMark(
            unit_index, offset, _STYLE_BY_MARK[mark_character], is_opening
        )


def _opens_quotation(text: str, offset: int, mark_character: str) -> bool | None:
    """Whether a mark opens a quotation, by its form, else by its neighbours; or None.

    `“` closes in German (`„…“`) and `”` opens in Swedish: where form and neighbours
    contradict each other clearly, the neighbours decide.
    """
    character_before, character_after = (
        text[offset - 1 : offset],
        text[offset + 1 : offset + 2],
    )
    is_free_before = (
        not character_before
        or character_before.isspace()
        or character_before in _CHARACTERS_BEFORE_OPENING
    )
    is_free_after = (
        not character_after
        or character_after.isspace()
        or not (
            character_after.isalnum() or character_after in _CHARACTERS_AFTER_OPENING
        )
    )
    do_neighbours_show_opening = (
        None if is_free_before == is_free_after else is_free_before
    )
    if mark_character in "„‟":
        return True
    if do_neighbours_show_opening and _CLOSING_CONTEXT_PATTERN.search(
        text[max(0, offset - 3) : offset + 2]
    ):
        return False if mark_character == "”" else None
    if mark_character == "“":
        return (
            False
            if do_neighbours_show_opening is False and not character_before.isalnum()
            else do_neighbours_show_opening is not False
        )
    if mark_character == "”":
        return do_neighbours_show_opening is True
    return do_neighbours_show_opening
