"""Units to check of JSON objects: their texts are kept as typed, not composed (NFC)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from checks.engine.unit import Unit, UnitLocation
from checks.inputs.page import shorten_name
from checks.inputs.translation_units import parse_block_kind
from tm.errors import InvalidLocale
from tm.text.locale import Locale
from tm.text.segment import CODE, Code

_SIDES = ("source", "target")
JsonObject = Mapping[str, Any]
"""Any: what JSON may be."""
ReadCodes = Callable[[JsonObject, str], tuple[Code, ...]]
"""Reads the inline codes of one side of an object. Raises ValueError."""


@dataclass(frozen=True, slots=True)
class RecordReader:
    """Reads JSON objects with `source_locale` and `target_locale` into units."""

    source_locale: Locale | None
    target_locale: Locale
    read_codes: ReadCodes
    file_name: str
    """The name of the file, with which ids of objects without an id begin."""
    path: str | None = None
    """The file that the objects are read from, for reports."""

    def read(self, json_value: object, record_number: int) -> "RecordReading":
        """Make the unit of an object, which is the `record_number`th, from 1.

        An object the other way round is turned. Raises ValueError with the reason why
        it is no unit.
        """
        if not isinstance(json_value, Mapping):
            raise ValueError("not a JSON object")
        record: JsonObject = json_value
        text_by_side = {
            side: text
            for side in _SIDES
            if (text := self._read_side(record, side)) is not None
        }
        if not text_by_side:
            raise ValueError("neither source nor target")
        text_by_locale_side = self._sort_texts_by_locale(record, text_by_side)
        other_locales: tuple[Locale, ...] = ()
        if len(text_by_locale_side) < len(text_by_side):
            tags_with_sides = (
                (record.get(f"{side}_locale"), side) for side in text_by_side
            )
            other_locales = tuple(
                _parse_locale(locale_tag, side)
                for locale_tag, side in tags_with_sides
                if locale_tag is not None
            )
            if "target" not in text_by_locale_side:
                return RecordReading(None, other_locales)
        unit = self._make_unit(
            record,
            text_by_locale_side.get("source"),
            text_by_locale_side.get("target"),
            record_number,
        )
        return RecordReading(unit, other_locales)

    def _make_unit(
        self,
        record: JsonObject,
        source_side_text: "_SideText | None",
        target_side_text: "_SideText | None",
        record_number: int,
    ) -> Unit:
        document, unit_id = record.get("document"), record.get("id")
        id_prefix = document if document is not None else shorten_name(self.file_name)
        origin_value = record.get("origin")
        origin: JsonObject = origin_value if isinstance(origin_value, Mapping) else {}
        return Unit(
            id=str(unit_id)
            if unit_id is not None
            else f"{id_prefix}#{record_number - 1}",
            target=target_side_text.text if target_side_text else "",
            source=source_side_text.text if source_side_text else None,
            document=str(document) if document is not None else None,
            kind=parse_block_kind(origin.get("kind")),
            source_headline=_read_string(origin, "source_headline"),
            source_url=_read_string(origin, "source_url"),
            published=_read_text(record, "published")
            or _read_string(origin, "published"),
            source_codes=source_side_text.codes if source_side_text else (),
            target_codes=target_side_text.codes if target_side_text else (),
            location=UnitLocation(
                self.path,
                record_number,
                _read_string(origin, "page_url") or _read_string(origin, "source_url"),
                _read_string(origin, "headline")
                or _read_string(origin, "source_headline"),
            ),
            context=_read_string(record, "context"),
        )

    def _sort_texts_by_locale(
        self, record: JsonObject, text_by_side: Mapping[str, "_SideText"]
    ) -> dict[str, "_SideText"]:
        """Return the texts by the side of their locale, else of their name."""
        text_by_locale_side = {}
        for side, side_text in text_by_side.items():
            locale_tag = record.get(f"{side}_locale")
            if locale_tag is None:
                text_by_locale_side[side] = side_text
                continue
            locale = _parse_locale(locale_tag, side)
            if self.target_locale.covers(locale):
                text_by_locale_side["target"] = side_text
            elif self.source_locale is not None and self.source_locale.covers(locale):
                text_by_locale_side["source"] = side_text
        return text_by_locale_side

    def _read_side(self, record: JsonObject, side: str) -> "_SideText | None":
        text = _read_text(record, side)
        if text is None:
            return None
        return _SideText(text, self.read_codes(record, side) if CODE in text else ())


@dataclass(frozen=True, slots=True)
class RecordReading:
    """The unit of a JSON object."""

    unit: Unit | None
    """None where its target is in another language."""
    other_locales: tuple[Locale, ...]
    """The locales of the object, where one of its texts is not used for its locale."""


@dataclass(frozen=True, slots=True)
class _SideText:
    """One text of an object, with its inline codes."""

    text: str
    codes: tuple[Code, ...]


def _parse_locale(locale_tag: object, side: str) -> Locale:
    try:
        return Locale.parse(str(locale_tag))
    except InvalidLocale as error:
        raise ValueError(f"{side}_locale: {error}") from error


def _read_text(record: JsonObject, field_name: str) -> str | None:
    """Read the text of a field, which is a string or an object with a `text`."""
    value = record.get(field_name)
    if isinstance(value, Mapping):
        value = value.get("text")
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{field_name} is not a text")
    return value


def _read_string(origin: JsonObject, field_name: str) -> str | None:
    """Return the value of a field of an origin, if it is a string."""
    value = origin.get(field_name)
    return value if isinstance(value, str) else None
