"""Language identification by script and by the most common words.

It serves for news pages, which are long. It knows the languages that have a
`common_words.toml`, and gives None where it is not sure.
"""

import re
from collections.abc import Mapping, Sequence

import regex

from tm.language_data import list_languages_with_file, read_table
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.normal import nfc

_WORD_PATTERN = regex.compile(r"\p{L}[\p{L}\p{M}]*")
_SCRIPT_PATTERN_BY_LANGUAGE = {
    "ja": regex.compile(r"[\p{Hiragana}\p{Katakana}]"),
    "ko": regex.compile(r"\p{Hangul}"),
    "th": regex.compile(r"\p{Thai}"),
    "lo": regex.compile(r"\p{Lao}"),
    "km": regex.compile(r"\p{Khmer}"),
    "my": regex.compile(r"\p{Myanmar}"),
    "zh": regex.compile(r"\p{Han}"),
    "ar": regex.compile(r"\p{Arabic}"),
    "hi": regex.compile(r"\p{Devanagari}"),
}
_LISTED_SCRIPTS_PATTERN = re.compile("[\u0600-\u1dff\u2e80-\U0010ffff]")
"""Where the letters of these scripts are, besides some others.

Speed trick: with it, a headline is identified in half the time (benchmarks/pages.py).
"""
# They share most common words; a text with hardly any word of its own is Indonesian.
_MALAY_LANGUAGES = frozenset(("id", "ms"))
_MIN_MALAY_LEAD = 2
"""Common words that Malay has more than Indonesian, which also has `beliau`."""
_MAX_SAMPLE_LENGTH = 20_000
_COMMON_WORDS_FILE = "common_words.toml"


def identify_language(text: str) -> Locale | None:
    """Identify the language of a text; None if it is too short or unknown.

    >>> identify_language("Các nhà lãnh đạo của nhiều nước sẽ đến dự lễ ký").tag
    'vi'
    >>> identify_language("Para pemimpin dari banyak negara akan hadir di Hanoi").tag
    'id'
    >>> identify_language("2025") is None
    True
    """
    sample = nfc(text[:_MAX_SAMPLE_LENGTH])
    words = _WORD_PATTERN.findall(sample)
    if _LISTED_SCRIPTS_PATTERN.search(sample):
        for language, script_pattern in _SCRIPT_PATTERN_BY_LANGUAGE.items():
            # Japanese has Chinese characters too, so its own come first; a name in a
            # foreign script is not enough.
            if len(script_pattern.findall(sample)) > max(2, len(words) // 4):
                return Locale(language)
    languages_by_word = _read_languages_by_common_word()
    common_word_count_by_language = dict.fromkeys(_list_languages(), 0)
    for word in words:
        for language in languages_by_word.get(word.casefold(), ()):
            common_word_count_by_language[language] += 1
    if "ms" in common_word_count_by_language:
        common_word_count_by_language["ms"] -= _MIN_MALAY_LEAD - 1
    most_likely_language = max(
        common_word_count_by_language,
        key=lambda language: common_word_count_by_language[language],
    )
    most_likely_languages = {
        language
        for language in common_word_count_by_language
        if common_word_count_by_language[language]
        == common_word_count_by_language[most_likely_language]
    }
    if common_word_count_by_language[most_likely_language] < max(
        2, 0.08 * len(words)
    ) or (
        len(most_likely_languages) > 1 and not most_likely_languages <= _MALAY_LANGUAGES
    ):
        return None
    return Locale(most_likely_language)


@lazy_constant
def _list_languages() -> Sequence[str]:
    return [*list_languages_with_file(_COMMON_WORDS_FILE)]


@lazy_constant
def _read_languages_by_common_word() -> Mapping[str, Sequence[str]]:
    """Read the languages of which a word is one of the most common words."""
    languages_by_word: dict[str, list[str]] = {}
    for language in _list_languages():
        for word in {*read_table(language, _COMMON_WORDS_FILE)["words"].split()}:
            languages_by_word.setdefault(word, []).append(language)
    return languages_by_word
