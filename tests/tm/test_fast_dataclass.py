"""Frozen values that are made quickly are the values that they would be otherwise."""

from dataclasses import FrozenInstanceError

import pytest

from tm.fast_dataclass import maker
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, TranslationUnit


def test_what_a_maker_makes_is_what_the_class_makes() -> None:
    made = maker(Origin, "tuid", "author")("1", None)
    assert made == Origin(tuid="1") and hash(made) == hash(Origin(tuid="1"))
    assert type(made) is Origin and repr(made) == repr(Origin(tuid="1"))


def test_what_a_maker_makes_cannot_be_changed() -> None:
    made = maker(Segment, "locale", "text")(Locale("vi"), "một")
    with pytest.raises(FrozenInstanceError):
        made.text = "hai"  # type: ignore[misc] # it must not be
    assert made == Segment(Locale("vi"), "một")


def test_a_maker_needs_a_value_for_each_field_without_a_default() -> None:
    with pytest.raises(TypeError, match="target"):
        maker(TranslationUnit, "source", "origin")
