"""The page of what other tools' clients do, and the tests that show it."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from docs.markdown import join_lines, table_lines

_TABLE_PATH = (
    Path(__file__).parents[1] / "tests" / "web" / "dialects" / "client_contracts.toml"
)
_EVIDENCE_BY_NAME = {
    "client": "Its own code runs in the tests.",
    "replay": "What it sends is sent; the answers are read as it reads them.",
}


def clients_page() -> str:
    """Each client with its habits that a server must bear, and their tests."""
    table = tomllib.loads(_TABLE_PATH.read_text("utf-8"))
    lines = [
        "# Clients",
        "",
        "What the clients of other tools do that a server must bear, and the tests "
        "that show that this one does.",
        "They are in `tests/web/dialects` and `tests/web/assistants`.",
    ]
    for client in table["clients"]:
        rows: list[Sequence[str]] = [
            (habit, ", ".join(f"`{test}`" for test in tests))
            for habit, tests in client["habits"]
        ]
        evidence = _EVIDENCE_BY_NAME[client["by"]]
        lines += ["", f"## {client['name']}", ""]
        lines += [f"Address: `{client['prefix']}`. {evidence}", ""]
        lines += table_lines(("what it does", "tests"), rows)
    return join_lines(lines)
