"""Addresses of drafts and of their segments."""

from urllib.parse import urlencode

from web.call import Call


def make_draft_address(call: Call, draft_id: str | None, **values: object) -> str:
    """Make the address of a draft in the memory of a call; without id, that of all."""
    path = "/translate" if draft_id is None else f"/translate/{draft_id}"
    query_values = {name: value for name, value in values.items() if value is not None}
    return f"{path}?{urlencode({'memory': call.memory_name, **query_values})}"
