"""Tables for people: which columns are broken, and that no text is lost."""

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from cli.console.output_formats import draw_table_rows, fit_widths


def draw(columns: list[str], rows: list[list[str]], width: int) -> str:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=True, color_system=None
    )
    draw_table_rows(console, columns, rows)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@given(
    st.lists(st.integers(1, 300), min_size=1, max_size=9).flatmap(
        lambda widths: st.tuples(st.just(widths), st.integers(len(widths), 300))
    )
)
def test_columns_fit_into_the_width_and_are_not_wider_than_their_texts(
    case: tuple[list[int], int],
) -> None:
    natural_widths, total_width = case
    widths = fit_widths(natural_widths, total_width)
    assert sum(widths) <= total_width
    assert all(
        1 <= width <= natural
        for width, natural in zip(widths, natural_widths, strict=True)
    )
    if sum(natural_widths) > total_width:
        assert sum(widths) == total_width  # nothing is left unused


def test_a_date_and_an_id_stay_whole_and_a_text_is_broken() -> None:
    text = "Vietnam menjadi tuan rumah Konferensi Regional tentang Hutan"
    drawn = draw(
        ["change set", "at", "detail", "undone"],
        [["i1", "2026-12-01 01:02", text, "by i2"]],
        60,
    )
    lines = [line.rstrip() for line in drawn.splitlines()]
    assert lines == [
        "change",
        "set     at                detail                      undone",
        "i1      2026-12-01 01:02  Vietnam menjadi tuan rumah  by i2",
        "                          Konferensi Regional",
        "                          tentang Hutan",
    ]


def test_nothing_is_drawn_of_an_empty_table() -> None:
    assert draw(["place", "error"], [], 80) == ""
