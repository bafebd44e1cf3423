"""The topics of a page and of its units, by listed words: badminton, court, weather."""

import re
from collections.abc import Iterable, Sequence

from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.language_words import split_phrases
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import any_phrase_pattern
from tm.text.word_pattern import WORD_START_PATTERN

_FILE_KIND = LanguageFileKind(
    "topics.toml",
    "words by which a page shows its topic: badminton, court, weather",
    "sense.mistranslated does not know what a page in the language is about",
)

_UNITS_PER_PART = 200
"""Units of which the topics are counted together: all of a page, a part of a book."""


class PageTopics:
    """Counts the words of topics in the units of a document, and in its parts."""

    def __init__(self, units: Sequence[Unit], context: Context) -> None:
        self._units = units
        self._locales = (
            (context.target_locale,)
            if context.source_locale is None
            else (context.target_locale, context.source_locale)
        )
        self._count_by_part_and_topic: dict[tuple[int, str], int] = {}

    def count_words_in_unit(self, topics: Iterable[str], unit: Unit) -> int:
        """Count the words of some topics in both texts of a unit."""
        texts = (unit.target, unit.source or "")
        return sum(
            len(_compile_topic_pattern(topic, locale).findall(text))
            for topic in topics
            for locale, text in zip(self._locales, texts, strict=False)
        )

    def count_words_in_first_unit(self, topics: Iterable[str]) -> int:
        """Count the words of some topics in the headline or the lead."""
        return self.count_words_in_unit(topics, self._units[0])

    def count_words_around_unit(self, topics: Iterable[str], unit_index: int) -> int:
        """Count the words of some topics in the part of the page with a unit."""
        part_index = unit_index // _UNITS_PER_PART
        return sum(self._count_words_in_part(part_index, topic) for topic in topics)

    def _count_words_in_part(self, part_index: int, topic: str) -> int:
        part_and_topic = part_index, topic
        if part_and_topic not in self._count_by_part_and_topic:
            first_unit_index = part_index * _UNITS_PER_PART
            part_units = self._units[
                first_unit_index : first_unit_index + _UNITS_PER_PART
            ]
            self._count_by_part_and_topic[part_and_topic] = sum(
                self.count_words_in_unit((topic,), unit) for unit in part_units
            )
        return self._count_by_part_and_topic[part_and_topic]


@lazy_constant
def _compile_topic_pattern(topic: str, locale: Locale) -> re.Pattern[str]:
    """Compile the pattern of the words of a topic."""
    words = split_phrases(read_table(locale.language, _FILE_KIND)[topic])
    return re.compile(WORD_START_PATTERN + any_phrase_pattern(words), re.IGNORECASE)
