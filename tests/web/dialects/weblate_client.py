"""Weblate's own classes for translation services, run against a server.

A script for a Python with Weblate: it takes the address of a server and prints what
each class made of its answers, as JSON. It needs no database and no other server.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from typing import Any
from unittest.mock import MagicMock

_DRAWING_MODULES = ("cairo", "gi", "gi.repository")
"""Weblate draws texts with them; they need a compiler, and no service does."""
_PAIR = ("vi", "id")
_TEXTS = [
    "Cuộc họp báo ở Hà Nội",
    "Tăng 18% trong quý II",
    "Thu/chi ngân sách 50%",
    "Cuộc họp báo lớn ở Hà Nội",
    "không có gì",
]


def main(base_url: str) -> None:
    """Run all classes, and print their results by name."""
    import django
    from django.conf import settings
    from weblate import settings_example

    values = {
        name: value for name, value in vars(settings_example).items() if name.isupper()
    }
    values |= {
        "SECRET_KEY": "for tests",
        "DATA_DIR": tempfile.gettempdir(),
        "CACHES": {
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        },
        "SITE_DOMAIN": "localhost",
        "LOGGING": {"version": 1},
    }
    for name in _DRAWING_MODULES:
        sys.modules.setdefault(name, MagicMock())
    settings.configure(**values)
    django.setup()
    json.dump(_run_all(base_url), sys.stdout)


def _run_all(base_url: str) -> dict[str, Any]:
    from weblate.machinery.apertium import ApertiumAPYTranslation
    from weblate.machinery.libretranslate import LibreTranslateTranslation
    from weblate.machinery.tmserver import TMServerTranslation

    return {
        "tmserver": _run(TMServerTranslation, f"{base_url}/tmserver"),
        "amagama": _run(TMServerTranslation, f"{base_url}/amagama/api/v1/"),
        "apertium": _run(ApertiumAPYTranslation, f"{base_url}/apertium"),
        "libretranslate": _run(LibreTranslateTranslation, f"{base_url}/libretranslate"),
        "deepl": _run_deepl(base_url),
    }


def _run(make: Callable[[dict[str, str]], Any], url: str) -> dict[str, Any]:
    service = make({"url": url, "key": "a key"})
    service.validate_settings()
    source, target = _PAIR
    assert service.is_supported(source, target), service.supported_languages
    found = service.download_multiple_translations(
        source, target, [(text, None) for text in _TEXTS], None, 75
    )
    return {
        text: [(match["quality"], match["text"]) for match in matches]
        for text, matches in found.items()
    }


def _run_deepl(base_url: str) -> dict[str, Any]:
    from weblate.machinery.deepl import DeepLTranslation

    is_old = int(version("weblate").split(".")[0]) < 2026
    url = f"{base_url}/deepl/v2" if is_old else f"{base_url}/deepl"
    service = DeepLTranslation({"url": url, "key": "a key"})
    service.validate_settings()
    assert service.is_supported("VI", "ID"), service.supported_languages
    texts = [*_TEXTS, "A &amp; B &lt;b&gt;đậm&lt;/b&gt;"]
    found = service.download_multiple_translations(
        "VI", "ID", [(text, None) for text in texts], None, 75
    )
    result: dict[str, Any] = {
        text: [(match["quality"], match["text"]) for match in matches]
        for text, matches in found.items()
    }
    assert service.is_glossary_supported("VI", "ID")
    name = "weblate:1:VI:ID:0123"
    service.create_glossary("VI", "ID", name, "họp báo\tjumpa pers")
    result["glossaries"] = list(service.list_glossaries())
    service.delete_glossary(service.list_glossaries()[name])
    result["glossaries left"] = list(service.list_glossaries())
    return result


if __name__ == "__main__":
    main(sys.argv[1])
