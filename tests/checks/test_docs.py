"""The documentation of the checks is complete."""

import re

from checks.catalogue import CHECKS
from tests.paths import ROOT

PAGE = ROOT / "docs" / "checks.md"


def test_every_check_is_in_the_documentation_as_it_describes_itself() -> None:
    text = PAGE.read_text(encoding="utf-8")
    missing = [
        entry.id
        for entry in CHECKS.values()
        if f"| `{entry.id}` | {entry.severity.value} | {entry.level.value} | "
        f"{entry.description} |" not in text
    ]
    assert missing == []


def test_every_option_is_in_the_documentation_with_its_usual_value() -> None:
    text = PAGE.read_text(encoding="utf-8")
    missing = [
        f"{entry.id}.{option.name}"
        for entry in CHECKS.values()
        for option in entry.options
        if not re.search(
            rf"\| `{re.escape(f'{entry.id}.{option.name}')}` \| [^|]+ "
            rf"\| {re.escape(usual(option.default))} \| {re.escape(option.help)}",
            text,
        )
    ]
    assert missing == []


def usual(value: object) -> str:
    """A value as the table has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value or "none")
