"""Brings the catalogues up to date with the texts of the templates and modules.

Run as `python -m web.pages.message_files`; a developer then writes the translations.
The catalogues are exports of this tool, page by page: the texts of the templates first,
in the order in which they stand there, then those of the modules.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

from exports.entry import FileHeader
from exports.format import WriteOptions
from exports.po.fields import PoFields, find_outer_space
from exports.po.format import write
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit
from web.pages.gettext_catalogues import CATALOGUE_FOLDER
from web.pages.messages.collection import find_messages
from web.pages.messages.translation import CATALOGUE_NAME

_PAGES_FOLDER = Path(__file__).parent
_EXTRACTION_METHODS = [("**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
_TRANSLATION_KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
_SOURCE_LOCALE = Locale.parse("en")


@dataclass(frozen=True, slots=True)
class CatalogueText:
    """A text to translate, and where it stands."""

    text: str
    plural: str | None
    file_names: Sequence[str]
    """The files that have it."""


def find_texts() -> Iterator[tuple[str, str | None, str]]:
    """Find all texts of pages: the text, its plural if it has one, and the file."""
    options = {"**.html": {"extensions": "jinja2.ext.i18n", "silent": "false"}}
    for extracted_message in extract_from_dir(
        _PAGES_FOLDER, _EXTRACTION_METHODS, options, _TRANSLATION_KEYWORDS
    ):
        file_name, text = extracted_message[0], extracted_message[2]
        if isinstance(text, tuple):
            yield text[0], text[1], file_name
        elif text:
            yield text, None, file_name


def list_page_texts() -> Sequence[CatalogueText]:
    """List the texts of pages, each with its files, templates first."""
    file_names_by_text: dict[str, list[str]] = {}
    plural_by_text: dict[str, str] = {}
    for text, plural, file_name in sorted(
        find_texts(), key=lambda found: (found[2].endswith(".py"), found[2])
    ):
        file_names = file_names_by_text.setdefault(text, [])
        if file_name not in file_names:
            file_names.append(file_name)
        if plural is not None:
            plural_by_text[text] = plural
    return [
        CatalogueText(text, plural_by_text.get(text), file_names)
        for text, file_names in file_names_by_text.items()
    ]


def list_program_messages() -> Sequence[CatalogueText]:
    """List the messages of the program that pages show, module by module."""
    return [
        CatalogueText(text, None, module_paths)
        for text, module_paths in find_messages().items()
    ]


def update_catalogue(path: Path, catalogue_texts: Iterable[CatalogueText]) -> None:
    """Write a catalogue of these texts with the translations that it has already."""
    target = Locale.parse(path.parent.name)
    stored_entries = polib.pofile(path) if path.is_file() else ()
    translation_by_text = {
        entry.msgid: entry.msgstr_plural.get(0, entry.msgstr)
        for entry in stored_entries
    }
    header_fields = (
        ("Language", target.tag),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
    )
    options = WriteOptions(_SOURCE_LOCALE, target, header=FileHeader(header_fields))
    units = [
        _make_unit(
            catalogue_text, translation_by_text.get(catalogue_text.text, ""), target
        )
        for catalogue_text in catalogue_texts
    ]
    with path.open("wb") as file:
        write(units, file, options)


def _make_unit(
    catalogue_text: CatalogueText, translation: str, target: Locale
) -> TranslationUnit:
    """Make the unit of a text, with the fields that its entry has in PO."""
    flags = ("python-format",) if "%(" in catalogue_text.text else ()
    fields = PoFields(
        references=tuple(catalogue_text.file_names),
        flags=flags,
        plural_msgid=catalogue_text.plural,
        outer_space=find_outer_space(catalogue_text.text, translation),
    )
    return TranslationUnit(
        source=Segment.of(_SOURCE_LOCALE, catalogue_text.text),
        target=Segment.of(target, translation) if translation.strip() else None,
        properties=fields.properties,
    )


if __name__ == "__main__":
    for folder in sorted(CATALOGUE_FOLDER.iterdir()):
        update_catalogue(folder / "messages.po", list_page_texts())
        update_catalogue(folder / CATALOGUE_NAME, list_program_messages())
