"""The interface of the words that spelling checks know."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tm.text.hunspell import IsWord


class Vocabulary(Protocol):
    """Words with their frequencies, and perhaps a dictionary."""

    @property
    def frequency_by_word(self) -> Mapping[str, float]:
        """The share of each word of the language, in lower case, among all words."""

    @property
    def foreign_frequency_tables(self) -> Sequence[Mapping[str, float]]:
        """Shares of the words of other languages that may occur in a text."""

    @property
    def dictionary(self) -> "IsWord | None":
        """Tests whether a word is in the dictionary, if there is one."""
