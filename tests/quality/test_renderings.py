"""How well renderings that vary are found without a termbase, and nothing else.

Recipe: the synthetic title documents of `shared/data/checks`, each unit once; in each
round the errors of one kind are put in, a term rendered by a variant or a title by
another one, and `term.inconsistent` runs alone. Found is a unit with an error that is
named; wrong, any other. Many variants are abbreviations and short forms, which are
passed on purpose. Floors only rise.
"""

import json
from pathlib import Path

import pytest

from checks.catalogue import select_checks
from checks.engine.unit import Context, Unit
from checks.runner.run import run
from tm.text.locale import Locale

pytestmark = pytest.mark.slow

_FLOORS = {"term_variant": (21, 40), "title_person": (36, 40)}


@pytest.mark.parametrize("kind", _FLOORS)
def test_what_was_put_in_is_found_and_nothing_else(
    kind: str, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = shared / "data" / "checks"
    base, errors = (
        [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
        for path in (data / "base.jsonl", data / "errors.jsonl")
    )
    titles = [row for row in base if row["set"] == "titles"]
    chosen = [
        e
        for e in errors
        if (e["pair"], e["kind"]) == ("vi-id", kind) and e["doc"].startswith("titles-")
    ]
    context = Context(Locale("id"), Locale("vi"))
    found = wrong = 0
    for number in sorted({error["round"] for error in chosen}):
        injected = {
            (e["doc"], e["seg"]): e["tgt"] for e in chosen if e["round"] == number
        }
        units = {
            (row["vi"], injected.get((row["doc"], row["seg"]), row["id"])): (
                row["doc"],
                row["seg"],
            )
            for row in titles
        }
        subjects = [
            Unit(f"{doc}#{segment}", target, source, doc)
            for (source, target), (doc, segment) in units.items()
        ]
        named = {
            i.unit for i in run(subjects, context, select_checks(["term.inconsistent"]))
        }
        right = {f"{doc}#{segment}" for doc, segment in injected}
        found += len(named & right)
        wrong += len(named - right)
    with capsys.disabled():
        print(
            f"\nrenderings that vary, {kind}: {found} of {len(chosen)}, {wrong} wrong"
        )
    least, total = _FLOORS[kind]
    assert len(chosen) == total
    assert (wrong, found >= least) == (0, True)
