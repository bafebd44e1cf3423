"""A rule of style: a pattern that a text should not contain, and what to write."""

from collections.abc import Mapping
from dataclasses import dataclass

import regex

from tm.finding import Severity
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that should not stand in a text, and what to do about it."""

    name: str
    pattern: "regex.Pattern[str]"
    message: str | Mapping[str, str]
    """A mapping has it by language."""
    spelling: str | None = None
    """The right spelling, where the rule is one word of a list of spellings."""
    fix: str | None = None
    """A replacement as `re.sub` takes it: `\\1` is the first group."""
    contains: tuple[str, ...] = ()
    """One of these stands in every match, in small letters: other texts pass at once;
    nothing is known of the matches if there is none.

    In the rules that come with Padanan, one with letters begins a word.
    """
    locale: Locale | None = None
    """Only for texts of this locale."""
    severity: Severity = Severity.INFO
