"""Every text of the pages has a translation, with the same placeholders."""

import re
from collections import Counter
from pathlib import Path

import polib
import pytest

from web.pages.gettext_catalogues import CATALOGUE_FOLDER, load_translations
from web.pages.html_templates import TEMPLATE_FOLDER
from web.pages.message_files import find_texts, list_page_texts, update_catalogue
from web.pages.preferences import LANGUAGES

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
_JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_WORDS = re.compile(r"[^\W\d_]{2,}")
_SHOWN_ATTRIBUTE = re.compile(
    r"\b(?:aria-label|title|placeholder|alt|data-key-label)=\"([^\"]*)\""
)
_OTHER_LANGUAGES = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", _OTHER_LANGUAGES)
def test_each_text_is_translated(language: str) -> None:
    stored = polib.pofile(CATALOGUE_FOLDER / language / "messages.po")
    texts = {text for text, _, _ in find_texts()}
    assert {entry.msgid for entry in stored} == texts, (
        "python -m web.pages.message_files"
    )
    assert [entry.msgid for entry in stored if not entry.translated()] == []
    assert [entry.msgid for entry in stored if "fuzzy" in entry.flags] == []


@pytest.mark.parametrize("language", _OTHER_LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_text(language: str) -> None:
    for entry in polib.pofile(CATALOGUE_FOLDER / language / "messages.po"):
        expected = Counter(_PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            assert Counter(_PLACEHOLDER.findall(text)) == expected, entry.msgid


def test_updating_a_complete_catalogue_changes_nothing(tmp_path: Path) -> None:
    stored = CATALOGUE_FOLDER / "vi" / "messages.po"
    (tmp_path / "vi").mkdir()
    copy = tmp_path / "vi" / "messages.po"
    copy.write_bytes(stored.read_bytes())
    update_catalogue(copy, list_page_texts())
    assert copy.read_text("utf-8") == stored.read_text("utf-8")


def test_the_texts_of_a_page_stand_together_in_its_order() -> None:
    texts = list_page_texts()
    first_places = [text.file_names[0] for text in texts]
    assert len(set(first_places)) == 1 + sum(
        place != before
        for place, before in zip(first_places[1:], first_places, strict=False)
    )
    is_module = [place.endswith(".py") for place in first_places]
    assert is_module == sorted(is_module)


def test_a_catalogue_is_used() -> None:
    assert load_translations("vi").gettext("Log in") == "Đăng nhập"
    assert load_translations("en").gettext("Log in") == "Log in"


@pytest.mark.parametrize(
    "path", sorted(TEMPLATE_FOLDER.rglob("*.html")), ids=lambda path: path.name
)
def test_a_template_says_nothing_that_is_not_translated(path: Path) -> None:
    template = _JINJA.sub(" ", path.read_text("utf-8"))
    template = re.sub(
        r"<title>.*?</title>|<!doctype html>|<code>.*?</code>", " ", template
    )
    shown = [_TAG.sub(" ", template), *_SHOWN_ATTRIBUTE.findall(template)]
    words = {word for text in shown for word in _WORDS.findall(text)}
    assert words <= {"Padanan", "ms", *"vietnam.vn".split(".")}
