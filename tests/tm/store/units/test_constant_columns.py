"""Which fields all units of a filter have alike, by looking at each of them."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.tm.store.samples import changed_by, unit
from tests.tm.store.units.test_unit_adder import opened
from tm.store.unit_store import UnitStore
from tm.store.units.constant_columns import find_constant_values
from tm.store.units.filter import UnitFilter, make_textless_conditions
from tm.store.units.scan import choose_unit_columns
from tm.unit import TranslationUnit

_FIELDS = ("author", "kind", "memory", "extent", "score", "created", "tuid")


@st.composite
def some_units(draw: st.DrawFn) -> list[TranslationUnit]:
    """Units of which some fields are alike, others not."""
    made = []
    for number in range(draw(st.integers(0, 6))):
        one = unit(f"một {number}", "satu", created="2025-01-01")
        name = draw(st.sampled_from((None, *_FIELDS)))
        if name is not None:
            value = {"extent": 2, "score": 0.5}.get(name, "other")
            one = replace(one, origin=replace(one.origin, **{name: value}))  # type: ignore[arg-type] # of its field
        made.append(one)
    return made


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
@settings(
    max_examples=examples(30),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    units=some_units(),
    few=st.integers(1, 3),
    wanted=st.sampled_from([UnitFilter(), UnitFilter(author="other")]),
)
def test_what_units_have_alike(
    request: pytest.FixtureRequest,
    kind: str,
    units: list[TranslationUnit],
    few: int,
    wanted: UnitFilter,
) -> None:
    with opened(request, kind) as database:
        with changed_by(database) as changes:
            UnitStore(database).add(units, changes)
        with database.open_snapshot() as connection:
            found = find_constant_values(
                connection,
                choose_unit_columns(),
                make_textless_conditions(wanted),
                sample_size=few,
            )
        chosen = [
            one.origin for one in units if wanted.author in (None, one.origin.author)
        ]
        if len(chosen) < few:
            assert found == {}
            return
        for name in _FIELDS:
            values = {getattr(origin, name) for origin in chosen}
            assert (name in found) == (len(values) == 1)
            if name in found:
                assert {found[name]} == values
