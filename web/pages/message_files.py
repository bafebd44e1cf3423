"""Brings the catalogues up to date with the texts of the templates and modules.

Run as `python -m web.pages.message_files`; a developer then writes the translations.
"""

from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

from web.pages.gettext_catalogues import CATALOGUE_FOLDER

_FOLDER = Path(__file__).parent
_METHODS = [("**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
_KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}


def find_texts() -> Iterator[tuple[str, str | None, str]]:
    """Find all texts: the text, its plural if it has one, and the file."""
    options = {"**.html": {"extensions": "jinja2.ext.i18n", "silent": "false"}}
    for message in extract_from_dir(_FOLDER, _METHODS, options, _KEYWORDS):
        file_name, text = message[0], message[2]
        if isinstance(text, tuple):
            yield text[0], text[1], file_name
        elif text:
            yield text, None, file_name


def update_catalogue(path: Path) -> None:
    """Add the texts that a catalogue lacks, and remove those that are gone."""
    stored_catalogue = polib.pofile(path) if path.is_file() else polib.POFile()
    entry_by_text = {entry.msgid: entry for entry in stored_catalogue}
    updated_catalogue = polib.POFile(wrapwidth=88)
    updated_catalogue.metadata = {
        "Language": path.parent.name,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    files_by_text: dict[str, list[str]] = {}
    for text, plural, file_name in find_texts():
        if text not in files_by_text:
            entry = entry_by_text.get(text, polib.POEntry(msgid=text))
            if plural is not None and not entry.msgid_plural:
                entry.msgid_plural, entry.msgstr_plural = plural, {0: entry.msgstr}
                entry.msgstr = ""
            updated_catalogue.append(entry)
        files_by_text.setdefault(text, []).append(file_name)
    for entry in updated_catalogue:
        places = sorted(set(files_by_text[entry.msgid]))
        entry.occurrences = [(place, "") for place in places]
        entry.flags = ["python-format"] if "%(" in entry.msgid else []
    updated_catalogue.save(str(path))


if __name__ == "__main__":
    for catalogue in sorted(CATALOGUE_FOLDER.glob("*/messages.po")):
        update_catalogue(catalogue)
