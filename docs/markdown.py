"""Markdown of the generated pages: tables, escaped text, values in code."""

import json
from collections.abc import Iterable, Sequence


def table_lines(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; text outside of code is escaped."""
    return [
        _row(heading),
        "|" + "---|" * len(heading),
        *(_row([escape_markup(cell) for cell in row]) for row in rows),
    ]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def escape_markup(text: str) -> str:
    """Text whose characters Markdown would read as markup, escaped; code as it is."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        parts = [text]
    for number in range(0, len(parts), 2):
        for mark in "\\*_[]<>$":
            parts[number] = parts[number].replace(mark, f"\\{mark}")
    return "`".join(parts)


def format_value(value: object) -> str:
    """A default as one types it in TOML; nothing where there is none."""
    if value is None or value == () or value == "" or value == {}:
        return ""
    if isinstance(value, tuple):
        value = list(value)
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def join_lines(lines: Iterable[str]) -> str:
    """Lines as the text of a file."""
    return "\n".join(lines).rstrip() + "\n"
