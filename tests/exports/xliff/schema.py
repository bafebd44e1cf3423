"""The schemas of OASIS, where a machine has them, as judges of what we write.

Debian's package `php-symfony-translation` brings those of 1.2 and of the core of 2.x,
and `.ci/judges` fetches it. No package of Debian, npm or PyPI has those of the modules
of 2.1: they are judged by a grammar of ours that follows the specification.
"""

import os
import re
from pathlib import Path

import pytest
from lxml import etree

from tests.paths import DATA

_FOLDER = Path(
    os.environ.get("PADANAN_XLIFF_SCHEMAS")
    or "/usr/share/php/Symfony/Component/Translation/Resources/schemas"
)
_MODULES = DATA / "schemas" / "xliff_modules.rng"
_FILES = {
    "xliff": "xliff-core-2.0.xsd",
    "xliff1": "xliff-core-1.2-transitional.xsd",
}

needed = pytest.mark.skipif(
    not all((_FOLDER / name).is_file() for name in _FILES.values()),
    reason="no schemas of XLIFF: php-symfony-translation is not installed",
)
_loaded: dict[str, etree.XMLSchema] = {}


def complaints(format: str, data: bytes) -> list[str]:
    """What the schema of a format has against a file."""
    if format not in _loaded:
        text = (_FOLDER / _FILES[format]).read_text("utf-8")
        # The schema of xml:lang and xml:space is beside it, and is never fetched.
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
