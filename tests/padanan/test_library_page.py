"""The examples of docs/library.md and README.md, run as they stand there."""

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import padanan
from tests.paths import ROOT

PAGES = ["README.md", "docs/library.md"]
PAGE = (ROOT / "docs" / "library.md").read_text("utf-8")
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def examples(page: str) -> Iterator[tuple[str, str]]:
    """Each block of Python, with what the page says that it prints."""
    text = (ROOT / page).read_text("utf-8")
    blocks = [(match[1], match[2]) for match in BLOCK.finditer(text)]
    for (kind, code), (next_kind, output) in zip(
        blocks, [*blocks[1:], ("", "")], strict=True
    ):
        if kind == "python":
            yield code, output if next_kind == "text" else ""


@pytest.mark.parametrize("page", PAGES)
def test_examples_print_what_the_page_says(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for code, expected in examples(page):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, page, "exec"), names)
        assert (code, printed.getvalue()) == (code, expected)


@pytest.mark.parametrize("owner", [padanan.Memory, padanan.Terms])
def test_every_method_is_on_the_page(owner: type) -> None:
    methods = [
        name
        for name, value in vars(owner).items()
        if not name.startswith("_") and callable(value)
    ]
    missing = [name for name in methods if not re.search(rf"\b{name}\b", PAGE)]
    assert methods and not missing
