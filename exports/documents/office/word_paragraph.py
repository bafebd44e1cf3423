"""Paragraphs of Word: runs of text become a text with codes, and back.

The format that most of a paragraph has, or of a link in it, needs no code; another one
is a pair of codes.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from exports.documents.office.run_atoms import AtomKind, RunAtom, list_atoms
from exports.documents.office.run_formats import (
    RunFormat,
    make_format_tags,
    read_run_format,
)
from exports.documents.office.run_writer import AtomWithFormat, TextRunWriter
from exports.documents.office.xml_tree import OfficeElement, list_characters
from exports.documents.paragraph import DocumentParagraph, ParagraphBuilder

DRAWING_KIND = "drawing"
"""The kind of paragraphs of charts and diagrams."""
_NO_FORMAT = RunFormat(frozenset())


@dataclass(slots=True)
class _Scope:
    """The atoms of a paragraph, or of a link in it, with scopes for links."""

    contents: list["RunAtom | _Scope"]
    opening_atom: RunAtom | None = None
    closing_atom: RunAtom | None = None
    base_format: RunFormat = _NO_FORMAT


def read_word_paragraph(
    element: OfficeElement, content: bytes, paragraph_kind: str
) -> DocumentParagraph:
    """Read the paragraph of an element `<w:p>`, or `<a:p>` in a drawing."""
    return _WordParagraphReader(content, paragraph_kind).read(element)


class _WordParagraphReader:
    """Reader of one paragraph."""

    def __init__(self, content: bytes, paragraph_kind: str) -> None:
        self._content = content
        self._writer = TextRunWriter(
            content, declares_space=paragraph_kind != DRAWING_KIND
        )
        self._builder = ParagraphBuilder(paragraph_kind, self._writer)
        self._format_by_run_start: dict[int, RunFormat] = {}

    def read(self, element: OfficeElement) -> DocumentParagraph:
        """Read the paragraph."""
        root_scope = _make_scopes(list_atoms(element))
        self._find_base_formats(root_scope)
        self._writer.base_format = root_scope.base_format
        self._add_scope(root_scope)
        return self._builder.build()

    def _find_base_formats(self, scope: _Scope) -> None:
        """Find the format that most text of a scope has."""
        length_by_format: Counter[RunFormat] = Counter()
        for atom_or_scope in scope.contents:
            if isinstance(atom_or_scope, _Scope):
                self._find_base_formats(atom_or_scope)
            elif atom_or_scope.kind is AtomKind.TEXT:
                text_length = len(_read_text(atom_or_scope).strip())
                length_by_format[self._read_format(atom_or_scope)] += text_length
        if length_by_format:
            most_common_format = length_by_format.most_common(1)[0][0]
            scope.base_format = most_common_format

    def _add_scope(self, scope: _Scope) -> None:
        """Add the texts and codes of a scope."""
        format_by_index = self._choose_formats(scope)
        current_format = scope.base_format
        for index, atom_or_scope in enumerate(scope.contents):
            if isinstance(atom_or_scope, _Scope):
                assert (
                    atom_or_scope.opening_atom is not None
                    and atom_or_scope.closing_atom is not None
                )
                self._open_code(
                    AtomWithFormat(
                        atom_or_scope.opening_atom, atom_or_scope.base_format
                    )
                )
                self._add_scope(atom_or_scope)
                self._close_code(
                    AtomWithFormat(atom_or_scope.closing_atom, scope.base_format)
                )
                continue
            run_format = format_by_index[index]
            if run_format is not None and run_format != current_format:
                opening_data, closing_data = make_format_tags(
                    run_format, scope.base_format
                )
                self._open_code(
                    AtomWithFormat(
                        RunAtom(
                            AtomKind.FORMAT_OPEN,
                            atom_or_scope.start,
                            atom_or_scope.start,
                            opening_data,
                        ),
                        run_format,
                    )
                )
                current_format = run_format
            self._add_atom(atom_or_scope, current_format)
            if current_format != scope.base_format and _is_last_of_format(
                format_by_index, scope.contents, index
            ):
                self._close_code(
                    AtomWithFormat(
                        RunAtom(
                            AtomKind.FORMAT_CLOSE,
                            atom_or_scope.end,
                            atom_or_scope.end,
                            closing_data,
                        ),
                        scope.base_format,
                    )
                )
                current_format = scope.base_format

    def _choose_formats(self, scope: _Scope) -> list[RunFormat | None]:
        """Choose the format of each text of a scope; None for what is no text.

        A space takes the format before it, unless a reader sees the difference.
        """
        formats: list[RunFormat | None] = []
        last_format = scope.base_format
        for atom_or_scope in scope.contents:
            if (
                isinstance(atom_or_scope, _Scope)
                or atom_or_scope.kind is not AtomKind.TEXT
            ):
                formats.append(None)
                continue
            run_format = self._read_format(atom_or_scope)
            if not _read_text(atom_or_scope).strip() and not (
                run_format.shows_space or last_format.shows_space
            ):
                run_format = last_format
            formats.append(run_format)
            last_format = run_format
        return formats

    def _add_atom(self, atom: RunAtom, run_format: RunFormat) -> None:
        atom_with_format = AtomWithFormat(atom, run_format)
        if atom.kind is not AtomKind.TEXT:
            self._builder.add_placeholder(atom.data, atom.start, atom.end)
            self._writer.atoms_with_formats.append(atom_with_format)
            return
        assert atom.element is not None
        for character, start, end in list_characters(self._content, atom.element.texts):
            self._builder.add_character(character, start, end)
            self._writer.atoms_with_formats.append(atom_with_format)

    def _open_code(self, atom_with_format: AtomWithFormat) -> None:
        atom = atom_with_format.atom
        self._builder.open_code(
            atom.data,
            atom.start,
            atom.end,
            is_removable=atom.kind is AtomKind.FORMAT_OPEN,
        )
        self._writer.atoms_with_formats.append(atom_with_format)

    def _close_code(self, atom_with_format: AtomWithFormat) -> None:
        atom = atom_with_format.atom
        self._builder.close_code(atom.data, atom.start, atom.end)
        self._writer.atoms_with_formats.append(atom_with_format)

    def _read_format(self, atom: RunAtom) -> RunFormat:
        """Read the format of the run of an atom."""
        assert atom.run is not None
        run_format = self._format_by_run_start.get(atom.run.start)
        if run_format is None:
            run_format = read_run_format(atom.run, self._content)
            self._format_by_run_start[atom.run.start] = run_format
        return run_format


def _make_scopes(atoms: Sequence[RunAtom]) -> _Scope:
    """Put the atoms of links and other elements around runs into scopes."""
    scopes = [_Scope([])]
    for atom in atoms:
        if atom.kind is AtomKind.OPEN:
            scopes.append(_Scope([], atom))
        elif atom.kind is AtomKind.CLOSE:
            inner_scope = scopes.pop()
            inner_scope.closing_atom = atom
            scopes[-1].contents.append(inner_scope)
        else:
            scopes[-1].contents.append(atom)
    return scopes[0]


def _read_text(atom: RunAtom) -> str:
    assert atom.element is not None
    return "".join(office_text.text for office_text in atom.element.texts)


def _is_last_of_format(
    formats: Sequence[RunFormat | None],
    contents: Sequence[RunAtom | _Scope],
    index: int,
) -> bool:
    """Whether a text is the last before one of another format, or a link."""
    if formats[index] is None:
        return False
    for next_index in range(index + 1, len(contents)):
        if isinstance(contents[next_index], _Scope):
            return True
        next_format = formats[next_index]
        if next_format is not None:
            return next_format != formats[index]
    return True
