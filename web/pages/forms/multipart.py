"""Forms with files: a parser of multipart/form-data that limits what it takes.

Fields come before files, so that who sends them is known before any is stored.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from web.pages.forms.sent_file import SentFile, make_sent_file
from web.requests import UnreadableBody

_MAX_PART_COUNT = 50


@dataclass(slots=True)
class _ComingFile:
    """A file of which some bytes have come."""

    field_name: str
    name: str
    file: IO[bytes] | None = None
    """Where it is written; None before that."""
    size: int = 0


class MultipartForm:
    """A form that comes piece by piece, with one file at most for each of its fields.

    What has come of a file is held until `write_files` writes it.
    """

    def __init__(
        self,
        content_type: str,
        *,
        file_field_names: frozenset[str],
        max_text_bytes: int,
    ) -> None:
        """`file_field_names`: the fields that may be files. Raises UnreadableBody."""
        self.named_texts: list[tuple[str, str]] = []
        """Names and texts of the fields that have come."""
        self.named_texts_before_file: list[tuple[str, str]] = []
        """Those that came before the first file."""
        self._file_field_names = file_field_names
        self._max_text_bytes = max_text_bytes
        self._text_byte_count = self._part_count = 0
        self._header_name, self._header_value = bytearray(), bytearray()
        self._disposition = b""
        self._text_field_name: str | None = None
        """The name of the part that comes, if it is a text."""
        self._text_buffer = bytearray()
        self._files: list[_ComingFile] = []
        self._is_in_file = self._has_ended = False
        self._chunks: list[tuple[_ComingFile, bytes]] = []
        """Bytes of files that are to be written."""
        boundary = parse_options_header(content_type)[1].get(b"boundary")
        if not boundary:
            raise UnreadableBody(400, "the form is damaged: it names no boundary")
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin_part,
                    "on_header_field": self._take_header_name,
                    "on_header_value": self._take_header_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._open_part,
                    "on_part_data": self._take_data,
                    "on_part_end": self._end_part,
                    "on_end": self._end_form,
                },
            )
        except FormParserError as error:
            raise UnreadableBody(400, f"the form is damaged: {error}") from None

    @property
    def has_file(self) -> bool:
        """Whether a file has begun."""
        return bool(self._files)

    def parse(self, data: bytes) -> None:
        """Parse the next bytes of the body. Raises UnreadableBody."""
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise UnreadableBody(400, f"the form is damaged: {error}") from None

    def write_files(self, open_file: Callable[[], IO[bytes]]) -> None:
        """Write what has come of files, each to one that `open_file` opens."""
        for coming_file, chunk in self._chunks:
            if coming_file.file is None:
                coming_file.file = open_file()
            coming_file.file.write(chunk)
        self._chunks.clear()

    def finish(self) -> dict[str, SentFile]:
        """Finish a form whose files are written; return these by their fields.

        Raises UnreadableBody for a form without its end or with an empty file, and
        InputError for the name of a file that misleads.
        """
        if not self._has_ended:
            raise UnreadableBody(400, "the form ended early")
        sent_files = {}
        for coming_file in self._files:
            sent_file = make_sent_file(
                coming_file.name, coming_file.size, coming_file.file
            )
            sent_files[coming_file.field_name] = sent_file
        return sent_files

    def _begin_part(self) -> None:
        self._disposition, self._text_field_name, self._is_in_file = b"", None, False
        self._part_count += 1
        if self._part_count > _MAX_PART_COUNT:
            raise UnreadableBody(413, f"a form may have {_MAX_PART_COUNT} fields")

    def _take_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _take_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _end_header(self) -> None:
        if self._header_name.lower() == b"content-disposition":
            self._disposition = bytes(self._header_value)
        self._header_name.clear()
        self._header_value.clear()

    def _open_part(self) -> None:
        disposition_type, disposition_parameters = parse_options_header(
            self._disposition
        )
        field_name, file_name = (
            _decode_name(disposition_parameters.get(parameter_name))
            for parameter_name in (b"name", b"filename")
        )
        if disposition_type != b"form-data" or field_name is None:
            raise UnreadableBody(400, "the form is damaged: a field has no name")
        if file_name is None:
            self._text_field_name = field_name
        elif file_name:  # empty where nobody has chosen one
            if field_name not in self._file_field_names - {
                coming_file.field_name for coming_file in self._files
            }:
                raise UnreadableBody(400, f"{field_name!r} takes no file here")
            if not self._files:
                self.named_texts_before_file = list(self.named_texts)
            self._files.append(_ComingFile(field_name, file_name))
            self._is_in_file = True

    def _take_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_in_file:
            self._chunks.append((self._files[-1], data[start:end]))
            self._files[-1].size += end - start
        elif self._text_field_name is not None:
            self._text_byte_count += end - start
            if self._text_byte_count > self._max_text_bytes:
                raise UnreadableBody(
                    413,
                    f"send at most {self._max_text_bytes:,} bytes of text at a time; "
                    "divide what you send",
                )
            self._text_buffer += data[start:end]

    def _end_part(self) -> None:
        if self._text_field_name is not None:
            text = self._text_buffer.decode("utf-8", "replace")
            self.named_texts.append((self._text_field_name, text))
        self._text_buffer.clear()

    def _end_form(self) -> None:
        self._has_ended = True


def _decode_name(encoded_name: bytes | None) -> str | None:
    return None if encoded_name is None else encoded_name.decode("utf-8", "replace")
