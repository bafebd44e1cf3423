"""Markup around the units of a file of XLIFF 2: its root, documents and groups."""

from exports.xliff.element_names import (
    FORMAT_STYLE_NAMESPACE,
    GLOSSARY_NAMESPACE,
    MATCHES_NAMESPACE,
    METADATA_NAMESPACE,
    NAMESPACE_2,
    SIZE_NAMESPACE,
)
from exports.xliff.group import PADANAN_ID_PREFIX, Group
from exports.xliff.segment_record import PADANAN_NAME, read_own_version
from exports.xml.escaping import escape_text, quote_attribute
from tm.text.locale import Locale


def format_file_start(source_locale: Locale, target_locale: Locale) -> str:
    """Make the markup that begins a file."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff version="2.1" xmlns="{NAMESPACE_2}" xmlns:mtc="{MATCHES_NAMESPACE}"'
        f' xmlns:gls="{GLOSSARY_NAMESPACE}" xmlns:mda="{METADATA_NAMESPACE}"'
        f' xmlns:fs="{FORMAT_STYLE_NAMESPACE}" xmlns:slr="{SIZE_NAMESPACE}"'
        f' srcLang="{source_locale.tag}" trgLang="{target_locale.tag}">\n'
    )


def format_document_start(
    original_name: str, file_number: int, source_locale: Locale, target_locale: Locale
) -> str:
    """Make the markup that begins a `<file>`, the units of one document."""
    tool_markup = f'<mda:meta type="tool">padanan {read_own_version()}</mda:meta>'
    return (
        # A part of a segment would not be a segment of its article any more.
        f'<file id="f{file_number}" original={quote_attribute(original_name)}'
        ' canResegment="no" xml:space="preserve">\n'
        f'<mda:metadata><mda:metaGroup category="{PADANAN_NAME}">{tool_markup}'
        "</mda:metaGroup></mda:metadata>\n"
    )


def format_group_start(group: Group, group_number: int) -> str:
    """Make the markup that begins a group, with its notes."""
    quoted_group_id = quote_attribute(group.id or f"{PADANAN_ID_PREFIX}{group_number}")
    name_attribute_markup = (
        f" name={quote_attribute(group.name)}" if group.name != group.id else ""
    )
    note_markup = "".join(f"<note>{escape_text(note)}</note>\n" for note in group.notes)
    note_markup = f"<notes>{note_markup}</notes>\n" if note_markup else ""
    return f"<group id={quoted_group_id}{name_attribute_markup}>\n{note_markup}"
