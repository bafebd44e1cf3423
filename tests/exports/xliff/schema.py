"""The schemas of OASIS as judges of what we write.

`validate` uses them, too, by code of its own. The modules of 2.1 are also judged by a
grammar of ours that follows the specification more closely.
"""

import re

from lxml import etree

from tests.paths import DATA, ROOT

_FOLDER = ROOT / "exports" / "xliff" / "schemas"
_MODULES = DATA / "schemas" / "xliff_modules.rng"
_FILES = {
    "xliff": "2.1/xliff_core_2.0.xsd",
    "xliff1": "1.2/xliff-core-1.2-transitional.xsd",
}
_loaded: dict[str, etree.XMLSchema] = {}


def complaints(format: str, data: bytes) -> list[str]:
    """What the schema of a format has against a file."""
    if format not in _loaded:
        text = (_FOLDER / _FILES[format]).read_text("utf-8")
        # The schema of xml:lang and xml:space is ours, and is never fetched.
        beside = (_FOLDER / "xml.xsd").as_uri()
        text = re.sub(
            r'schemaLocation="[^"]*xml\.xsd"', f'schemaLocation="{beside}"', text
        )
        document = etree.fromstring(text.encode(), base_url=_FOLDER.as_uri() + "/")
        _loaded[format] = etree.XMLSchema(document)
    schema = _loaded[format]
    schema.validate(etree.fromstring(data))
    return str(schema.error_log).splitlines()


def module_complaints(data: bytes) -> list[str]:
    """What the grammar of modules has against those in a file of 2.1."""
    grammar = etree.RelaxNG(etree.parse(_MODULES))
    found = []
    for element in etree.fromstring(data).iter(
        "{*}metadata", "{*}matches", "{*}glossary"
    ):
        if not grammar.validate(element):
            found += str(grammar.error_log).splitlines()
    return found
