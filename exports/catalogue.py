"""The formats of files of units that there are, by name."""

from exports.format import Feature, Format
from tm.registry import Registry

_XLIFF = (
    r"(?>\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE\s+xliff[^>]*>)*+<(?:[\w.-]+:)?xliff(?=\s)"
)

formats: Registry[Format] = Registry("format", group="padanan.formats")
"""Every format by name; the entry-point group is `padanan.formats`."""

for _format in (
    Format(
        "tmx",
        (".tmx",),
        frozenset(Feature),
        "exports.tmx.format",
        # Possessive, here and below: a file that is none must not take for ever.
        signature=r"(?>\s+|<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE\s+tmx[^>]*>)*+<tmx[\s>]",
        reads_many=True,
        is_headed=True,
        aliases=("tmx14", "tmx14b"),
    ),
    Format(
        "po",
        (".po", ".pot"),
        frozenset(Feature),
        "exports.po.format",
        one_pair=True,
        signature=r"(?>\s+|#[^\n]*\n)*+msg(?:id|ctxt)\s+\"",
        is_headed=True,
        aliases=("gettext",),
    ),
    Format(
        "mo",
        (".mo", ".gmo"),
        frozenset({Feature.LOCALES}),
        "exports.po.mo_format",
        one_pair=True,
        signature="\xde\x12\x04\x95|\x95\x04\x12\xde",
        is_binary=True,
    ),
    Format(
        "xliff",
        (".xlf", ".xliff"),
        frozenset(Feature),
        "exports.xliff.v2.format",
        one_pair=True,
        signature=_XLIFF + r"(?=[^>]*\sversion\s*=\s*[\"']2)",
        aliases=("xliff2", "xliff21"),
    ),
    Format(
        "xliff1",
        (".mqxliff", ".mxliff", ".sdlxliff"),
        frozenset(Feature),
        "exports.xliff.v1.format",
        one_pair=True,
        signature=_XLIFF,
        aliases=("xliff12",),
    ),
    Format(
        "jsonl",
        (".jsonl", ".ndjson"),
        frozenset(Feature),
        "exports.plain.jsonl",
        signature=r"\s*\{\s*\"\w+\"\s*:",
        aliases=("jsonlines",),
    ),
    Format(
        "csv",
        (".csv",),
        frozenset(Feature),
        "exports.table.units_csv",
        looks="exports.table.unit_columns:begins_a_table",
    ),
    Format(
        "xlsx",
        (".xlsx", ".xlsm"),
        frozenset(Feature),
        "exports.xlsx.format",
        signature=r"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|docProps/|xl/)",
        is_binary=True,
        aliases=("excel",),
    ),
    Format(
        "weblate",
        (".json",),
        frozenset({Feature.LOCALES}),
        "exports.plain.weblate",
        signature=r"\s*\[\s*(?:\{\s*\"|\]\s*\Z)",
        aliases=("weblatejson",),
    ),
    Format(
        "tsv",
        (".tsv", ".tab"),
        frozenset({Feature.UNTRANSLATED}),
        "exports.plain.tsv",
        one_pair=True,
    ),
    Format(
        "moses",
        (),
        frozenset({Feature.UNTRANSLATED}),
        "exports.plain.moses",
        one_pair=True,
        two_files=True,
        aliases=("bitext", "parallel"),
    ),
):
    formats.add(_format.name, _format)
