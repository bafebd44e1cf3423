"""Compiled patterns, kept in a file of the user's cache from one run to the next.

Compiling patterns takes a third of the time of checking one page. `re` and `regex`
compile a pattern to a list of numbers, which can be read in a fiftieth of that time.
The patterns of the data files are compiled here, since they are long and many.

The file is used only if the same version of Python wrote it, and if it belongs to the
user and nobody else may write it, as with Python's own compiled modules; a pattern of
`regex` also needs the same version of `regex`. Otherwise patterns are compiled anew.
Only the command line writes the file (`save_patterns`), unless Python is told to write
no bytecode. `regex` is imported with the first of its own patterns.
"""

import copyreg
import marshal
import os
import re
import stat
import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from platformdirs import user_cache_path

if TYPE_CHECKING:
    import regex

_MIN_NEW_PATTERNS = 8
"""The fewest new patterns for which the file is written: each takes a quarter of a
millisecond, and writing the file takes a few."""
_MAX_CODE_BYTE_COUNT = 1 << 24
"""Bytes of code beyond which only patterns of this run are kept."""

_DIGEST_SIZE = 16
"""Bytes of a digest."""
_LENGTH_SIZE = 8
"""Bytes of the length of the index."""
_NO_WORD_LISTS: Mapping[str, Collection[str]] = {}
_PatternT = TypeVar("_PatternT", "re.Pattern[str]", "regex.Pattern[str]")
_ReducedPattern = tuple[Callable[..., Any], tuple[Any, ...]]
_PatternCode = tuple[Any, ...]  # Any: private to the libraries


def compile_pattern(text: str, flags: int = 0) -> "re.Pattern[str]":
    """Compile a pattern of `re`, as `re.compile` does.

    >>> compile_pattern("ke-(?P<number>[0-9]+)") == re.compile("ke-(?P<number>[0-9]+)")
    True
    """
    try:
        return open_pattern_store().compile(
            f"re {int(flags)} {text}",
            lambda: _compile_re(text, int(flags)),
            _restore_re,
        )
    except (ImportError, AttributeError, TypeError, RuntimeError):  # another Python
        return re.compile(text, flags)


def compile_regex(
    text: str,
    flags: int = 0,
    word_lists: Mapping[str, Collection[str]] = _NO_WORD_LISTS,
) -> "regex.Pattern[str]":
    """Compile a pattern of `regex`, as `regex.compile` does.

    `word_lists`: the words for which `\\L<name>` in the pattern stands.

    >>> compile_regex(r"(?<=\\p{Lu})\\d").search("A1") is not None
    True
    """
    import regex

    listed_words = {name: sorted(words) for name, words in word_lists.items()}
    return open_pattern_store().compile(
        f"regex {regex.__version__} {int(flags)} {listed_words} {text}",
        lambda: _compile_regex(text, int(flags), word_lists),
        _restore_regex,
    )


def save_patterns() -> None:
    """Write the patterns compiled by this process, if they are many."""
    open_pattern_store().save()


# Speed trick: each pattern would read the file again, a millisecond or more; checking a
# page takes a tenth longer without (`benchmarks/start_up.py`).
@lru_cache(maxsize=1)
def open_pattern_store() -> "PatternStore":
    """Open the patterns of this user, once."""
    file_name = f"{sys.implementation.cache_tag}.patterns"
    return PatternStore(user_cache_path("padanan") / file_name)


class PatternStore:
    """The code of patterns by pattern and flags, in a file.

    The file begins with the place of each pattern's code, since a command uses few of
    the patterns that others have stored: opening it takes a millisecond instead of
    thirteen (`benchmarks/check_start_up.py`).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        python_digest = _compute_digest(sys.version.encode())
        self._header = b"padanan patterns 3 " + python_digest
        self._content = b""
        self._range_by_key: dict[bytes, tuple[int, int]] = {}
        """Where the content has a digest and the code after it."""
        self._read()
        self._new_code_by_key: dict[bytes, bytes] = {}
        self._used_keys: set[bytes] = set()
        self.new_count = 0
        """How many patterns were compiled since the file was read or written."""

    def compile(
        self,
        description: str,
        compile_pattern_and_code: Callable[[], tuple[_PatternT, _PatternCode]],
        restore_pattern: Callable[[_PatternCode], _PatternT],
    ) -> _PatternT:
        """Restore a pattern from its code, or compile it and keep its code.

        `description`: what the code depends on.
        """
        key = _compute_digest(description.encode())
        self._used_keys.add(key)
        marshalled_code = self._new_code_by_key.get(key) or self._find_code(key)
        if marshalled_code is not None:
            return restore_pattern(marshal.loads(marshalled_code))
        pattern, code = compile_pattern_and_code()
        self._new_code_by_key[key] = marshal.dumps(_replace_named_numbers(code))
        self.new_count += 1
        return pattern

    def save(self) -> None:
        """Write the file in one step, if many patterns are new; errors are ignored."""
        if self.new_count < _MIN_NEW_PATTERNS or sys.dont_write_bytecode:
            return
        code_by_key = {
            key: code
            for key in self._range_by_key
            if (code := self._find_code(key)) is not None
        } | self._new_code_by_key
        if sum(map(len, code_by_key.values())) > _MAX_CODE_BYTE_COUNT:
            code_by_key = {key: code_by_key[key] for key in self._used_keys}
        new_path = self._path.with_name(f"{self._path.name}.{os.urandom(8).hex()}")
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                new_path.touch(mode=0o600, exist_ok=False)
                new_path.write_bytes(self._header + _join_codes(code_by_key))
                os.replace(new_path, self._path)
                self.new_count = 0
            finally:
                new_path.unlink(missing_ok=True)

    def _find_code(self, key: bytes) -> bytes | None:
        """Find the code of a pattern in the file; None if it is absent or damaged."""
        if key not in self._range_by_key:
            return None
        start, end = self._range_by_key[key]
        return _verify_digest(self._content[start:end])

    def _read(self) -> None:
        """Read the file, unless it is damaged, or of another version or user."""
        with suppress(OSError, ValueError, EOFError, TypeError):
            content = _read_private_file(self._path)
            if not content.startswith(self._header):
                return
            index_start = len(self._header) + _LENGTH_SIZE
            index_length = int.from_bytes(content[len(self._header) : index_start])
            code_start = index_start + index_length
            marshalled_index = _verify_digest(content[index_start:code_start])
            if marshalled_index is not None:
                self._range_by_key = marshal.loads(marshalled_index)
                self._content = content[code_start:]


def _join_codes(code_by_key: Mapping[bytes, bytes]) -> bytes:
    """Join the code of patterns, after its index and the length of the index."""
    range_by_key: dict[bytes, tuple[int, int]] = {}
    sealed_codes: list[bytes] = []
    start = 0
    for key, code in code_by_key.items():
        sealed_codes.append(_add_digest(code))
        end = start + len(sealed_codes[-1])
        range_by_key[key] = start, end
        start = end
    sealed_index = _add_digest(marshal.dumps(range_by_key))
    return b"".join(
        [len(sealed_index).to_bytes(_LENGTH_SIZE), sealed_index, *sealed_codes]
    )


def _add_digest(content: bytes) -> bytes:
    """Put a digest before bytes."""
    return _compute_digest(content) + content


def _verify_digest(sealed_content: bytes) -> bytes | None:
    """Return the bytes after a digest; None if they are damaged."""
    digest, content = sealed_content[:_DIGEST_SIZE], sealed_content[_DIGEST_SIZE:]
    return content if digest == _compute_digest(content) else None


def _compute_digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=_DIGEST_SIZE).digest()


def _read_private_file(path: Path) -> bytes:
    """Read a file of the user that nobody else can write; else raise OSError."""
    # Not waiting, in case it is no file but a pipe.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("no file")
        if os.name == "posix" and (
            status.st_uid != os.geteuid()
            or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        ):
            raise OSError("not the user's alone")
        return file.read()


def _compile_re(text: str, flags: int) -> "tuple[re.Pattern[str], _PatternCode]":
    """Compile as `re.compile` does, with its private functions."""
    parser, compiler = _import_parts_of_re()
    parsed_pattern = parser.parse(text, flags)
    state = parsed_pattern.state
    group_names: list[str | None] = [None] * state.groups
    for group_name, group_number in state.groupdict.items():
        group_names[group_number] = group_name
    code = (
        *(text, flags | state.flags, compiler._code(parsed_pattern, flags)),
        *(state.groups - 1, state.groupdict, tuple(group_names)),
    )
    return _restore_re(code), code


def _restore_re(code: _PatternCode) -> "re.Pattern[str]":
    _, compiler = _import_parts_of_re()
    pattern: re.Pattern[str] = compiler._sre.compile(*code)
    return pattern


def _import_parts_of_re() -> tuple[Any, Any]:  # Any: private, without types
    from re import _compiler, _parser  # type: ignore[attr-defined]

    return _parser, _compiler


def _compile_regex(
    text: str, flags: int, word_lists: Mapping[str, Any]
) -> "tuple[regex.Pattern[str], _PatternCode]":
    """Compile a pattern, with what `pickle` would restore it from."""
    import regex

    pattern = regex.compile(text, flags, **word_lists)
    return pattern, _reduce_regex(pattern)[1]


def _restore_regex(code: _PatternCode) -> "regex.Pattern[str]":
    import regex

    restore, _ = _reduce_regex(regex.compile(""))
    pattern: regex.Pattern[str] = restore(*code)
    return pattern


def _reduce_regex(
    pattern: "regex.Pattern[str]",
) -> tuple[Callable[..., Any], _PatternCode]:
    """Return what `pickle` stores of a pattern: a function, and its arguments."""
    import regex

    function, arguments = cast(
        _ReducedPattern, copyreg.dispatch_table[regex.Pattern](pattern)
    )
    return function, arguments


def _replace_named_numbers(value: Any) -> Any:  # Any: numbers and texts in containers
    """Convert named numbers, which `marshal` cannot write, to plain ones."""
    if isinstance(value, dict):
        return {
            _replace_named_numbers(key): _replace_named_numbers(item)
            for key, item in value.items()
        }
    if isinstance(value, tuple | list | set | frozenset):
        return type(value)(map(_replace_named_numbers, value))
    return int(value) if isinstance(value, int) else value
