"""Writing a name of one language in texts of another.

Vietnamese names lose their diacritics in other languages, as in Indonesian news. Other
names are written as they are, if the stored translation has kept the name before them.
"""

from glossary.forms.person_name_data import read_person_name_data
from tm.match.repair.names_in_translation import copy_transcription
from tm.text.locale import Locale
from tm.text.normal import fold_text, remove_diacritics


def transcribe_name(
    new_name: str, *, old_name: str, old_surface: str, locales: tuple[Locale, Locale]
) -> str | None:
    """Write a new name as a translation writes the old one; None if unsure.

    `old_surface`: what the translation has for the old name.

    >>> locales = Locale("vi"), Locale("id")
    >>> transcribe_name("Lý Sơn", old_name="Huế", old_surface="Hue", locales=locales)
    'Ly Son'
    """
    source_locale, target_locale = locales
    name_language = read_person_name_data().language
    is_native = all(map(_is_native_syllable, new_name.replace("-", " ").split()))
    if target_locale.language == name_language:
        # Its diacritics are unknown: Hanoi, Quang Ngai.
        if is_native:
            return None
    elif source_locale.language == name_language and is_native:
        if old_surface == old_name and not old_name.isascii():
            return new_name  # with its diacritics, as the old one
        return remove_diacritics(new_name) if old_surface.isascii() else None
    return copy_transcription(old_name, old_surface, new_name)


def _is_native_syllable(word: str) -> bool:
    return bool(read_person_name_data().syllable_pattern.fullmatch(fold_text(word)))
