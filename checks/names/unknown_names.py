"""Names that neither dictionary nor other text knows: one is gone, and one has come."""

import re
from collections.abc import Iterator, Set
from functools import lru_cache

from checks.names.name_spelling import name_spelling
from checks.text.capitals import SHORTEST_NAME, Capital, Capitals
from checks.text.dictionary import cached_wording
from checks.text.language import language
from tm.text.locale import Locale

_DOUBLED = re.compile(r"(.)\1")

Name = tuple[Capital, ...]
"""Words of a name, side by side."""


@lru_cache(maxsize=8192)
def sound(form: str) -> str:
    """The beginning of a name as languages write it that write by ear."""
    for written, heard in name_spelling().sounds:
        form = form.replace(written, heard)
    return form[:SHORTEST_NAME]


class UnknownNames:
    """Finds the one name of each text of a pair that the other text has not.

    Each word of both is plain, long, no office, and unknown to the dictionary or the
    same in both languages by it (Bangkok), and begins no sentence; nothing is found
    where the languages have no dictionary.
    """

    def __init__(self, source: Locale, target: Locale) -> None:
        self._locales = source, target
        self._wordings = cached_wording(source, target), cached_wording(target, source)
        self._is_strange = lru_cache(maxsize=8192)(self._read)

    def found(self, source: Capitals, target: Capitals) -> tuple[Name, Name] | None:
        """What is gone and what has come, if it is one name each."""
        target_names = self._strange_names(target, source, 1)
        if len(target_names) != 1:
            return None
        source_names = self._strange_names(source, target, 0)
        return (source_names[0], target_names[0]) if len(source_names) == 1 else None

    def _strange_names(
        self, text: Capitals, other_text: Capitals, side: int
    ) -> list[Name]:
        forms = other_text.forms
        # Few texts have any such word, and telling names apart takes longer.
        if not any(
            word.form not in forms
            and not word.may_start_sentence
            and self._is_strange(word.text, side)
            for word in text.words
        ):
            return []
        return [
            name
            for name in _apart(text, other_text)
            if all(self._is_strange(word.text, side) for word in name)
        ]

    def _read(self, word: str, side: int) -> bool:
        if len(word) < SHORTEST_NAME or not word.isascii() or word.isupper():
            return False
        data, wording = language(self._locales[side]), self._wordings[side]
        if word.lower() in data.offices | data.deputies:
            return False
        return wording.is_unknown(word) or bool(wording.count_rendered(word, word))


def _apart(text: Capitals, other_text: Capitals) -> Iterator[Name]:
    """Of each name the words that the other text has not.

    None of one with which a sentence begins, unless two are left after its first word:
    Director Reza Rahadian.
    """
    if not text.words:
        return
    forms = other_text.forms
    beginnings = {form[:SHORTEST_NAME] for form in forms}
    heard: Set[str] | None = None
    words: list[Capital] = []
    fewest = 1
    for word in (*text.words, None):
        if word is None or not word.follows_capital:
            if len(words) >= fewest:
                yield tuple(words)
            if word is None:
                return
            words, fewest = [], 1 + word.may_start_sentence
        if word.may_start_sentence or word.form[:SHORTEST_NAME] in beginnings:
            continue
        if heard is None:
            heard = {_heard(form) for form in forms}
        if _heard(word.form) not in heard:
            words.append(word)


def _heard(form: str) -> str:
    return sound(_DOUBLED.sub(r"\1", form))


@lru_cache(maxsize=16)
def strangers(source: Locale, target: Locale) -> UnknownNames:
    """Those of two languages, which keep what they have read last."""
    return UnknownNames(source, target)
