"""`padanan check --memory` of units chosen as `padanan export` chooses them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Called, call

PAIR = ("-s", "vi", "-t", "id")
ROWS = [
    # document, source, target, state, who
    ("d1", "Ông nói: “một”.", "Ia berkata: “satu”.", "translated", "an"),
    ("d1", "Ông nói: “hai”.", "Ia berkata: “dua”.", "translated", "an"),
    ("d1", "Ông nói: “ba”.", 'Ia berkata:  "tiga".', "reviewed", "binh"),
    ("d2", "Trời mưa.", "Hujan  turun.", "reviewed", "an"),
    (None, "Trời nắng.", "Hari  cerah.", "translated", "an"),
]
SPACE = ("--only", "space.double")


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The words that check a memory of the rows."""
    monkeypatch.chdir(tmp_path)
    lines = []
    for position, (document, source, target, state, author) in enumerate(ROWS):
        origin: dict[str, object] = {"author": author}
        origin["publisher"] = f"paper {document}"
        if document is not None:
            origin |= {"article": document, "position": position}
        unit = {
            "source_locale": "vi",
            "target_locale": "id",
            "source": source,
            "target": target,
            "state": state,
            "origin": origin,
        }
        lines.append(json.dumps(unit))
    Path("u.jsonl").write_text("\n".join(lines), "utf-8")
    place = ("--database", str(tmp_path / "m.db"))
    done = call(*place, "import", "u.jsonl", *PAIR)
    assert done.code == 0, done.err
    return (*place, "check", "--memory", *PAIR)


def quotes(called: Called) -> list[str]:
    """The first words of what is flagged."""
    assert called.code in (0, 1) and "Traceback" not in called.err, called.err
    found: list[dict[str, Any]] = [json.loads(one) for one in called.out.splitlines()]
    return sorted(one["quote"].split()[0] for one in found)


def test_all_is_checked_unless_units_are_chosen(memory: tuple[str, ...]) -> None:
    assert len(quotes(call(*memory, *SPACE))) == 3


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--state", "reviewed"], ["Hujan", "berkata:"]),
        (["--author", "binh"], ["berkata:"]),
        (["--query", "CERAH"], ["Hari"]),
        (["--publisher", "paper d2"], ["Hujan"]),
        (["--import", "i1", "--query", "hujan"], ["Hujan"]),
        (["--state", "translated", "--changed-since", "i1"], ["Hari"]),
    ],
)
def test_only_what_is_chosen_is_told_of(
    memory: tuple[str, ...], words: list[str], found: list[str]
) -> None:
    assert quotes(call(*memory, *SPACE, *words)) == found


def test_a_saved_selection_means_the_same_as_to_export(memory: tuple[str, ...]) -> None:
    place = memory[:2]
    call(*place, "export", "x.jsonl", "--state", "reviewed", "--save-selection", "r")
    assert quotes(call(*memory, *SPACE, "--selection", "r")) == quotes(
        call(*memory, *SPACE, "--state", "reviewed")
    )
    narrower = call(*memory, *SPACE, "--selection", "r", "--author", "an")
    assert quotes(narrower) == ["Hujan"]
    wrong = call(*memory, "--selection", "rr")
    assert (wrong.code, "did you mean r" in wrong.err) == (2, True)


def test_documents_of_what_is_chosen_are_judged_as_wholes(
    memory: tuple[str, ...],
) -> None:
    # Straight marks are wrong only beside the curly ones of units not chosen.
    style = ("--only", "quote.style")
    assert quotes(call(*memory, *style, "--author", "binh")) != []
    assert quotes(call(*memory, *style, "--author", "an")) == []


def test_only_what_is_chosen_is_mended(memory: tuple[str, ...]) -> None:
    done = call(*memory, *SPACE, "--author", "binh", "--fix", "--yes")
    assert "Fixed 1 unit" in done.err
    assert quotes(call(*memory, *SPACE)) == ["Hari", "Hujan"]


def test_a_choice_of_nothing_is_no_clean_bill(memory: tuple[str, ...]) -> None:
    done = call(*memory, "--author", "nobody")
    assert (done.code, done.out) == (1, "")
    assert "no units match these filters" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["u.jsonl", "-t", "id", "--state", "final"], "need --memory"),
        (["--memory", "-t", "id", "--query", " "], "--query is empty"),
        (["--memory", "-t", "id", "--import", "x"], "is not a change set"),
    ],
)
def test_what_makes_no_sense_is_refused(
    memory: tuple[str, ...], words: list[str], said: str
) -> None:
    done = call(*memory[:2], "check", *words)
    assert (done.code, said in done.err) == (2, True)
