"""Values made quickly are what dataclasses make, but for the time."""

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace

import pytest
from hypothesis import given

from tests.properties.strategies import units
from tm.frozen import made_quickly
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, TranslationUnit


@made_quickly
@dataclass(frozen=True, slots=True)
class Quick:
    """A value of every kind of field."""

    needed: int
    usual: str = "a"
    made: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.needed < 0:
            raise ValueError("less than nothing")


def test_fields_may_be_given_by_place_or_name_or_not_at_all() -> None:
    assert Quick(1) == Quick(needed=1, usual="a", made=[]) == Quick(1, "a", [])
    assert repr(Quick(1, made=[2])) == "Quick(needed=1, usual='a', made=[2])"


def test_each_value_has_a_default_of_its_own() -> None:
    assert Quick(1).made is not Quick(1).made


def test_what_must_hold_of_a_new_value_is_looked_at() -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        Quick(-1)


def test_a_field_that_is_needed_must_be_given() -> None:
    with pytest.raises(TypeError, match="needed"):
        Quick()  # type: ignore[call-arg] # that is what is tried


@pytest.mark.parametrize("value", [Quick(1), Origin(), TranslationUnit])
def test_a_value_is_frozen_and_has_no_dictionary(value: object) -> None:
    if value is TranslationUnit:
        value = TranslationUnit(Segment.of(Locale.parse("vi"), "a"), None)
    name = fields(value)[0].name  # type: ignore[arg-type] # they are dataclasses
    with pytest.raises(FrozenInstanceError):
        setattr(value, name, None)
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(value, "another", 1)
    assert not hasattr(value, "__dict__")


@given(units())
def test_a_unit_is_the_same_copied_pickled_and_replaced(unit: TranslationUnit) -> None:
    assert type(unit) is TranslationUnit and type(unit.origin) is Origin
    assert pickle.loads(pickle.dumps(unit)) == unit
    assert copy.deepcopy(unit) == unit
    assert replace(unit) == unit and hash(replace(unit)) == hash(unit)


@pytest.mark.parametrize("kind", [Origin, TranslationUnit])
def test_the_signature_names_every_field(kind: type[Origin | TranslationUnit]) -> None:
    assert list(inspect.signature(kind).parameters) == [
        field.name for field in fields(kind)
    ]
