"""The documentation of the checks is complete."""

from pathlib import Path

from checks.catalogue import CHECKS

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def test_every_check_is_in_the_documentation_as_it_describes_itself() -> None:
    text = PAGE.read_text(encoding="utf-8")
    missing = [
        entry.id
        for entry in CHECKS.values()
        if f"| `{entry.id}` | {entry.severity.value} | {entry.level.value} | "
        f"{entry.description} |" not in text
    ]
    assert missing == []
