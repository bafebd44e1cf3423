"""The history of a memory on a server."""

from padanan.remote.answer_values import make_value
from padanan.remote.connection import ServerConnection
from padanan.values.history import (
    ChangeList,
    ChangeSetPage,
    HistoryHash,
    RevertedChanges,
)


class RemoteHistory:
    """The changes of a memory on a server; its methods are those of `History`."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def list(
        self,
        *,
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
        article: str | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> ChangeSetPage:
        """List change sets page by page, as `History.list`."""
        query = {
            "author": author,
            "since": since,
            "until": until,
            "article": article,
            "limit": limit,
            "cursor": cursor,
        }
        return make_value(
            ChangeSetPage, self._connection.send("GET", "history", query=query)
        )

    def get(self, name: str, *, limit: int = 100) -> ChangeList:
        """Read the changes of a change set, as `History.get`."""
        answer = self._connection.send("GET", f"history/{name}", query={"limit": limit})
        return make_value(ChangeList, answer)

    def undo(self, name: str = "last") -> RevertedChanges:
        """Take back a change set, as `History.undo`."""
        answer = self._connection.send("POST", "undo", body={"name": name})
        return make_value(RevertedChanges, answer)

    def redo(self, name: str | None = None) -> RevertedChanges:
        """Redo an undone change set, as `History.redo`."""
        answer = self._connection.send("POST", "redo", body={"name": name})
        return make_value(RevertedChanges, answer)

    def hash(self) -> HistoryHash:
        """Compute the head of the history, as `History.hash`."""
        return make_value(HistoryHash, self._connection.send("GET", "history/head"))
