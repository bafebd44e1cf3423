"""`padanan check` and the terms that users put into a termbase themselves."""

import json
from pathlib import Path

import pytest

from glossary.recognition.recogniser import Recogniser
from tests.cli.calling import call

PAIR = ("-s", "vi", "-t", "id")
TERMS = """concept_id,vi,id
term-097,bầu cử,pemilihan umum
pump,máy bơm,pompa
"""


def test_own_terms_in_small_letters_are_asked_for(tmp_path: Path) -> None:
    # term-097 is of the starter termbase, and a common word.
    terms, units = tmp_path / "terms.csv", tmp_path / "units.jsonl"
    terms.write_text(TERMS, "utf-8")
    text = {
        "source": "Sau cuộc bầu cử, máy bơm được lắp.",
        "target": "Setelah pencoblosan, mesin itu dipasang.",
    }
    units.write_text(json.dumps(text, ensure_ascii=False), "utf-8")
    database = ("--database", str(tmp_path / "m.db"))
    done = call(*database, "terms", "import", str(terms))
    assert done.code == 0, done.err
    called = call(*database, "check", str(units), *PAIR, "--only", "term")
    (found,) = map(json.loads, called.out.splitlines())
    assert (found["check"], found["quote"]) == ("term.missing", "máy bơm")


def test_what_finds_terms_is_made_once_for_all_checks_of_a_termbase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms, units = tmp_path / "terms.csv", tmp_path / "units.jsonl"
    terms.write_text(TERMS, "utf-8")
    text = {"source": "Máy bơm được lắp.", "target": "Mesin itu dipasang."}
    units.write_text(json.dumps(text, ensure_ascii=False), "utf-8")
    database = ("--database", str(tmp_path / "m.db"))
    command = (*database, "check", str(units), *PAIR, "--only", "term.missing")
    assert call(*database, "terms", "import", str(terms)).code == 0
    first = call(*command).out
    assert "máy bơm" in first.lower()
    with monkeypatch.context() as patch:
        patch.setattr(Recogniser, "build", lambda *_: pytest.fail("made again"))
        assert call(*command).out == first
    more = ("terms", "edit", "pump", "--admitted", "id=mesin")
    assert call(*database, *more).code == 0
    assert call(*command).out == ""
