"""Lists of words with their frequencies."""

import sys

import pytest
from wordfreq import get_frequency_dict

from tm.text.frequency import is_installed, read_word_frequencies


@pytest.mark.parametrize(
    ("language", "word"), [("id", "dan"), ("vi", "và"), ("en", "and")]
)
def test_frequencies_are_shares_of_all_words(language: str, word: str) -> None:
    listed = read_word_frequencies(language)
    assert listed[word] > 0.01
    assert 0 < min(listed.values()) and sum(listed.values()) < 1.1


def test_a_brief_list_has_what_is_frequent_of_a_long_one() -> None:
    brief, whole = (
        read_word_frequencies("en", omits_rare_words=True),
        read_word_frequencies("en"),
    )
    assert 10_000 < len(brief) < len(whole)


@pytest.mark.parametrize(("brief", "kind"), [(True, "small"), (False, "best")])
@pytest.mark.parametrize("language", ["id", "vi", "en", "zh"])
def test_lists_are_read_as_wordfreq_reads_them(
    language: str, kind: str, brief: bool
) -> None:
    assert read_word_frequencies(
        language, omits_rare_words=brief
    ) == get_frequency_dict(language, kind)


def test_the_list_of_a_related_language_is_not_taken() -> None:
    assert read_word_frequencies("jv") == {}


def test_without_the_extra_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wordfreq", None)
    read_word_frequencies.cache_clear()
    assert not is_installed()
    assert read_word_frequencies("id") == {}
    read_word_frequencies.cache_clear()
