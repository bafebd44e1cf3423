"""Writer of translations into the runs of a paragraph of Word.

A translation begins and ends where its original did, inside of a run or between runs;
new runs are made only where the format changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exports.documents.office.run_atoms import AtomKind, RunAtom
from exports.documents.office.run_formats import RunFormat
from exports.documents.office.xml_text import escape_office_text
from exports.documents.office.xml_tree import OfficeElement
from exports.documents.paragraph import (
    DocumentParagraph,
    MarkupPiece,
    ParagraphEdit,
    TranslatedPiece,
)

_PRESERVE_ATTRIBUTE = b' xml:space="preserve"'
_FORMAT_KINDS = (AtomKind.FORMAT_OPEN, AtomKind.FORMAT_CLOSE)


@dataclass(frozen=True, slots=True, eq=False)
class AtomWithFormat:
    """An atom and the format of text in it or after it."""

    atom: RunAtom
    run_format: RunFormat


@dataclass(slots=True)
class _OpenTextElement:
    """An element of text that is open while a translation is written."""

    run_format: RunFormat
    element: OfficeElement | None
    """The element of the file that is continued; None for a new one."""


class TextRunWriter:
    """Writes translations into the text runs of one paragraph of Word."""

    def __init__(self, content: bytes, *, declares_space: bool = True) -> None:
        """`declares_space`: whether spaces at the ends of a text must be declared."""
        self._content = content
        self._declares_space = declares_space
        self.atoms_with_formats: list[AtomWithFormat] = []
        """The atom of each character of the paragraph's text."""
        self.base_format = RunFormat(frozenset())
        self._preserved_starts: set[int] = set()
        """Offsets of elements whose spaces are declared to be text."""

    def write(
        self,
        paragraph: DocumentParagraph,
        start: int,
        end: int,
        pieces: Sequence[TranslatedPiece],
    ) -> Sequence[ParagraphEdit]:
        """As `ParagraphWriter.write`."""
        translation = _TranslatedRuns(
            self._content, paragraph, self.atoms_with_formats, self._declares_space
        )
        translation.begin(start, self._find_format(paragraph, start))
        for piece in pieces:
            if isinstance(piece, str):
                translation.add_text(piece)
            else:
                translation.add_code(piece)
        translation.finish(end)
        edits = [ParagraphEdit(translation.start, translation.end, translation.pieces)]
        for element in translation.elements_with_outer_space:
            if (
                self._declares_space
                and element.start not in self._preserved_starts
                and element.attributes.get("space") != "preserve"
            ):
                self._preserved_starts.add(element.start)
                offset = element.inner_start - 1
                edits.append(ParagraphEdit(offset, offset, [_PRESERVE_ATTRIBUTE]))
        return edits

    def _find_format(self, paragraph: DocumentParagraph, start: int) -> RunFormat:
        """Find the format of text at an offset, outside of the codes there."""
        code_indexes = paragraph.list_codes_between(0, start)
        for index in reversed(code_indexes):
            atom_with_format = self.atoms_with_formats[paragraph.codes[index].offset]
            if atom_with_format.atom.kind in (
                *_FORMAT_KINDS,
                AtomKind.OPEN,
                AtomKind.CLOSE,
            ):
                return atom_with_format.run_format
        return self.base_format


@dataclass(slots=True)
class _TranslatedRuns:
    """A translation while it is written."""

    content: bytes
    paragraph: DocumentParagraph
    atoms_with_formats: Sequence[AtomWithFormat]
    declares_space: bool
    start: int = 0
    end: int = 0
    pieces: list[MarkupPiece] = field(default_factory=list)
    elements_with_outer_space: list[OfficeElement] = field(default_factory=list)
    _open_text: _OpenTextElement | None = None
    _first_atom: RunAtom | None = None
    """The text that the translation begins in, while nothing is written yet."""
    _first_atom_offset: int = 0
    _current_format: RunFormat = field(default_factory=lambda: RunFormat(frozenset()))

    def begin(self, start: int, run_format: RunFormat) -> None:
        """Begin at an offset of the paragraph's text."""
        self._current_format = run_format
        self.start = self.paragraph.starts[start]
        atom_with_format = self.atoms_with_formats[start]
        atom = atom_with_format.atom
        if atom.kind is AtomKind.TEXT:
            assert atom.element is not None
            self._open_text = _OpenTextElement(
                atom_with_format.run_format, atom.element
            )
            self._first_atom, self._first_atom_offset = atom, start
            return
        while atom.kind in _FORMAT_KINDS:
            start += 1
            atom = self.atoms_with_formats[start].atom
        if atom.kind in (AtomKind.TEXT, AtomKind.IN_RUN):
            self._begin_before(atom)
        else:
            self.start = atom.start

    def add_text(self, text: str) -> None:
        """Add a text in the current format."""
        escaped_text = escape_office_text(text)
        if not escaped_text:
            return
        if self._open_text and self._open_text.run_format != self._current_format:
            self._close_text()
        if self._open_text is None:
            self.pieces.append(
                self._format_run_start(self._current_format.markup)
                + self._format_text_start()
            )
            self._open_text = _OpenTextElement(self._current_format, None)
        self._first_atom = None
        self.pieces.append(escaped_text.encode())

    def add_code(self, code_index: int) -> None:
        """Add a code of the paragraph."""
        atom_with_format = self.atoms_with_formats[
            self.paragraph.codes[code_index].offset
        ]
        atom = atom_with_format.atom
        if atom.kind in _FORMAT_KINDS:
            self._current_format = atom_with_format.run_format
            return
        if atom.kind is AtomKind.TEXT:  # a U+FFFC
            self.add_text("\ufffc")
            return
        self._close_text()
        self._first_atom = None
        if atom.kind is AtomKind.IN_RUN:
            self.pieces += [
                self._format_run_start(self._read_properties_markup(atom)),
                (atom.start, atom.end),
                self._format_end_tag("r"),
            ]
            return
        self.pieces.append((atom.start, atom.end))
        if atom.kind in (AtomKind.OPEN, AtomKind.CLOSE):
            self._current_format = atom_with_format.run_format

    def finish(self, end: int) -> None:
        """End at an offset of the paragraph's text."""
        offset = end - 1
        while self.atoms_with_formats[offset].atom.kind in _FORMAT_KINDS:
            offset -= 1
        atom_with_format = self.atoms_with_formats[offset]
        atom = atom_with_format.atom
        self.end = self.paragraph.ends[offset]
        if atom.kind is AtomKind.TEXT:
            assert atom.element is not None
            if self._open_text and self._open_text.element is atom.element:
                return
            if not self._is_end_of_text(offset):
                self._continue_run(atom_with_format)
                return
        self._close_text()
        if atom.kind in (AtomKind.TEXT, AtomKind.IN_RUN):
            assert atom.run is not None and atom.element is not None
            self.end = atom.element.end
            if atom.is_last_in_run:
                self.end = atom.run.end
            else:
                self.pieces.append(
                    self._format_run_start(self._read_properties_markup(atom))
                )

    def _continue_run(self, atom_with_format: AtomWithFormat) -> None:
        """Let the rest of a text follow what is written."""
        atom = atom_with_format.atom
        properties_markup = self._read_properties_markup(atom)
        if (
            self._open_text
            and self._open_text.run_format == atom_with_format.run_format
        ):
            if self._open_text.element is not None:
                self.elements_with_outer_space.append(self._open_text.element)
            return
        self._close_text()
        self.pieces.append(
            self._format_run_start(properties_markup) + self._format_text_start()
        )

    def _is_end_of_text(self, offset: int) -> bool:
        """Whether a character is the last of its element."""
        atom = self.atoms_with_formats[offset].atom
        return (
            offset + 1 == len(self.atoms_with_formats)
            or self.atoms_with_formats[offset + 1].atom is not atom
        )

    def _begin_before(self, atom: RunAtom) -> None:
        """Begin before an element of a run, between runs."""
        assert atom.run is not None and atom.element is not None
        if atom.is_first_in_run:
            self.start = atom.run.start
        else:
            self.start = atom.element.start
            self.pieces.append(self._format_end_tag("r"))

    def _close_text(self) -> None:
        """Close the open text and its run."""
        if self._open_text is None:
            return
        first_atom = self._first_atom
        element = self._open_text.element
        self._open_text = None
        if first_atom is not None:  # nothing was written into it
            offset = self._first_atom_offset
            self._first_atom = None
            if (
                offset == 0
                or self.atoms_with_formats[offset - 1].atom is not first_atom
            ):
                self._begin_before(first_atom)
                return
        if element is not None:
            self.elements_with_outer_space.append(element)
        self.pieces.append(self._format_end_tag("t") + self._format_end_tag("r"))

    def _read_properties_markup(self, atom: RunAtom) -> bytes:
        """Read the markup of the properties of a run."""
        assert atom.run is not None
        properties_element = atom.run.find_child("rPr")
        if properties_element is None:
            return b""
        return self.content[properties_element.start : properties_element.end]

    def _format_run_start(self, properties_markup: bytes) -> bytes:
        return b"<" + self._element_prefix + b"r>" + properties_markup

    def _format_text_start(self) -> bytes:
        attribute = _PRESERVE_ATTRIBUTE if self.declares_space else b""
        return b"<" + self._element_prefix + b"t" + attribute + b">"

    def _format_end_tag(self, name: str) -> bytes:
        return b"</" + self._element_prefix + name.encode() + b">"

    @property
    def _element_prefix(self) -> bytes:
        """The prefix of elements of Word in the part, with its colon."""
        run = next(
            atom_with_format.atom.run
            for atom_with_format in self.atoms_with_formats
            if atom_with_format.atom.run is not None
        )
        return f"{run.prefix}:".encode() if run.prefix else b""
