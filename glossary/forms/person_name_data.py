"""Language data for the recognition of persons' names, from `person_names.toml`.

Texts in all languages contain the names of persons of one language, whose folder has
the file.
"""

import re
from typing import Any, NamedTuple

from glossary.language_data import list_languages_with_file, read_table
from tm.result_cache import lazy_constant
from tm.text.normal import fold_text
from tm.text.pattern_store import compile_pattern

_FILE_NAME = "person_names.toml"


class PersonNameData(NamedTuple):
    """Words and patterns of persons' names, in lower case."""

    language: str
    """The language of the names, in which they have all diacritics."""
    surnames: frozenset[str]
    """Surnames without diacritics, since other languages write names so."""
    surnames_with_diacritics: tuple[str, ...]
    middle_names: frozenset[str]
    """Middle names without diacritics."""
    words_before_person: frozenset[str]
    """Words before the name of a person, in texts in the language of the names."""
    sentence_openers: frozenset[str]
    """Words that start a sentence and belong to no name."""
    pronoun_names: frozenset[str]
    """Names that are pronouns in small letters."""
    syllable_pattern: re.Pattern[str]
    """Matches a syllable of a name without diacritics."""
    next_name_pattern: re.Pattern[str]
    """Matches a separator and the next word of a list of names."""

    def is_surname(self, word: str) -> bool:
        """Whether a word is a surname: Vũ or Vu, but not Vụ, with other diacritics."""
        lower_word = word.lower()
        folded_word = fold_text(word)
        return folded_word in self.surnames and (
            lower_word == folded_word or lower_word in self.surnames_with_diacritics
        )


@lazy_constant
def read_person_name_data() -> PersonNameData:
    """Read the data of the language that has them."""
    language = list_languages_with_file(_FILE_NAME)[0]
    # Any: values of TOML; the file is part of the package.
    table: Any = read_table(language, _FILE_NAME)
    surnames = table["surnames"].split()
    separator_pattern = "|".join(table["separators"])
    return PersonNameData(
        language=language,
        surnames=frozenset(map(fold_text, surnames)),
        surnames_with_diacritics=tuple(surnames),
        middle_names=frozenset(map(fold_text, table["middles"])),
        words_before_person=frozenset(table["persons"].split()),
        sentence_openers=frozenset(table["openers"].split()),
        pronoun_names=frozenset(table["pronouns"]),
        syllable_pattern=compile_pattern(table["syllable"]),
        next_name_pattern=compile_pattern(rf"(?:{separator_pattern}) ?([^\W\d_]\w*)"),
    )
