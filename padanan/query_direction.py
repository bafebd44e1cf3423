"""The direction of a search: the language in which somebody types."""

from collections.abc import Sequence

import regex

from glossary.forms.person_name_data import read_person_name_data
from tm.text.language_id import identify_language
from tm.text.locale import Locale
from tm.text.normal import fold_text, nfc

_VIETNAMESE = "vi"
_VIETNAMESE_LETTERS = frozenset("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
_LETTERS_ALSO_OF_OTHER_LANGUAGES = frozenset("áàãéèíìĩóòõúùũý")
"""Letters of Vietnamese that European languages have as well."""
_LANGUAGES_WITHOUT_DIACRITICS = frozenset(("en", "id", "jv", "ms", "su"))


def find_query_language(
    text: str, languages: Sequence[Locale], default_locale: Locale | None
) -> Locale | None:
    """Find the language of a typed text among some languages, even of a single word.

    A text without diacritics is taken as Vietnamese if all of its words could be
    Vietnamese syllables, the last one their beginning, since people in a hurry type so
    and are not done yet. If there is no sign of any language, it is the default one.

    >>> languages = [Locale("id"), Locale("vi")]
    >>> [
    ...     find_query_language(text, languages, None).tag
    ...     for text in ("họp báo", "hop bao", "hop tr", "konferensi pers", "gubernur")
    ... ]
    ['vi', 'vi', 'vi', 'id', 'id']
    """
    locale_by_language = {locale.language: locale for locale in reversed(languages)}
    identified_language = identify_language(text)
    if (
        identified_language is not None
        and identified_language.language in locale_by_language
    ):
        return locale_by_language[identified_language.language]
    other_languages = [
        other_language
        for other_language in languages
        if other_language.language != _VIETNAMESE
    ]
    if _VIETNAMESE not in locale_by_language:
        if default_locale in languages or not other_languages:
            return default_locale
        return other_languages[0]
    vietnamese_letters = _VIETNAMESE_LETTERS
    if all(
        locale.language in _LANGUAGES_WITHOUT_DIACRITICS for locale in other_languages
    ):
        vietnamese_letters |= _LETTERS_ALSO_OF_OTHER_LANGUAGES
    if not other_languages or _may_be_vietnamese(text, vietnamese_letters):
        return locale_by_language[_VIETNAMESE]
    return default_locale if default_locale in other_languages else other_languages[0]


def _may_be_vietnamese(text: str, vietnamese_letters: frozenset[str]) -> bool:
    if not vietnamese_letters.isdisjoint(nfc(text).casefold()):
        return True
    words = [word for word in fold_text(text).split() if word.isalpha()]
    syllable_pattern = read_person_name_data().syllable_pattern
    return bool(words) and (
        all(map(syllable_pattern.fullmatch, words[:-1]))
        and bool(regex.fullmatch(syllable_pattern.pattern, words[-1], partial=True))
    )
