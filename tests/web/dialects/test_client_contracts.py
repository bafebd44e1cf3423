"""The table of what clients do, client_contracts.toml: every test that it names exists.

The reference shows the table: docs/reference/clients.md.
"""

import ast
import tomllib
from pathlib import Path
from typing import Any

from docs import generate
from tests.paths import ROOT
from web.dialects.registry import DIALECTS

_TABLE_PATH = Path(__file__).with_name("client_contracts.toml")
_CLIENTS: list[dict[str, Any]] = tomllib.loads(_TABLE_PATH.read_text("utf-8"))[
    "clients"
]


def _list_tests() -> set[str]:
    names = set()
    for folder in ("dialects", "assistants"):
        for path in (ROOT / "tests" / "web" / folder).glob("test_*.py"):
            for statement in ast.parse(path.read_text("utf-8")).body:
                if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                    names.add(f"{path.stem}::{statement.name}")
    return names


def test_every_habit_of_a_client_has_a_test() -> None:
    existing_tests = _list_tests()
    for client in _CLIENTS:
        assert client["by"] in ("client", "replay"), client["name"]
        for habit, tests in client["habits"]:
            assert tests and existing_tests.issuperset(tests), (client["name"], habit)


def test_every_dialect_has_a_client() -> None:
    prefixes = {
        prefix.strip() for client in _CLIENTS for prefix in client["prefix"].split(",")
    }
    assert {f"/{dialect.name}" for dialect in DIALECTS} <= prefixes


def test_the_reference_shows_every_habit() -> None:
    page = generate.pages()["clients.md"]()
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    habits = [habit for client in _CLIENTS for habit, _ in client["habits"]]
    assert len(habits) == len(set(habits)) > 60
    assert len([row for row in rows if "::" in row]) == len(habits)
