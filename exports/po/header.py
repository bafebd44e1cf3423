"""Headers of PO and MO files: languages and count of plural forms."""

import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import polib

from exports.entry import FileHeader
from exports.format import ReadOptions
from tm.errors import FormatError, InputError, InvalidLocale, OtherLocale
from tm.requested_locales import LocaleParameter, describe_locale_conflict
from tm.text.locale import Locale, make_gettext_name

SOURCE_LANGUAGE_FIELD = "X-Source-Language"
"""The field of the header that names the language of the msgids."""
_PLURAL_COUNT_PATTERN = re.compile(r"\s*nplurals\s*=\s*([0-9]{1,3})\s*;")


class PoHeader:
    """The header of a file, for its languages."""

    def __init__(
        self, path: Path, header_fields: Mapping[str, str], options: ReadOptions
    ) -> None:
        self._path = path
        self._header_fields = header_fields
        self._options = options

    def read_locales(self) -> tuple[Locale, Locale]:
        """Read the source and target locale from the header, else from the options."""
        options = self._options
        return (
            self._choose_locale(
                SOURCE_LANGUAGE_FIELD,
                "source",
                options.source,
                options.locale_parameters[0],
            ),
            self._choose_locale(
                "Language", "target", options.target, options.locale_parameters[1]
            ),
        )

    def _choose_locale(
        self,
        field_name: str,
        side_name: str,
        requested_locale: Locale | None,
        locale_parameter: LocaleParameter,
    ) -> Locale:
        header_locale = self._read_locale(field_name)
        if header_locale is None:
            if requested_locale is None:
                raise InputError(
                    f"{self._path}: no {field_name} in the header; name the "
                    f"{side_name} language",
                    parameters=[side_name],
                )
            return requested_locale
        conflict = (
            None
            if self._options.are_default_locales
            else describe_locale_conflict(
                header_locale, requested_locale, locale_parameter
            )
        )
        if conflict is not None:
            reason = f"the header says {field_name}: {header_locale}, but {conflict}"
            raise OtherLocale(reason, path=str(self._path), parameters=[side_name])
        return header_locale

    def _read_locale(self, field_name: str) -> Locale | None:
        locale_tag = self._header_fields.get(field_name, "").strip()
        try:
            return Locale.parse(locale_tag) if locale_tag else None
        except InvalidLocale as error:
            raise FormatError(f"{field_name}: {error}", path=str(self._path)) from error


def find_header_locales(
    header_fields: Mapping[str, str],
) -> tuple[Locale | None, Locale | None]:
    """Find the languages that a header names; None for one that it does not."""
    return (
        _parse_locale(header_fields.get(SOURCE_LANGUAGE_FIELD, "")),
        _parse_locale(header_fields.get("Language", "")),
    )


def make_header_fields(source_locale: Locale, target_locale: Locale) -> dict[str, str]:
    """Make the header of a file for two locales, field by field."""
    header_fields = {
        "Project-Id-Version": "padanan",
        "POT-Creation-Date": "",
        "PO-Revision-Date": "",
        "Last-Translator": "",
        "Language-Team": "",
        "Language": make_gettext_name(target_locale),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    plural_rule = _find_plural_rule(target_locale)
    if plural_rule is not None:
        header_fields["Plural-Forms"] = (
            f"nplurals={plural_rule[0]}; plural={plural_rule[1]};"
        )
    return header_fields | {
        "X-Generator": f"Padanan {version('padanan')}",
        SOURCE_LANGUAGE_FIELD: source_locale.tag,
    }


def read_header(po_file: polib.POFile) -> FileHeader:
    """Read the header of a file: its fields, and the comments before it."""
    return FileHeader(tuple(po_file.metadata.items()), po_file.header)


def keep_header_fields(
    new_fields: dict[str, str], file_header: FileHeader | None
) -> dict[str, str]:
    """Keep the fields of the header that a file had before.

    `new_fields`: the fields of a new header. They replace fields about the encoding,
    and the rule of plurals if the language has changed.
    """
    if file_header is None:
        return new_fields
    file_fields = dict(file_header.fields)
    own_field_names = {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
    language_tag = file_fields.get("Language", "").strip()
    if not language_tag and read_plural_count(file_fields) is not None:
        own_field_names.add("Language")  # which was forgotten: the file is no template
    elif _parse_locale(language_tag) != _parse_locale(new_fields["Language"]):
        own_field_names |= {"Language", "Plural-Forms", "Language-Team"}
    kept_fields = {
        field_name: new_fields.get(field_name, "")
        if field_name in own_field_names
        else value
        for field_name, value in file_fields.items()
    }
    required_field_names = (
        "Language",
        "Content-Type",
        "Plural-Forms",
        SOURCE_LANGUAGE_FIELD,
    )
    return kept_fields | {
        field_name: new_fields[field_name]
        for field_name in required_field_names
        if field_name in new_fields and field_name not in kept_fields
    }


def choose_header_locale(
    locale: Locale, field_name: str, file_header: FileHeader | None
) -> Locale:
    """Choose the locale of a side: that of the earlier file if it is a variant."""
    file_locale = (
        _parse_locale(dict(file_header.fields).get(field_name, ""))
        if file_header
        else None
    )
    return (
        file_locale
        if file_locale is not None and locale.covers(file_locale)
        else locale
    )


def read_plural_count(header_fields: dict[str, str]) -> int | None:
    """Read the number of plural forms from a header.

    >>> read_plural_count({"Plural-Forms": "nplurals=2; plural=(n != 1);"})
    2
    """
    plural_match = _PLURAL_COUNT_PATTERN.match(header_fields.get("Plural-Forms", ""))
    return None if plural_match is None else int(plural_match[1])


def _parse_locale(language_tag: str) -> Locale | None:
    try:
        return Locale.parse(language_tag.strip())
    except InvalidLocale:
        return None


def _find_plural_rule(target_locale: Locale) -> tuple[int, str] | None:
    """Find the count of plural forms and C's expression, as in gettext's manual.

    The manual lacks some languages with one form, such as Indonesian, which CLDR has.
    Other rules of CLDR depend on decimals, which gettext does not have.
    """
    from babel.core import Locale as Cldr  # slow to import
    from babel.core import UnknownLocaleError
    from babel.messages.plurals import PLURALS

    for locale_name in (target_locale.tag.replace("-", "_"), target_locale.language):
        if locale_name in PLURALS:
            form_count, expression = PLURALS[locale_name]
            return form_count, expression
    try:
        plural_tags = Cldr(target_locale.language).plural_form.tags
    except UnknownLocaleError:
        return None
    return None if plural_tags else (1, "0")
