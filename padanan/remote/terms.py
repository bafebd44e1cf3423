"""The termbase of a memory on a server."""

from padanan.remote.answer_values import make_value
from padanan.remote.connection import ServerConnection
from padanan.results import FoundTerm
from tm.text.locale import Locale


class RemoteTerms:
    """The termbase of a memory on a server; its methods are those of `Terms`."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def find(
        self,
        text: str,
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
        include_forbidden: bool = False,
        date: str | None = None,
    ) -> list[FoundTerm]:
        """Find the terms in a text, as `Terms.find`."""
        answer = self._connection.post(
            "terms/find",
            {"text": text, "include_forbidden": include_forbidden, "date": date},
            source=source,
            target=target,
        )
        return [make_value(FoundTerm, term) for term in answer["terms"]]
