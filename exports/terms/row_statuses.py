"""The statuses of the rows of a table of terms, and the words not understood."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from exports.table.csv_reader import TableRow
from exports.terms.statuses import parse_status_word
from glossary.entries.entry import TermStatus
from tm.errors import InputError
from tm.text.locale import Locale

STATUS_COLUMN = "status"
_FORBIDDEN_PREFIX = "forbidden_"
_MAX_LISTED_WORDS = 5


@dataclass(frozen=True, slots=True)
class RowStatus:
    """The status of the terms of a row."""

    status: TermStatus
    is_forbidden: bool = False
    locale: Locale | None = None
    """The locale of the only terms that have the status; None for the usual ones."""


@dataclass(frozen=True, slots=True)
class RowStatuses:
    """Reader of the statuses of rows; it counts the words that nobody knows."""

    meaning_by_word: Mapping[str, str]
    """The words of the user, each with a well-known one."""
    unknown_words: Counter[str] = field(default_factory=Counter)

    def read(self, row: TableRow, locales: Sequence[Locale]) -> RowStatus:
        """Read the status of a row; a term of an unknown status is admitted.

        `forbidden_LOCALE` forbids the terms of that locale. Raises InputError for a
        locale that the table does not have.
        """
        word = row.read_cell(STATUS_COLUMN)
        if not word:
            return RowStatus(TermStatus.PREFERRED)
        status_and_flag = parse_status_word(word, self.meaning_by_word)
        if status_and_flag is not None:
            return RowStatus(*status_and_flag)
        if word.lower().startswith(_FORBIDDEN_PREFIX):
            tag = word.lower().removeprefix(_FORBIDDEN_PREFIX)
            for locale in locales:
                if locale.tag.lower() == tag:
                    return RowStatus(TermStatus.DEPRECATED, True, locale)
            tags_text = ", ".join(locale.tag for locale in locales)
            raise InputError(f"status {word!r}, but the languages are {tags_text}")
        self.unknown_words[word] += 1
        return RowStatus(TermStatus.ADMITTED)

    def describe_unknown_words(self) -> str | None:
        """Say which words were not understood, and how to explain them."""
        if not self.unknown_words:
            return None
        words = [word for word, _ in self.unknown_words.most_common(_MAX_LISTED_WORDS)]
        words_text = ", ".join(map(repr, words))
        if len(self.unknown_words) > _MAX_LISTED_WORDS:
            words_text += " …"
        count = self.unknown_words.total()
        rows_text = "1 row has" if count == 1 else f"{count} rows have"
        return (
            f"{rows_text} a status that is not understood: {words_text}; the terms "
            "are admitted, not preferred. Say what it means: "
            f'--statuses "{words[0]}=preferred"'
        )
