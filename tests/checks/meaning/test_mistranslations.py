"""Every known mistranslation fires on its examples and on no counter-example."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from checks.cases import CASE_FOLDER
from checks.engine.unit import Context, Unit
from checks.language_data import read_own_table
from checks.meaning.mistranslation_list import make_source_phrase_automaton
from checks.meaning.mistranslations import find_mistranslations
from tests.paths import ROOT
from tm.text.locale import Locale
from tm.text.phrases.pattern import phrase_key

DATA = ROOT / "checks" / "data"
FILES = [
    *sorted((CASE_FOLDER / "mistranslations").iterdir(), key=lambda path: path.name)
]
TOPICS = read_own_table("general", "topics.toml").keys()
# What TOML holds is looked at entry by entry.
Entry = dict[str, Any]


def list_entries() -> Iterator[tuple[str, str, str, Entry, Entry]]:
    for file in FILES:
        language = file.name.removesuffix(".toml")
        entries = read_own_table(language, "mistranslations.toml")
        cases = tomllib.loads(file.read_text(encoding="utf-8"))
        for source_language in cases.keys() | entries.keys():
            assert cases[source_language].keys() == entries[source_language].keys()
            for name, entry in entries[source_language].items():
                yield (
                    source_language,
                    language,
                    name,
                    entry,
                    cases[source_language][name],
                )


ENTRIES = [*list_entries()]


def find(source: str, target: str, pair: tuple[str, str]) -> list[str]:
    source_locale, target_locale = map(Locale, pair)
    unit = Unit("1", target, source)
    context = Context(target_locale, source_locale)
    return [
        f"{finding.source_span and finding.source_span.of(source)} → "
        f"{finding.target_span and finding.target_span.of(target)}"
        for finding in find_mistranslations((unit,), context)
    ]


@pytest.mark.parametrize("pair", sorted({entry[:2] for entry in ENTRIES}))
def test_every_example_fires_and_every_counter_example_is_silent(
    pair: tuple[str, str],
) -> None:
    mistakes = []
    for *languages, name, _, cases in ENTRIES:
        if tuple(languages) != pair:
            continue
        assert cases["fires"] and cases["silent"], name
        for source, target in cases["fires"]:
            if len(find(source, target, pair)) != 1:
                mistakes.append((name, source, target, find(source, target, pair)))
        for source, target in cases["silent"]:
            if found := find(source, target, pair):
                mistakes.append((name, source, target, found))
    assert mistakes == []


def find_alone(page: list[str], language: str) -> list[str]:
    units = [Unit(str(index), text, None) for index, text in enumerate(page)]
    findings = find_mistranslations(units, Context(Locale(language), None))
    return [str(finding.arguments) for finding in findings]


def test_pages_without_their_source_fire_and_are_silent_as_listed() -> None:
    mistakes = []
    for _, language, name, _, cases in ENTRIES:
        assert ("alone_fires" in cases) == ("alone_silent" in cases), name
        for page in cases.get("alone_fires", ()):
            if len(find_alone(page, language)) != 1:
                mistakes.append((name, page, find_alone(page, language)))
        for page in cases.get("alone_silent", ()):
            if found := find_alone(page, language):
                mistakes.append((name, page, found))
    assert mistakes == []


def test_entries_have_known_keys_and_topics() -> None:
    keys = {"source", "wrong", "alone", "right", "topic", "not_topic", "alone_topic"}
    for _, _, name, entry, _ in ENTRIES:
        other_keys = {"similar", "fits", "alone_not_topic", "right_in_quotes"}
        assert entry.keys() <= keys | other_keys, name
        assert entry.get("wrong") or entry.get("alone"), name
        assert entry["right"], name
        for key in ("topic", "not_topic", "alone_topic", "alone_not_topic"):
            assert {*entry.get(key, "").split()} <= TOPICS, name
        for key, phrases in entry.items():
            assert isinstance(phrases, str) == key.endswith("topic"), name
            assert isinstance(phrases, bool) == (key == "right_in_quotes"), name
            if not isinstance(phrases, str | bool):
                # Anywhere else, the sign of a number is a letter that no text has.
                assert not any("#" in phrase[:-1] for phrase in phrases), name


def test_every_language_of_a_pair_has_words_for_all_topics() -> None:
    for source_language, language, *_ in ENTRIES:
        for each in (source_language, language):
            topics = read_own_table(each, "topics.toml")
            assert topics.keys() == TOPICS and all(topics.values())


def test_there_are_enough_entries() -> None:
    pairs = [entry[:2] for entry in ENTRIES]
    assert pairs.count(("vi", "id")) >= 570
    assert pairs.count(("en", "id")) >= 100
    assert pairs.count(("vi", "en")) >= 230


@pytest.mark.parametrize(
    "pair", sorted({(source, target) for source, target, *_ in ENTRIES}), ids="-".join
)
def test_source_phrases_are_read_without_parsing(pair: tuple[str, str]) -> None:
    read_phrases = {*make_source_phrase_automaton(*pair).keys()}
    assert read_phrases == {
        phrase_key(phrase)
        for source, target, name, entry, _ in ENTRIES
        if (source, target) == pair
        for phrase in entry.get("source", (name,))
    }
