"""SQL functions that SQLite and PostgreSQL spell differently."""

from typing import Any

from sqlalchemy import LargeBinary, Text
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
