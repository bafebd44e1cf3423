"""The words that a check of spelling knows, as it asks for them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from tm.text.hunspell import WordTest


class Vocabulary(Protocol):
    """Words with their frequencies, and perhaps a dictionary."""

    @property
    def listed(self) -> Mapping[str, float]:
        """By word of the language, in small letters, its share of all words."""

    @property
    def foreign(self) -> Sequence[Mapping[str, float]]:
        """The same for languages whose words may stand in a text."""

    @property
    def dictionary(self) -> WordTest | None:
        """What tells whether a word is in a dictionary, where there is one."""
