"""SQL functions that SQLite and PostgreSQL spell differently."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, LargeBinary, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Hexadecimal(FunctionElement[str]):
    """Bytes as lowercase hexadecimal digits, like keys in the change log."""

    inherit_cache = True
    type = Text()


class Utf8(FunctionElement[bytes]):
    """A text in UTF-8, so that no text is decoded only to be encoded again."""

    inherit_cache = True
    type = LargeBinary()


class Host(FunctionElement[str]):
    """The host of an address in small letters: `vietnam.vn` of `https://vietnam.vn/id`.

    Of a text without `://` it is anything.
    """

    inherit_cache = True
    type = Text()


def compare_code_points(
    connection: Connection, column: ColumnElement[Any]
) -> ColumnElement[Any]:
    """Make a column of texts be ordered and compared by code points, on any server.

    SQLite does so by itself; a server has an order of its own.
    """
    return column.collate("BINARY" if connection.dialect.name == "sqlite" else "C")


@compiles(Hexadecimal, "sqlite")
def _compile_hex_for_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"lower(hex({compiler.process(element.clauses, **options)}))"


@compiles(Hexadecimal, "postgresql")
def _compile_hex_for_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"encode({compiler.process(element.clauses, **options)}, 'hex')"


@compiles(Utf8, "sqlite")
def _compile_utf8_for_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS BLOB)"


@compiles(Utf8, "postgresql")
def _compile_utf8_for_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"convert_to({compiler.process(element.clauses, **options)}, 'UTF8')"


def _write_part_before(text_sql: str, character: str) -> str:
    """Write the SQL of the part of a text before a character; all of it without one."""
    ended_sql = f"{text_sql} || '{character}'"
    return f"substr({ended_sql}, 1, instr({ended_sql}, '{character}') - 1)"


@compiles(Host, "sqlite")
def _compile_host_for_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    url = compiler.process(element.clauses, **options)
    url_without_scheme = (
        f"replace(replace(substr({url}, instr({url}, '://') + 3), '?', '/'), '#', '/')"
    )
    host_and_port = _write_part_before(url_without_scheme, "/")
    return f"lower({_write_part_before(host_and_port, ':')})"


@compiles(Host, "postgresql")
def _compile_host_for_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    url = compiler.process(element.clauses, **options)
    return f"lower(substring({url} from '://([^/?#:]*)'))"
