"""Words of checked texts, by which a scorecard divides the weight of findings."""

from collections import Counter
from typing import Any

from checks.engine.unit import Unit
from tm.articles.web.page_host import find_host
from tm.text.words import read_words

_MAX_LISTED_TEXTS = 500
"""Texts with findings that are counted by themselves, those with most findings."""
_MAX_HEADLINE_CHARACTERS = 120
"""Of a headline."""


class CheckedWords:
    """Counts words of translations, together and by text."""

    def __init__(self) -> None:
        self._word_count = 0
        self._word_count_by_text: Counter[str] = Counter()
        self._site_and_headline_by_text: dict[str, tuple[str, str]] = {}

    def add(self, unit: Unit) -> None:
        """Count the words of a unit's translation."""
        word_count = count_words(unit.target)
        self._word_count += word_count
        text_id = unit.document
        if text_id is None:
            return
        self._word_count_by_text[text_id] += word_count
        if text_id not in self._site_and_headline_by_text and unit.location is not None:
            headline = (unit.location.headline or "")[:_MAX_HEADLINE_CHARACTERS]
            self._site_and_headline_by_text[text_id] = (
                find_host(unit.location.url),
                headline,
            )

    def describe(self, finding_counts: Counter[str | None]) -> dict[str, Any]:
        """Describe the counts, by text only of those with most findings. Any: JSON."""
        text_ids = [
            text_id
            for text_id, _ in finding_counts.most_common()
            if text_id is not None
        ]
        return {
            "total": self._word_count,
            "texts": [
                {
                    "text": text_id,
                    "words": self._word_count_by_text[text_id],
                    "site": self._site_and_headline_by_text.get(text_id, ("", ""))[0],
                    "headline": self._site_and_headline_by_text.get(text_id, ("", ""))[
                        1
                    ],
                }
                for text_id in text_ids[:_MAX_LISTED_TEXTS]
            ],
        }


def count_words(text: str) -> int:
    """Count words as translators do: what stands between spaces, figures included.

    >>> count_words("Sebanyak 16,7 juta dong .")
    4
    """
    spaced_word_count = sum(
        any(character.isalnum() for character in piece) for piece in text.split()
    )
    return max(
        spaced_word_count, len(read_words(text))
    )  # some languages have no spaces
