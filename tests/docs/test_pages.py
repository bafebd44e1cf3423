"""The pages written by hand: few, short, and one sentence a line."""

import re

from tests.paths import ROOT

PAGES = sorted(
    path
    for path in (ROOT / "docs").rglob("*.md")
    if not {"reference", "_build"} & {*path.parts}
)


def test_there_are_few_pages_of_few_words() -> None:
    assert len(PAGES) <= 45
    assert sum(path.stat().st_size for path in PAGES) <= 250_000


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 200


def test_every_page_has_one_title() -> None:
    for path in PAGES:
        text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.M | re.S)
        assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1, path.name
