"""The installed word lists and dictionaries, for the check of spelling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from checks.engine.check import CheckState
from checks.engine.messages import Message
from tm.text import hunspell
from tm.text.frequency import is_installed, read_word_frequencies
from tm.text.hunspell import IsWord
from tm.text.locale import Locale

_INSTALL_COMMAND = "pip install 'padanan[spell]'"
DICTIONARY_HINT = (
    "packages of the system such as hunspell-id bring them, or DICPATH names a folder"
)
_LINGUA_FRANCA = "en"
"""The language whose words occur in the news of every language."""


@dataclass(frozen=True, slots=True)
class InstalledWords:
    """The word lists and dictionary of a language, read on first use."""

    target_locale: Locale
    source_locale: Locale | None = None
    folders: tuple[str, ...] = ()
    """Folders that are searched for dictionaries first."""

    @property
    def frequency_by_word(self) -> Mapping[str, float]:
        """The words of the target language; none without the extra `spell`."""
        return read_word_frequencies(self.target_locale.language)

    @property
    def foreign_frequency_tables(self) -> Sequence[Mapping[str, float]]:
        """The frequent words of the source language, and of English."""
        other_language_tags = {
            _LINGUA_FRANCA,
            *([self.source_locale.language] if self.source_locale else ()),
        }
        other_language_tags.discard(self.target_locale.language)
        return [
            read_word_frequencies(language_tag, omits_rare_words=True)
            for language_tag in sorted(other_language_tags)
        ]

    @property
    def dictionary(self) -> IsWord | None:
        """Test for words of a Hunspell dictionary, which is read at the first test.

        The first test raises FormatError if the dictionary is broken.
        """
        dictionary_path = hunspell.find_dictionary(self.target_locale, self.folders)
        return (
            partial(_is_in_dictionary, dictionary_path)
            if dictionary_path is not None
            else None
        )


def _is_in_dictionary(dictionary_path: Path, word: str) -> bool:
    return hunspell.open_dictionary(dictionary_path)(word)


def read_word_list_state(folders: Sequence[str] = ()) -> CheckState:
    """Say whether this machine has word lists and dictionaries, and which."""
    if not is_installed():
        return CheckState(
            False, Message("state.no_word_lists", {"install": _INSTALL_COMMAND})
        )
    dictionary_descriptions = []
    for language_tag in ("id", "vi", "en"):
        dictionary_path = hunspell.find_dictionary(Locale(language_tag), folders)
        dictionary_descriptions.append(
            f"{language_tag} {dictionary_path}"
            if dictionary_path is not None
            else f"{language_tag} –"
        )
    message_arguments = {"dictionaries": ", ".join(dictionary_descriptions)}
    return CheckState(True, Message("state.word_lists", message_arguments))
