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
    message: str | Mapping[str, str]
    """One text, or a text by language."""
    correct_spelling: str | None = None
    """The right spelling, if the rule is one entry of a list of spellings."""
    is_name: bool = False
    """Whether the rule is about the spelling of a name, which another name may have."""
    fix: str | None = None
    """A replacement as `re.sub` takes it: `\\1` is the first group."""
    contains: tuple[str, ...] = ()
    """Every match contains one of these, in lower case, so texts without any are
    skipped at once; empty: every text is searched.

    In the rules that come with Padanan, one with letters begins a word.
    """
    chunk_pattern: str = ""
    """Of the rules that come with Padanan: every match has a part between spaces that
    matches this, a pattern of `re`; empty if only the fragments tell."""
    next_chunk_pattern: str = ""
    """A pattern of the next part between spaces; empty if there may be none."""
    requires_words: bool = False
    """Whether a text with those parts is searched only if it may have a word of
    `contains`, too; for words that are not in those parts."""
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
