"""How a name of the source language is written in the target language."""

from checks.match_repair.resources import MatchRepairResources
from glossary.forms.person_name_data import read_person_name_data
from tm.text.locale import Locale
from tm.text.normal import fold_text, remove_diacritics


def find_name_rendering(
    name: str, locales: tuple[Locale, Locale], resources: MatchRepairResources
) -> str | None:
    """Find how translations write a name; None if that is unknown.

    Places and names that are segments of the memory are looked up; Vietnamese names
    lose their diacritics in other languages.
    """
    known_phrase = resources.find_phrase(name)
    if known_phrase is not None and known_phrase.preferred_text is not None:
        return known_phrase.preferred_text
    name_data = read_person_name_data()
    source_language, target_language = (locale.language for locale in locales)
    if source_language != name_data.language or target_language == name_data.language:
        return None
    syllables = name.replace("-", " ").split()
    if all(
        name_data.syllable_pattern.fullmatch(fold_text(syllable))
        for syllable in syllables
    ):
        return remove_diacritics(name)
    return None
