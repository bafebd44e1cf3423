"""Reads files of units as other programs do: a judge for `peer_files.py`.

It reads paths from standard input, and for each prints a line of JSON with the texts of
the file, one `[source, target]` for each unit, or with an error. PO is read by
translate-toolkit, else polib; MO by polib; XML by lxml.
"""

import importlib
import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def main() -> None:
    """Answer each line of standard input."""
    for line in sys.stdin:
        try:
            answer: object = list(read_texts(line.rstrip("\n")))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:200]}
        print(json.dumps(answer), flush=True)


def read_texts(path: str) -> Iterator[list[str]]:
    """Read source and target of each unit of a file, by its suffix and root."""
    suffix = Path(path).suffix.lower()
    if suffix in (".po", ".pot"):
        yield from _read_po(path)
    elif suffix in (".mo", ".gmo"):
        yield from _read_mo(path)
    else:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.parse(path, parser).getroot()
        name = etree.QName(root).localname
        read = {"tmx": _read_tmx, "xliff": _read_xliff}.get(name, _read_terms)
        yield from read(root)


def _read_po(path: str) -> Iterator[list[str]]:
    try:
        pofile = importlib.import_module("translate.storage.pypo").pofile
    except ImportError:
        yield from _read_po_by_polib(path)
        return
    for unit in pofile.parsefile(path).units:
        if unit.isheader() or unit.isblank():
            continue
        source, target = (
            "\0".join(map(str, getattr(text, "strings", [text])))
            for text in (unit.source, unit.target)
        )
        marks = f"{'~' * unit.isobsolete()}{'?' * unit.isfuzzy()}"
        yield _normalise(f"{marks}{unit.getcontext()}\4{source}", target)


def _read_po_by_polib(path: str) -> Iterator[list[str]]:
    import polib

    for entry in polib.pofile(path):
        yield _normalise(*_join_forms(entry))


def _read_mo(path: str) -> Iterator[list[str]]:
    import polib

    for entry in polib.mofile(path):
        yield _normalise(*_join_forms(entry))


def _join_forms(entry: object) -> tuple[str, str]:
    context = getattr(entry, "msgctxt", None) or ""
    forms = getattr(entry, "msgstr_plural", None)
    source = f"{context}\4{entry.msgid}"  # type: ignore[attr-defined]
    if not forms:
        return source, entry.msgstr  # type: ignore[attr-defined]
    plural = getattr(entry, "msgid_plural", "")
    texts = [str(text) for _, text in sorted(forms.items())]
    return f"{source}\0{plural}", "\0".join(texts)


def _read_tmx(root: etree._Element) -> Iterator[list[str]]:
    header = root.find("{*}header")
    file_language = "" if header is None else header.get("srclang", "")
    for unit in root.iter("{*}tu"):
        language = (unit.get("srclang") or file_language).lower()
        sides = [
            ((side.get(_XML_LANG) or side.get("lang") or "").lower(), segment)
            for side in unit.findall("{*}tuv")
            if (segment := side.find("{*}seg")) is not None
        ]
        sides.sort(key=lambda side: side[0] != language)  # stable: else the first
        texts = [_join_text(segment) for _, segment in sides]
        for target in texts[1:] or [""]:
            if texts:
                yield _normalise(texts[0], target, joins_space=True)


def _read_xliff(root: etree._Element) -> Iterator[list[str]]:
    for unit in root.iter("{*}trans-unit", "{*}unit"):
        if etree.QName(unit).localname == "trans-unit":
            pairs = _list_segments(unit)
        else:
            pairs = [
                (segment.find("{*}source"), segment.find("{*}target"))
                for segment in unit.iterchildren("{*}segment")
            ]
        for source, target in pairs:
            yield _normalise(_join_text(source), _join_text(target), joins_space=True)


def _list_segments(
    unit: etree._Element,
) -> list[tuple[etree._Element | None, etree._Element | None]]:
    """List the segments of a unit of 1.2; one if the translation is not divided."""
    source, target = unit.find("{*}source"), unit.find("{*}target")
    marks, target_marks = (
        [] if side is None else side.findall(".//{*}mrk[@mtype='seg']")
        for side in (unit.find("{*}seg-source"), target)
    )
    if marks and (target_marks or not _join_text(target).strip()):
        mark_by_id = {mark.get("mid"): mark for mark in target_marks}
        return [(mark, mark_by_id.get(mark.get("mid"))) for mark in marks]
    return [(source, target)]


def _read_terms(root: etree._Element) -> Iterator[list[str]]:
    for term in root.iter("{*}term"):
        yield _normalise(_join_text(term), "", joins_space=True)


def _join_text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(map(str, element.itertext()))


def _normalise(*texts: str, joins_space: bool = False) -> list[str]:
    """Normalise texts to NFC, and in XML runs of white space to one space."""
    texts = tuple(unicodedata.normalize("NFC", text) for text in texts)
    return [" ".join(text.split()) if joins_space else text for text in texts]


if __name__ == "__main__":
    main()
