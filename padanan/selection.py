"""The selection of units to export, and reading its values."""

import re
from datetime import datetime
from typing import TypedDict

from padanan.argument_validation import require_known_arguments
from tm.errors import InputError, UnknownName
from tm.settings import Settings
from tm.store.database import Database
from tm.store.history.change_set import resolve_change_set_name
from tm.store.units.filter import UnitFilter
from tm.text.segment import require_storable_text
from tm.unit import State

_PARTIAL_DATE_PATTERN = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")


class TranslatedUnitSelection(TypedDict, total=False):
    """Selects units; empty, it selects all."""

    article: str
    """The whole key of an article."""
    source_url: str
    publisher: str
    article_author: str
    """Who wrote the article; `author` is who made the unit."""
    article_place: str
    """The place in the dateline of the article."""
    since: str
    """ISO 8601: published then or later; by time of creation if unpublished."""
    until: str
    memory: str
    """Name of the memory that the units belong to."""
    state: str
    """`initial`, `translated`, `reviewed` or `final`."""
    author: str
    query: str
    """Text in source or target, ignoring case and diacritics."""
    session: str
    """The change set that added or changed the units: `i3`, or `last`."""


class UnitSelection(TranslatedUnitSelection, total=False):
    """Selects units to export; empty, it selects all of the memory's language pair."""

    translated: bool
    """Whether texts of articles without a translation are left out, or the others; by
    default neither."""


def make_unit_filter(
    database: Database, settings: Settings, selection: UnitSelection
) -> UnitFilter:
    """Make the filter of a selection, in the language pair of the settings.

    Raises InputError for values that cannot be used, UnknownName for a condition that
    does not exist, and NotFound for such a change set.
    """
    require_known_arguments(selection, UnitSelection)
    for selection_value in selection.values():
        if isinstance(selection_value, str):
            require_storable_text(selection_value)
    state, session = selection.get("state"), selection.get("session")
    return UnitFilter(
        locales=tuple(
            locale
            for locale in (settings.source, settings.target)
            if locale is not None
        ),
        article=selection.get("article"),
        source_url=selection.get("source_url"),
        publisher=selection.get("publisher"),
        article_author=selection.get("article_author"),
        article_place=selection.get("article_place"),
        since=parse_partial_date("since", selection.get("since")),
        until=parse_partial_date("until", selection.get("until")),
        memory=selection.get("memory"),
        state=None if state is None else parse_state(state),
        author=selection.get("author"),
        query=selection.get("query"),
        session=None if session is None else resolve_change_set_name(database, session),
        translated=selection.get("translated"),
    )


def parse_state(state_name: str) -> State:
    """Parse the name of a state. Raises UnknownName."""
    try:
        return State(state_name)
    except ValueError:
        raise UnknownName("state", state_name, list(State)) from None


def parse_partial_date(parameter_name: str, text: str | None) -> str | None:
    """Verify a date, a time, a month or a year; they are compared as text."""
    if text is not None and not _PARTIAL_DATE_PATTERN.fullmatch(text):
        try:
            datetime.fromisoformat(text)
        except ValueError:
            raise InputError(
                f"{parameter_name} is {text!r}, not a date such as 2025-10-08"
            ) from None
    return text
