"""Registries of all file formats, of units, terms and documents, by name."""

from exports.format import Feature, Format, UnitFormat
from exports.term_format import TermFeature, TermFormat
from tm.name_registry import Registry

_XLIFF_SIGNATURE = (
    r"(?>\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE\s+xliff[^>]*>)*+<(?:[\w.-]+:)?xliff(?=\s)"
)

formats: Registry[UnitFormat] = Registry("format", entry_point_group="padanan.formats")
"""Every format of units; the entry-point group is `padanan.formats`."""

_UNIT_FORMATS: tuple[UnitFormat, ...] = (
    Format(
        "tmx",
        (".tmx",),
        frozenset(Feature),
        "exports.tmx.format",
        # Possessive, as below: matching a file of another format must not take long.
        signature=r"(?>\s+|<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE\s+tmx[^>]*>)*+<tmx[\s>]",
        reads_blocks=True,
        has_header=True,
        aliases=("tmx14", "tmx14b"),
    ),
    Format(
        "po",
        (".po", ".pot"),
        frozenset(Feature),
        "exports.po.format",
        has_one_pair=True,
        names_locales=True,
        signature=r"(?>\s+|#[^\n]*\n)*+msg(?:id|ctxt)\s+\"",
        has_header=True,
        aliases=("gettext",),
        editor_name="exports.po.editor:PoEditor",
        is_edited_in_memory=False,
    ),
    Format(
        "mo",
        (".mo", ".gmo"),
        frozenset({Feature.LOCALES}),
        "exports.po.mo_format",
        has_one_pair=True,
        names_locales=True,
        signature="\xde\x12\x04\x95|\x95\x04\x12\xde",
        is_binary=True,
    ),
    Format(
        "xliff",
        (".xlf", ".xliff"),
        frozenset(Feature),
        "exports.xliff.xliff2_format",
        has_one_pair=True,
        names_locales=True,
        signature=_XLIFF_SIGNATURE + r"(?=[^>]*\sversion\s*=\s*[\"']2)",
        aliases=("xliff2", "xliff21"),
        editor_name="exports.xliff.edit.editor:XliffEditor",
    ),
    Format(
        "xliff1",
        (".mqxliff", ".mxliff", ".sdlxliff"),
        frozenset(Feature),
        "exports.xliff.xliff1_format",
        has_one_pair=True,
        names_locales=True,
        signature=_XLIFF_SIGNATURE,
        aliases=("xliff12",),
        editor_name="exports.xliff.edit.editor:XliffEditor",
    ),
    Format(
        "jsonl",
        (".jsonl", ".ndjson"),
        frozenset(Feature),
        "exports.lines_and_json.jsonl",
        signature=r"\s*\{\s*\"\w+\"\s*:",
        aliases=("jsonlines",),
        editor_name="exports.lines_and_json.line_editor:open_jsonl",
    ),
    Format(
        "csv",
        (".csv",),
        frozenset(Feature),
        "exports.table.units_csv",
        detector_name="exports.table.header_row:begins_with_unit_header",
        editor_name="exports.table.csv_editor:CsvEditor",
    ),
    Format(
        "xlsx",
        (".xlsx", ".xlsm"),
        frozenset(Feature),
        "exports.xlsx.format",
        signature=r"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|docProps/|xl/)",
        is_binary=True,
        aliases=("excel",),
        editor_name="exports.xlsx.editor:XlsxEditor",
    ),
    Format(
        "weblate",
        (".json",),
        frozenset({Feature.LOCALES}),
        "exports.lines_and_json.weblate",
        signature=r"\s*\[\s*(?:\{\s*\"|\]\s*\Z)",
        aliases=("weblatejson",),
    ),
    Format(
        "tsv",
        (".tsv", ".tab"),
        frozenset({Feature.UNTRANSLATED}),
        "exports.lines_and_json.tsv",
        has_one_pair=True,
        editor_name="exports.lines_and_json.line_editor:open_tsv",
    ),
    Format(
        "moses",
        (),
        frozenset({Feature.UNTRANSLATED}),
        "exports.lines_and_json.moses",
        has_one_pair=True,
        has_two_files=True,
        aliases=("bitext", "parallel"),
    ),
    Format(
        "parquet",
        (".parquet",),
        frozenset(Feature),
        "exports.lines_and_json.parquet",
        signature="PAR1",
        is_binary=True,
    ),
)
for _format in _UNIT_FORMATS:
    formats.add(_format.name, _format)

term_formats: Registry[TermFormat] = Registry(
    "format of terms", entry_point_group="padanan.term_formats"
)
"""Every format of terms; the entry-point group is `padanan.term_formats`."""

_TERM_FORMATS: tuple[TermFormat, ...] = (
    Format(
        "tbx",
        (".tbx", ".xml"),
        frozenset(TermFeature),
        "exports.terms.tbx.format",
        # Possessive: matching a file of another format must not take long.
        signature=(
            r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^\[>]*(?:\[.*?\]\s*)?>)*+"
            r"<(?:\w+:)?(?:tbx|martif|TBX)[\s>]"
        ),
        aliases=("martif", "tbxbasic"),
    ),
    Format(
        "candidates",
        (),
        frozenset({TermFeature.STATUS, TermFeature.FORBIDDEN}),
        "exports.terms.candidates_csv",
        is_written=False,
        # Its header has a column `take` and one of the source term.
        signature=r"(?i:(?:sep=.\s)?[^\n]*?\btake\b[^\n]*?source term)",
    ),
    Format("csv", (".csv", ".tsv"), frozenset(TermFeature), "exports.terms.csv"),
    Format("xlsx", (".xlsx", ".xlsm"), frozenset(TermFeature), "exports.terms.xlsx"),
    Format(
        "omegat",
        (".txt", ".utf8", ".tab"),
        frozenset({TermFeature.SUBJECT_FIELD, TermFeature.NOTE}),
        "exports.terms.omegat",
        has_one_pair=True,
        signature=r"#\s*Glossary in tab-separated format",
    ),
    Format("deepl", (), frozenset(), "exports.terms.deepl", has_one_pair=True),
)
for _term_format in _TERM_FORMATS:
    term_formats.add(_term_format.name, _term_format)

document_formats: Registry[UnitFormat] = Registry("format of documents")
"""Every format of documents in one language, which are translated in place."""

_DOCUMENT_FORMATS: tuple[UnitFormat, ...] = (
    Format(
        "docx",
        (".docx", ".docm", ".dotx", ".dotm", ".doc", ".rtf"),
        frozenset({Feature.CODES}),
        "exports.documents.opening",
        is_binary=True,
        is_written=False,
        aliases=("word",),
        editor_name="exports.documents.opening:open_word",
    ),
    Format(
        "odt",
        (".odt", ".ott"),
        frozenset({Feature.CODES}),
        "exports.documents.opening",
        is_binary=True,
        is_written=False,
        aliases=("opendocument", "writer"),
        editor_name="exports.documents.opening:open_odt",
    ),
    Format(
        "html",
        (".html", ".htm", ".xhtml"),
        frozenset({Feature.CODES}),
        "exports.documents.opening",
        signature=r"(?i:(?>\s+|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html[\s>]))",
        is_written=False,
        aliases=("page",),
        editor_name="exports.documents.opening:open_html",
    ),
    Format(
        "markdown",
        (".md", ".markdown", ".mdown", ".mkd"),
        frozenset({Feature.CODES}),
        "exports.documents.opening",
        is_written=False,
        editor_name="exports.documents.opening:open_markdown",
    ),
    Format(
        "srt",
        (".srt",),
        frozenset({Feature.CODES}),
        "exports.documents.opening",
        signature=r"\s*+\d++[ \t]*+\n[ \t]*+\d++:\d\d:\d\d[,.]\d++[ \t]*+-->",
        is_written=False,
        aliases=("subrip",),
        editor_name="exports.documents.opening:open_subtitles",
    ),
    Format(
        "txt",
        (".txt", ".text"),
        frozenset(),
        "exports.documents.opening",
        is_written=False,
        aliases=("text", "plaintext"),
        editor_name="exports.documents.opening:open_plain_text",
    ),
)
for _document_format in _DOCUMENT_FORMATS:
    document_formats.add(_document_format.name, _document_format)
