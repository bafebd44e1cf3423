"""Checks find the same in texts whose tokens are searched by arrays, as one by one."""

from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.catalogue import select_checks
from checks.engine import batch
from checks.engine.unit import Context, Unit
from checks.runner.run import run
from tm.articles.archive.article import BlockKind
from tm.text.locale import Locale

VI, ID = Locale("vi"), Locale("id")
TEXTS = st.lists(
    st.sampled_from(
        "Menteri menteri itu itu Itu there’s there yang Σας ΣΑΣ İa ia di-di 3,5 3.50 "
        "1.000 pasar Pasar baru . , İ dan rumah (rumah ke\npasar the of mereka".split(
            " "
        )
    ),
    max_size=14,
).map(" ".join)
UNITS = st.lists(st.tuples(TEXTS, st.none() | TEXTS, st.booleans()), max_size=4)


@pytest.mark.parametrize("check", ["word.doubled", "word.repeat_near", "seg.language"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=UNITS)
def test_arrays_pass_no_unit_in_which_something_is_found(
    rows: list[tuple[str, str | None, bool]],
    check: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units = [
        Unit(str(at), target, source, kind=BlockKind.HEADLINE if heads else None)
        for at, (target, source, heads) in enumerate(rows)
    ]
    found = []
    for fewest_characters in (0, inf):
        with monkeypatch.context() as patched:
            patched.setattr(batch, "_MIN_ARRAY_CHARACTERS", fewest_characters)
            found.append([*run(units, Context(ID, VI), select_checks([check]))])
    assert found[0] == found[1]
