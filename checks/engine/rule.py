"""House style rules: patterns that a text should not contain, with replacements."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import regex

from tm.finding import Severity
from tm.text.locale import Locale
from tm.text.pattern_store import compile_regex


@dataclass(frozen=True)
class Rule:
    """A pattern that a text should not contain, with its message and fix."""

    name: str
    pattern_text: str
    """A pattern of the `regex` module, before it is compiled."""
    message: str | Mapping[str, str]
    """One text, or a text by language."""
    correct_spelling: str | None = None
    """The right spelling, if the rule is one entry of a list of spellings."""
    is_name: bool = False
    """Whether the rule is about the spelling of a name, which another name may have."""
    fix: str | None = None
    """A replacement as `re.sub` takes it: `\\1` is the first group."""
    contains: tuple[str, ...] = ()
    """Text parts in lower case, one of which every match contains.

    Texts without any are not searched; if empty, all are. In the rules that come with
    Padanan, a part that begins with a letter is the beginning of a word.
    """
    chunk_pattern: str = ""
    """A pattern of `re` for the chunk, the text between two spaces, of every match.

    Only in rules that come with Padanan; empty if `contains` is enough.
    """
    next_chunk_pattern: str = ""
    """A pattern of the chunk after it; empty if the match may end before."""
    requires_contained_text: bool = False
    """Whether a text with such chunks must have a part of `contains`, too.

    For parts that are not in the chunks.
    """
    is_counted: bool = False
    """Whether a page has one finding with the count, as of a choice made throughout."""
    locale: Locale | None = None
    """Only for texts of this locale."""
    severity: Severity = Severity.INFO
    ignores_case: bool = True

    @cached_property
    def pattern(self) -> "regex.Pattern[str]":
        """The pattern, compiled when a text may first match it. Raises regex.error."""
        return compile_regex(
            self.pattern_text, regex.IGNORECASE if self.ignores_case else 0
        )
