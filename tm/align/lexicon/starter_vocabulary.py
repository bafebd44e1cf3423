"""Words of news in a text with their translations, from the starter dictionary.

For showing to people and models: unlike the dictionary for aligning, which compares
stems, it has the words as they are written.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files

from tm.align.lexicon.dictionary import StemPhrase, stem_phrase
from tm.align.lexicon.starter_dictionary import ALTERNATIVES_SEPARATOR
from tm.finding import Span
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.stem import stem_word
from tm.text.tokens import split_tokens

_NEWS_WORDS_FILE_NAME = "news.tsv"
"""The list of words of news; those of everyday are of no use to a translator."""
_MAX_ALTERNATIVES = 2


def find_vocabulary(
    text: str, locales: tuple[Locale, Locale]
) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Find the listed phrases of a text, the longest at each place.

    >>> [translations for _, translations in find_vocabulary(
    ...     "Chính quyền địa phương", (Locale("vi"), Locale("id")))]
    [('pemerintah daerah', 'pemda')]
    """
    translations_by_stems = _read_vocabulary(*(locale.language for locale in locales))
    if not translations_by_stems:
        return
    language = locales[0].language
    words = [token for token in split_tokens(text) if token.is_word]
    stems = [
        stem_word(match_form(word.text, is_vietnamese=language == "vi"), language)
        for word in words
    ]
    phrase_lengths_by_first_stem = _index_phrase_lengths(
        *(locale.language for locale in locales)
    )
    word_index = 0
    while word_index < len(words):
        for phrase_length in phrase_lengths_by_first_stem.get(stems[word_index], ()):
            translations = translations_by_stems.get(
                tuple(stems[word_index : word_index + phrase_length])
            )
            if translations is not None and word_index + phrase_length <= len(words):
                yield (
                    Span(
                        words[word_index].start,
                        words[word_index + phrase_length - 1].end,
                    ),
                    translations,
                )
                word_index += phrase_length - 1
                break
        word_index += 1


@lazy_constant
def _read_vocabulary(
    source_language: str, target_language: str
) -> Mapping[StemPhrase, tuple[str, ...]]:
    """Read the translations of listed phrases, by the stems of their words."""
    path = files("tm.align.lexicon") / "data" / "starter" / _NEWS_WORDS_FILE_NAME
    header, *rows = path.read_text("utf-8").splitlines()
    languages = header.split("\t")
    if {source_language, target_language} - {*languages}:
        return {}
    source_index, target_index = map(
        languages.index, (source_language, target_language)
    )
    source_locale = Locale(source_language)
    translations_by_stems: dict[StemPhrase, tuple[str, ...]] = {}
    for row in rows:
        cells = row.split("\t")
        if row[:1] == "#" or len(cells) < len(languages):
            continue
        translations = cells[target_index].split(ALTERNATIVES_SEPARATOR)
        for phrase in cells[source_index].split(ALTERNATIVES_SEPARATOR):
            if phrase and translations[0]:
                translations_by_stems.setdefault(
                    stem_phrase(phrase, source_locale),
                    tuple(translations[:_MAX_ALTERNATIVES]),
                )
    return translations_by_stems


@lazy_constant
def _index_phrase_lengths(
    source_language: str, target_language: str
) -> Mapping[str, tuple[int, ...]]:
    """Index the lengths of phrases by their first stem, the longest first."""
    phrase_lengths_by_first_stem: dict[str, set[int]] = {}
    for stems in _read_vocabulary(source_language, target_language):
        if stems:
            phrase_lengths_by_first_stem.setdefault(stems[0], set()).add(len(stems))
    return {
        first_stem: tuple(sorted(lengths, reverse=True))
        for first_stem, lengths in phrase_lengths_by_first_stem.items()
    }
