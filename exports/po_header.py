"""Headers of PO and MO files: which languages, and how many plural forms."""

from importlib.metadata import version
from pathlib import Path

import polib

from tm.errors import FormatError, InputError, InvalidLocale
from tm.text.locale import Locale

SOURCE_LANGUAGE = "X-Source-Language"
"""The field of the header that names the language of the msgids."""


class PoHeader:
    """The header of a file, as to languages."""

    def __init__(
        self, path: Path, file: polib.POFile | polib.MOFile, *, usual: bool
    ) -> None:
        self._path = path
        self._metadata = file.metadata
        self._usual = usual

    def locale(self, field: str, given: Locale | None, option: str) -> Locale:
        """The locale of one side: the file's; else the one given."""
        named = self._named(field)
        if named is None:
            if given is None:
                reason = f"the header has no {field}: give {option} LOCALE"
                raise InputError(f"{self._path}: {reason}")
            return given
        if given and named.language != given.language and not self._usual:
            reason = f"the header says {field}: {named}, but {option} says {given}"
            raise InputError(f"{self._path}: {reason}")
        return named

    def _named(self, field: str) -> Locale | None:
        tag = self._metadata.get(field, "").strip().partition("@")[0]
        try:
            return Locale.parse(tag) if tag else None
        except InvalidLocale as error:
            raise FormatError(f"{field}: {error}", path=str(self._path)) from error


def metadata(source: Locale, target: Locale) -> dict[str, str]:
    """The header of a file from one locale into another, field by field."""
    fields = {
        "Project-Id-Version": "padanan",
        "POT-Creation-Date": "",
        "PO-Revision-Date": "",
        "Last-Translator": "",
        "Language-Team": "",
        "Language": target.tag.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    rule = _plural_rule(target)
    if rule is not None:
        fields["Plural-Forms"] = f"nplurals={rule[0]}; plural={rule[1]};"
    return fields | {
        SOURCE_LANGUAGE: source.tag,
        "X-Generator": f"Padanan {version('padanan')}",
    }


def plural_forms(target: Locale) -> int | None:
    """How many plural forms gettext has for a language, where that is known.

    >>> plural_forms(Locale.parse("vi")), plural_forms(Locale.parse("en"))
    (1, 2)
    """
    rule = _plural_rule(target)
    return None if rule is None else rule[0]


def _plural_rule(target: Locale) -> tuple[int, str] | None:
    """The count of forms and C's expression for choosing one, as gettext's own manual.

    Where the manual says nothing, as of Indonesian, a language of one form is known
    by CLDR. CLDR tells further forms apart by decimals, which gettext does not have.
    """
    from babel.core import Locale as Cldr  # slow to import
    from babel.core import UnknownLocaleError
    from babel.messages.plurals import PLURALS

    for name in (target.tag.replace("-", "_"), target.language):
        if name in PLURALS:
            count, expression = PLURALS[name]
            return count, expression
    try:
        forms = Cldr(target.language).plural_form.tags
    except UnknownLocaleError:
        return None
    return None if forms else (1, "0")
