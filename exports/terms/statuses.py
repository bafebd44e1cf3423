"""The statuses of terms in tables: in the words of their authors.

Well-known words are in `data/statuses.toml`; a user maps others to them.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from glossary.entries.entry import TermStatus
from tm.errors import UnknownName
from tm.text.normal import nfc

_FORBIDDEN = "forbidden"
StatusAndFlag = tuple[TermStatus, bool]
"""A status, and whether the term is forbidden."""


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
    word = _normalise(text)
    for user_word, meaning in meaning_by_word.items():
        if _normalise(user_word) == word:
            if _normalise(meaning) not in known_words:
                raise UnknownName("status", meaning, list_status_names())
            return known_words[_normalise(meaning)]
    return known_words.get(word)


def list_status_names() -> list[str]:
    """List the statuses that words may mean, by their English names."""
    return [*(status.value for status in TermStatus), _FORBIDDEN]


def _normalise(word: str) -> str:
    separated_word = nfc(word).casefold().replace("-", " ").replace("_", " ")
    return " ".join(separated_word.split()).rstrip(".")


@cache
def _read_known_words() -> dict[str, StatusAndFlag]:
    data_file = files("exports") / "terms" / "data" / "statuses.toml"
    words_by_status = tomllib.loads(data_file.read_text("utf-8"))
    return {
        word: (TermStatus.DEPRECATED, True)
        if status_name == _FORBIDDEN
        else (TermStatus(status_name), False)
        for status_name, words in words_by_status.items()
        for word in map(_normalise, words)
    }
