"""Words of checked texts, by which a scorecard divides the weight of findings."""

from collections import Counter
from typing import Any

from checks.engine.unit import Unit
from tm.articles.web.page_host import find_host
from tm.text.words import read_words

_MAX_TEXTS = 500
"""Texts with findings that are counted by themselves, those with most findings."""
_MAX_CHARACTERS = 120
"""Of a headline."""


class CheckedWords:
    """Counts words of translations, together and by text."""

    def __init__(self) -> None:
        self._total = 0
        self._words_by_text: Counter[str] = Counter()
        self._site_and_headline: dict[str, tuple[str, str]] = {}

    def add(self, unit: Unit) -> None:
        """Count the words of a unit's translation."""
        words = count_words(unit.target)
        self._total += words
        text = unit.document
        if text is None:
            return
        self._words_by_text[text] += words
        if text not in self._site_and_headline and unit.location is not None:
            headline = (unit.location.headline or "")[:_MAX_CHARACTERS]
            self._site_and_headline[text] = find_host(unit.location.url), headline

    def describe(self, finding_counts: Counter[str | None]) -> dict[str, Any]:
        """Describe the counts, by text only of those with most findings. Any: JSON."""
        texts = [text for text, _ in finding_counts.most_common() if text is not None]
        return {
            "total": self._total,
            "texts": [
                {
                    "text": text,
                    "words": self._words_by_text[text],
                    "site": self._site_and_headline.get(text, ("", ""))[0],
                    "headline": self._site_and_headline.get(text, ("", ""))[1],
                }
                for text in texts[:_MAX_TEXTS]
            ],
        }


def count_words(text: str) -> int:
    """Count words as translators do: what stands between spaces, figures included.

    >>> count_words("Sebanyak 16,7 juta dong .")
    4
    """
    between_spaces = sum(
        any(character.isalnum() for character in piece) for piece in text.split()
    )
    return max(between_spaces, len(read_words(text)))  # some languages have no spaces
