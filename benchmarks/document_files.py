"""How documents of other tools come back when nothing, or every letter, changes.

    python benchmarks/document_files.py FOLDER [--details FILE]

FOLDER has DOCX, ODT, HTML, Markdown, SRT and text files, at any depth. The table counts
for each format: the files; those read, or refused with a message; their segments;
files with the same bytes after the same translation was put in; files in which another
reader finds every text, changed where it should be, and all else as it was (lxml for
DOCX, ODT and HTML, markdown-it for Markdown, the text itself for the others) when all
letters of the sentences swap their case; and files that get the same bytes through
XLIFF 2.1. `--details` gets a line for every difference.
"""

import argparse
import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree, html
from markdown_it import MarkdownIt

from exports.documents.code_fitting import FittedTranslation
from exports.documents.document import Document, split_source
from exports.documents.extraction import write_extracted_document
from exports.documents.merging import merge_translations, read_translated_units
from exports.documents.skeleton import DocumentSkeleton, read_skeleton
from exports.edit.file_filling import open_editable_file
from exports.format import ReadOptions, find_format_by_suffix
from exports.format_registries import document_formats
from tm.errors import PadananError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale

LANGUAGES = ReadOptions(Locale("en"), Locale("id"))
COLUMNS = "files read refused segments same texts xliff failed".split()
_NAME = "{urn:oasis:names:tc:xliff:document:2.0}"
_FRONT_MATTER = re.compile(r"\A---\s*\n.*?\n(?:---|\.\.\.)\s*\n", re.DOTALL)


def swap_case(text: str) -> str:
    """Swap the case of letters that have one other form."""
    return "".join(
        other if other.lower() == letter.lower() and len(other) == 1 else letter
        for letter in text
        for other in [letter.swapcase()]
    )


def join_space(text: str) -> str:
    """The text with one space for any white space, in small letters."""
    return re.sub(r"\s+", " ", text).strip().lower()


def read_paragraph(paragraph: "etree._Element") -> str:
    """The text of a paragraph of Word, or of OpenDocument with its spaces."""
    texts: list[str] = []
    is_word = "opendocument" not in etree.QName(paragraph).namespace

    def add_texts(element: "etree._Element") -> None:
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name == "s":
            texts.append(" ")
        if element.text and name and (name == "t" or not is_word):
            texts.append(str(element.text))
        for child in element:
            add_texts(child)
            if child.tail and not is_word:
                texts.append(str(child.tail))

    add_texts(paragraph)
    return join_space("".join(texts))


def view_archive(data: bytes) -> object:
    """The members of an office document; of the parts with text, their texts."""
    views = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            has_text = name.endswith(".xml") and content.strip() and name[0] not in "_["
            if has_text and not name.startswith(("docProps", "META-INF")):
                paragraphs = [
                    read_paragraph(element)
                    for element in etree.fromstring(content).iter()
                    if isinstance(element.tag, str)
                    and etree.QName(element).localname in ("p", "h")
                ]
                views.append((name, paragraphs))
            else:
                views.append((name, [content.hex()]))
    return views


def view_html(data: bytes) -> object:
    """The elements of a page with their attributes and texts, but not its language."""
    return [
        (
            str(element.tag),
            sorted(
                (key, join_space(str(value)))
                for key, value in element.attrib.items()
                if key not in ("lang", "xml:lang")
            ),
            join_space(str(element.text or "")),
            join_space(str(element.tail or "")),
        )
        for element in html.document_fromstring(data).iter()
    ]


def view_markdown(data: bytes) -> object:
    """What a file is shown as."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    text = _FRONT_MATTER.sub("", data.decode().lstrip("\ufeff"))
    return join_space(parser.render(text)).replace("> ", ">").replace(" <", "<")


def view_text(data: bytes) -> object:
    """The text, in small letters."""
    return join_space(data.decode("utf-8", "replace"))


VIEWS: dict[str, Callable[[bytes], object]] = {
    "docx": view_archive,
    "odt": view_archive,
    "html": view_html,
    "markdown": view_markdown,
}


def write(document: Document) -> bytes:
    """The bytes of a document."""
    output = io.BytesIO()
    document.write(output)
    return output.getvalue()


def put_swapped(document: Document, change: Callable[[str], str]) -> None:
    """Put every sentence in again, changed."""
    for index, segment in enumerate(document.document_segments):
        pieces = split_source(document.paragraphs[segment.paragraph_index], segment)
        changed = [
            change(piece) if isinstance(piece, str) else piece for piece in pieces
        ]
        document.put_translation(index, FittedTranslation(tuple(changed), True))


def open_document(path: Path, format_name: str) -> Document:
    """Open a document. Raises PadananError."""
    document = open_editable_file(path, LANGUAGES, format_name=format_name)
    assert isinstance(document, Document)
    return document


def merge_by_xliff(path: Path, format_name: str, folder: Path) -> bytes:
    """Translate a document through XLIFF, by swapping the case of all letters."""
    xliff_path, copy_path = folder / "a.xlf", folder / "a"
    skeleton = DocumentSkeleton.of(path, format_name, None)
    with xliff_path.open("wb") as file:
        write_extracted_document(
            open_document(path, format_name), path.name, skeleton, Locale("id"), file
        )
    tree = etree.parse(xliff_path, etree.XMLParser(huge_tree=True))
    for segment in tree.iter(f"{_NAME}segment"):
        source = segment.find(f"{_NAME}source")
        assert source is not None
        target = etree.fromstring(etree.tostring(source, with_tail=False))
        target.tag = f"{_NAME}target"
        for element in target.iter():
            element.text = swap_case(element.text) if element.text else None
            element.tail = swap_case(element.tail) if element.tail else None
        source.addnext(target)
    tree.write(xliff_path, encoding="UTF-8", xml_declaration=True)
    copy_path.write_bytes(read_skeleton(xliff_path).load_content(xliff_path, None))
    document = open_document(copy_path, format_name)
    entries = read_translated_units(xliff_path, ReadOptions())
    units = [entry for entry in entries if not isinstance(entry, SkippedEntry)]
    merge_translations(document, units, str(xliff_path))
    return write(document)


def try_file(path: Path, format_name: str, folder: Path) -> Counter[str]:
    """Try a file; return the columns that it counts in."""
    counts = Counter({"files": 1})
    try:
        document = open_document(path, format_name)
    except PadananError:
        return counts + Counter({"refused": 1})
    counts += Counter({"read": 1, "segments": len(document.document_segments)})
    data = path.read_bytes()
    put_swapped(document, str)
    counts["same"] = write(document) == data
    put_swapped(document, swap_case)
    swapped = write(document)
    view = VIEWS.get(format_name, view_text)
    counts["texts"] = view(swapped) == view(data)
    counts["xliff"] = (
        not document.document_segments
        or merge_by_xliff(path, format_name, folder) == swapped
    )
    return counts


def main() -> None:
    """Try all files and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--details", type=Path)
    arguments = parser.parse_args()
    counts_by_format: dict[str, Counter[str]] = defaultdict(Counter)
    details = []
    with TemporaryDirectory() as folder:
        for path in sorted(arguments.folder.rglob("*")):
            document_format = find_format_by_suffix(document_formats, path.suffix)
            if document_format is None or not path.is_file():
                continue
            try:
                counts = try_file(path, document_format.name, Path(folder))
            except Exception as error:
                counts = Counter({"files": 1, "failed": 1})
                details.append(f"{path}: {error!r}"[:300])
            counts_by_format[document_format.name] += counts
            if counts["read"]:
                wrong = [
                    name for name in ("same", "texts", "xliff") if not counts[name]
                ]
                details += [f"{path}: {', '.join(wrong)}"] if wrong else []
    print("format", *COLUMNS, sep="\t")
    for name, counts in counts_by_format.items():
        print(name, *(counts[column] for column in COLUMNS), sep="\t")
    if arguments.details:
        arguments.details.write_text("\n".join(details) + "\n", "utf-8")


if __name__ == "__main__":
    main()
