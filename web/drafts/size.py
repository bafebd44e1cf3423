"""The size of drafts, which is limited, since the server's own database holds them."""

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    cast,
    func,
    select,
)

from web.database import schema
from web.problems import Refusal

_drafts, _segments = schema.draft, schema.draft_segment


def verify_draft_size(connection: Connection, draft_id: str, max_bytes: int) -> None:
    """Refuse a change, still within its transaction, that makes a draft too large."""

    def count_bytes(column: Column[str]) -> ColumnElement[int]:
        if connection.dialect.name == "sqlite":  # has octet_length only since 3.43
            return func.length(cast(column, LargeBinary))
        return func.octet_length(column)

    file_query = select(func.length(_drafts.c.content)).where(_drafts.c.id == draft_id)
    text_columns = (
        _segments.c.source_text,
        _segments.c.source_codes,
        _segments.c.target_text,
    )
    text_query = select(
        *(func.sum(count_bytes(column)) for column in text_columns)
    ).where(_segments.c.draft == draft_id)
    file_byte_count = connection.execute(file_query).scalar() or 0
    text_byte_count = sum(
        byte_count or 0 for byte_count in connection.execute(text_query).one()
    )
    if file_byte_count + text_byte_count > max_bytes:
        raise Refusal(
            413,
            f"a draft may have {max_bytes:,} bytes, its file and its texts together; "
            "divide the text into several drafts",
        )
