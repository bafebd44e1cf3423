"""`padanan check` and the terms that users put into a termbase themselves."""

import json
from pathlib import Path

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
