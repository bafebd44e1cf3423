"""The tables of words and rules, and what is read of them for one title."""

import re
from importlib.resources import files

import pytest

from glossary.title_phrases import phrase_rules
from glossary.title_phrases.phrase_rules import read_phrase_rules
from glossary.title_phrases.word_table import (
    list_all_forms_with_words,
    list_field_words,
    list_forms_of,
    read_word_index,
)
from tm.text.normal import nfc


@pytest.mark.parametrize("name", ["words.tsv", "rules.tsv"])
def test_tables_are_in_nfc(name: str) -> None:
    text = (files("glossary.title_phrases") / "data" / name).read_text("utf-8")
    assert text == nfc(text)


@pytest.mark.parametrize("language", ["vi", "id", "en"])
def test_each_form_is_found_by_its_first_word(language: str) -> None:
    index = read_word_index(language)
    forms = list_all_forms_with_words(language)
    first_words = {
        word for f, _ in forms for word in re.findall(r"^(?:[^\W\d_]+|.*)", f.lower())
    }
    found = [f for word in first_words for f in index.list_forms_from(word)]
    assert len(found) == len(forms) > 1000
    assert {(f.form, f.word.id) for f in found} == {(f, w.id) for f, w in forms}
    assert index.list_forms_from("xyzzy") == ()


def test_forms_are_those_of_the_category_and_language() -> None:
    assert list_forms_of("calendar-word", "id") == tuple(
        form
        for form, word in list_all_forms_with_words("id")
        if "calendar-word" in word.categories
    )
    assert list_forms_of("calendar-word", "tlh") == ()
    assert "kesehatan" in list_field_words("id")


@pytest.mark.parametrize("language", ["vi", "id", "en"])
def test_each_rule_is_found_by_the_category_of_its_first_element(
    language: str,
) -> None:
    rules = read_phrase_rules(language)
    found_rules = [r for c in rules.first_categories for r in rules.list_rules_from(c)]
    table = phrase_rules._read_table()
    all_rules = [
        rule
        for rank, _ in table.list_cells_in(language)
        for rule in phrase_rules._make_rules(phrase_rules._read_row(rank), language)
    ]
    assert len(found_rules) == len(all_rules)
    assert all(rule in found_rules for rule in all_rules[::29])
