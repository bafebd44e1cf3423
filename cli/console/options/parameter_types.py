"""Types of option values that several commands read: languages, dates, change sets."""

import re
from contextlib import suppress
from datetime import datetime
from typing import Any

import click

from tm.errors import InputError
from tm.text.locale import Locale

_CHANGE_SET_PATTERN = re.compile(r"i\d{1,9}|last")


class LocaleType(click.ParamType[Locale]):
    """A locale given on the command line."""

    name = "locale"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Locale:
        """Parse a language tag; fails as click's own types do."""
        if isinstance(value, Locale):
            return value
        try:
            return Locale.parse(value)
        except InputError as error:
            self.fail(str(error), param, ctx)


class DateType(click.ParamType[str]):
    """A day given on the command line, as ISO 8601: 2025-10-08, or 08/10/2025."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Parse a date into ISO 8601; fails as click's own types do."""
        for date_format in ("%Y-%m-%d", "%d/%m/%Y"):
            with suppress(ValueError):
                return datetime.strptime(value, date_format).date().isoformat()
        with suppress(ValueError):
            return datetime.fromisoformat(value).isoformat()
        self.fail(f"{value!r} is not a date; give it as 2025-10-08", param, ctx)


class SinceType(click.ParamType[str]):
    """A date or a change set, given on the command line."""

    name = "since"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Parse a date or a change set; fails as click's own types do."""
        if _CHANGE_SET_PATTERN.fullmatch(value):
            return value
        try:
            return DateType().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(
                f"{value!r} is neither a date (2025-10-08) nor a change set (i12)",
                param,
                ctx,
            )
