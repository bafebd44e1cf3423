"""The statuses of terms in tables: in the words of their authors.

Well-known words are in `data/statuses.toml`; a user maps others to them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from exports.table.csv_reader import TableRow
from glossary.entries.entry import TermStatus
from tm.errors import InputError, UnknownName
from tm.language_data import read_data_file
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.normal import nfc

STATUS_COLUMN = "status"
_FORBIDDEN_PREFIX = "forbidden_"
_MAX_LISTED_WORDS = 5
_FORBIDDEN = "forbidden"
StatusAndFlag = tuple[TermStatus, bool]
"""A status, and whether the term is forbidden."""


@dataclass(frozen=True, slots=True)
class RowStatus:
    """The status of the terms of a row."""

    status: TermStatus
    is_forbidden: bool = False
    locale: Locale | None = None
    """The locale of the only terms that have the status; None for the usual ones."""


@dataclass(frozen=True, slots=True)
class RowStatusReader:
    """Reader of the statuses of rows; it counts the words that nobody knows."""

    meaning_by_word: Mapping[str, str]
    """The words of the user, each with a well-known one."""
    unknown_words: Counter[str] = field(default_factory=Counter)

    def read(self, row: TableRow, locales: Sequence[Locale]) -> RowStatus:
        """Read the status of a row; a term of an unknown status is admitted.

        `forbidden_LOCALE` forbids the terms of that locale. Raises InputError for a
        locale that the table does not have.
        """
        status_text = row.read_cell(STATUS_COLUMN)
        if not status_text:
            return RowStatus(TermStatus.PREFERRED)
        status_and_flag = parse_status_word(status_text, self.meaning_by_word)
        if status_and_flag is not None:
            return RowStatus(*status_and_flag)
        if status_text.lower().startswith(_FORBIDDEN_PREFIX):
            tag = status_text.lower().removeprefix(_FORBIDDEN_PREFIX)
            for locale in locales:
                if locale.tag.lower() == tag:
                    return RowStatus(TermStatus.DEPRECATED, True, locale)
            tags_text = ", ".join(locale.tag for locale in locales)
            raise InputError(
                f"status {status_text!r}, but the languages are {tags_text}"
            )
        self.unknown_words[status_text] += 1
        return RowStatus(TermStatus.ADMITTED)

    def describe_unknown_words(self) -> str | None:
        """Say which words were not understood, and how to explain them."""
        if not self.unknown_words:
            return None
        words = [word for word, _ in self.unknown_words.most_common(_MAX_LISTED_WORDS)]
        words_text = ", ".join(map(repr, words))
        if len(self.unknown_words) > _MAX_LISTED_WORDS:
            words_text += " …"
        row_count = self.unknown_words.total()
        rows_text = "1 row has" if row_count == 1 else f"{row_count} rows have"
        return (
            f"{rows_text} a status that is not understood: {words_text}; the terms "
            "are admitted, not preferred. Give its meaning "
            f"as statuses, such as {words[0]}=preferred"
        )


def parse_status_word(
    text: str, meaning_by_word: Mapping[str, str]
) -> StatusAndFlag | None:
    """Parse a word for a status; None if nobody knows it.

    `meaning_by_word`: the user's words, each with a well-known one. Case, spaces,
    hyphens and a full stop do not matter. Raises UnknownName if a user's word means
    nothing known.

    >>> parse_status_word("Không dùng", {})
    (<TermStatus.DEPRECATED: 'deprecated'>, False)
    >>> parse_status_word("B", {"b": "forbidden"})
    (<TermStatus.DEPRECATED: 'deprecated'>, True)
    >>> parse_status_word("B", {})
    """
    known_words = _read_known_words()
    word = _normalise_word(text)
    for user_word, meaning in meaning_by_word.items():
        if _normalise_word(user_word) == word:
            if _normalise_word(meaning) not in known_words:
                raise UnknownName("status", meaning, list_status_names())
            return known_words[_normalise_word(meaning)]
    return known_words.get(word)


def list_status_names() -> list[str]:
    """List the statuses that words may mean, by their English names."""
    return [*(status.value for status in TermStatus), _FORBIDDEN]


def _normalise_word(word: str) -> str:
    separated_word = nfc(word).casefold().replace("-", " ").replace("_", " ")
    return " ".join(separated_word.split()).rstrip(".")


@lazy_constant
def _read_known_words() -> dict[str, StatusAndFlag]:
    words_by_status = read_data_file("exports.terms", "data/statuses.toml")
    return {
        word: (TermStatus.DEPRECATED, True)
        if status_name == _FORBIDDEN
        else (TermStatus(status_name), False)
        for status_name, words in words_by_status.items()
        for word in map(_normalise_word, words)
    }
