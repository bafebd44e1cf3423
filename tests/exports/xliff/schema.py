"""The schemas of OASIS, where a machine has them, as judges of what we write.

Debian's package `php-symfony-translation` brings them.
"""

import os
import re
from pathlib import Path

import pytest
from lxml import etree

_FOLDER = Path(
    os.environ.get("PADANAN_XLIFF_SCHEMAS")
    or "/usr/share/php/Symfony/Component/Translation/Resources/schemas"
)
_FILES = {
    "xliff": "xliff-core-2.0.xsd",
    "xliff1": "xliff-core-1.2-transitional.xsd",
}

needed = pytest.mark.skipif(
    not all((_FOLDER / name).is_file() for name in _FILES.values()),
    reason="no schemas of XLIFF on this machine",
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
