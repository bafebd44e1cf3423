"""Periods of offices: how they are shown, and whether a text tells of one."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checks.engine.unit import Context
from tm.finding import MessageArgument

if TYPE_CHECKING:
    from glossary.titles.office_holders import OfficeHeld

_YEAR_PATTERN = re.compile(r"(?<![\d.,])(?:1[89]|20)\d\d(?![\d.,]?\d)")


def format_period(office_held: "OfficeHeld") -> str:
    """Format the period of an office; empty if neither end is known."""
    start, end = office_held.valid_from, office_held.valid_to
    return f"{start or '…'} – {end or '…'}" if start or end else ""


def has_year_of_office(text: str, office_held: "OfficeHeld") -> bool:
    """Whether a text names a year in which an office was held.

    It then tells of that time: `Pada tahun 1995 Presiden Soeharto`.
    """
    start, end = office_held.valid_from, office_held.valid_to
    return (start or end) is not None and any(
        (start or year)[:4] <= year <= (end or year)[:4]
        for year in _YEAR_PATTERN.findall(text)
    )


def choose_office_message(
    message_keys: tuple[str, str, str],
    offices_held: "Sequence[OfficeHeld]",
    context: Context,
) -> tuple[str, dict[str, MessageArgument]]:
    """Choose the message key and arguments by the title that the termbase has.

    `message_keys`: the messages without a title, with a title, and with a title and its
    dates.
    """
    for office_held in offices_held:
        preferred_titles = (
            office_held.office.list_preferred_texts(context.target_locale)
            if office_held.office
            else ()
        )
        if preferred_titles:
            period = format_period(office_held)
            if period:
                return message_keys[2], {
                    "title": preferred_titles[0],
                    "title_period": period,
                }
            return message_keys[1], {"title": preferred_titles[0]}
    return message_keys[0], {}
