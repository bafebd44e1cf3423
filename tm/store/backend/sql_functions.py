"""SQL functions that SQLite and PostgreSQL spell differently."""

from typing import Any

from sqlalchemy import LargeBinary, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Hexadecimal(FunctionElement[str]):
    """Bytes as small hexadecimal digits, as the change log writes keys."""

    inherit_cache = True
    type = Text()


class Utf8(FunctionElement[bytes]):
    """A text as its bytes, which spares decoding what is encoded again."""

    inherit_cache = True
    type = LargeBinary()


@compiles(Hexadecimal, "sqlite")
def _hex_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"lower(hex({compiler.process(element.clauses, **options)}))"


@compiles(Hexadecimal, "postgresql")
def _hex_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"encode({compiler.process(element.clauses, **options)}, 'hex')"


@compiles(Utf8, "sqlite")
def _utf8_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS BLOB)"


@compiles(Utf8, "postgresql")
def _utf8_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"convert_to({compiler.process(element.clauses, **options)}, 'UTF8')"
