"""The document in an XLIFF file: embedded as its skeleton, or named by its path."""

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote, unquote
from xml.parsers import expat

from exports.io.memory_limit import refuse_large_files
from exports.xliff.element_names import METADATA_NAMESPACE, NAMESPACE_2
from exports.xliff.segment_record import PADANAN_NAME
from exports.xml.escaping import escape_text, quote_attribute
from exports.xml.namespaces import SEPARATOR
from tm.errors import FormatError, InputError, describe_system_error

_FORMAT_META, _HASH_META = "document-format", "document-sha256"
_SKELETON_NAME = f"{NAMESPACE_2}{SEPARATOR}skeleton"
_META_NAME = f"{METADATA_NAMESPACE}{SEPARATOR}meta"
_UNIT_ELEMENT_NAMES = (
    f"{NAMESPACE_2}{SEPARATOR}unit",
    f"{NAMESPACE_2}{SEPARATOR}group",
)


@dataclass(frozen=True, slots=True)
class DocumentSkeleton:
    """A document that an XLIFF file was made of."""

    format_name: str
    content_hash: str
    """SHA-256 of the document, hexadecimal."""
    content: bytes | None
    """The document, if it is embedded."""
    link: str | None = None
    """Address of the document, relative to the XLIFF file, if it is not."""

    @classmethod
    def of(cls, path: Path, format_name: str, link: str | None) -> "DocumentSkeleton":
        """Make the skeleton of a document."""
        content = path.read_bytes()
        content_hash = hashlib.sha256(content).hexdigest()
        return cls(format_name, content_hash, None if link else content, link)

    def format_markup(self) -> tuple[str, str]:
        """Make the markup: the skeleton itself, and the metadata about it."""
        metas = ((_FORMAT_META, self.format_name), (_HASH_META, self.content_hash))
        meta_markup = "".join(
            f"<mda:meta type={quote_attribute(name)}>{escape_text(text)}</mda:meta>"
            for name, text in metas
        )
        if self.content is None:
            return f"<skeleton href={quote_attribute(self.link or '')}/>\n", meta_markup
        encoded_content = base64.encodebytes(self.content).decode()
        return f"<skeleton>\n{encoded_content}</skeleton>\n", meta_markup

    def load_content(self, xliff_path: Path, document_path: Path | None) -> bytes:
        """Load the document: embedded, or from its path.

        Raises InputError if it is missing, or is not the one that was extracted.
        """
        content = self.content
        path = document_path or self.find_linked_document(xliff_path)
        if path is not None:
            if document_path is None and path.exists() and not path.is_file():
                raise InputError(
                    f"{path}, the document of {xliff_path}, is not a file; name the "
                    "document",
                    parameters=["document_path"],
                )
            try:
                if path.is_file():
                    refuse_large_files([path], str(path), "to be merged")
                content = path.read_bytes()
            except OSError as error:
                raise InputError(
                    f"{path}, the document of {xliff_path}, cannot be read: "
                    f"{describe_system_error(error)}; name the document",
                    parameters=["document_path"],
                ) from error
        assert content is not None  # a skeleton has a content or a link
        if hashlib.sha256(content).hexdigest() != self.content_hash:
            raise InputError(
                f"the document of {xliff_path} is not the one that was extracted; "
                "extract it again, or name the old one",
                parameters=["document_path"],
            )
        return content

    def find_linked_document(self, xliff_path: Path) -> Path | None:
        """Find the path of the document; None for an embedded one.

        Raises FormatError for an address that is no relative path.
        """
        if self.content is not None or self.link is None:
            return None
        return _follow_link(xliff_path, self.link)


def make_link(document_path: Path, xliff_path: Path) -> str:
    """Make the address of a document as seen from the folder of the XLIFF file."""
    relative_path = os.path.relpath(document_path, xliff_path.parent)
    return quote(Path(relative_path).as_posix())


def read_skeleton(path: Path) -> DocumentSkeleton:
    """Read the skeleton of an XLIFF file. Raises FormatError without one."""
    return _SkeletonReader(path).read()


def _follow_link(xliff_path: Path, link: str) -> Path:
    if "://" in link or unquote(link).startswith(("/", "\\")):
        raise FormatError(
            f"the skeleton {link!r} is not a relative path; name the document",
            path=str(xliff_path),
            parameters=["document_path"],
        )
    return xliff_path.parent / unquote(link)


@dataclass(slots=True)
class _SkeletonReader:
    """Reader of what is before the first unit of an XLIFF file."""

    path: Path
    _texts: list[str] = field(default_factory=list)
    _text_by_meta: dict[str, str] = field(default_factory=dict)
    _link: str | None = None
    _content: bytes | None = None
    _open_meta_type: str | None = None
    _is_complete: bool = False

    def read(self) -> DocumentSkeleton:
        """Read the file as far as the first unit."""
        parser = expat.ParserCreate(None, SEPARATOR)
        parser.buffer_text = True
        parser.StartElementHandler = self._start_element
        parser.EndElementHandler = self._end_element
        parser.CharacterDataHandler = self._texts.append
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        try:
            with self.path.open("rb") as file:
                while not self._is_complete and (chunk := file.read(1 << 16)):
                    parser.Parse(chunk, False)
        except expat.ExpatError as error:
            reason = f"not well-formed XML: {expat.ErrorString(error.code)}"
            raise FormatError(reason, path=str(self.path), line=error.lineno) from error
        format_name, content_hash = map(
            self._text_by_meta.get, (_FORMAT_META, _HASH_META)
        )
        if (
            format_name is None
            or content_hash is None
            or (self._content is None and self._link is None)
        ):
            reason = (
                f"no document in it that {PADANAN_NAME} has extracted; "
                "merge the file into its document with the tool that made it"
            )
            raise FormatError(reason, path=str(self.path))
        return DocumentSkeleton(format_name, content_hash, self._content, self._link)

    def _start_element(self, name: str, attributes: dict[str, str]) -> None:
        if name in _UNIT_ELEMENT_NAMES:
            self._is_complete = True
        if self._is_complete:
            return
        if name == _SKELETON_NAME:
            self._link = attributes.get("href")
        elif name == _META_NAME:
            self._open_meta_type = attributes.get("type")
        self._texts.clear()

    def _end_element(self, name: str) -> None:
        if self._is_complete:
            return
        text = "".join(self._texts)
        self._texts.clear()
        if name == _META_NAME and self._open_meta_type is not None:
            self._text_by_meta.setdefault(self._open_meta_type, text)
        elif name == _SKELETON_NAME and self._link is None:
            try:
                self._content = base64.b64decode("".join(text.split()), validate=True)
            except (binascii.Error, ValueError) as error:
                reason = f"the skeleton is damaged: {error}"
                raise FormatError(reason, path=str(self.path)) from error

    def _refuse_doctype(self, *_: object) -> NoReturn:
        raise FormatError("a DOCTYPE, which no XLIFF file has", path=str(self.path))
