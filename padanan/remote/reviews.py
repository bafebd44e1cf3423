"""The review of pairs of a memory on a server."""

from urllib.parse import quote

from padanan.remote.answer_values import make_value
from padanan.remote.connection import ServerConnection
from padanan.values.articles import ArticleText
from padanan.values.units import PairChange, StoredUnit, UnitPage


class RemoteReviews:
    """The review of pairs on a server; its methods are those of `Reviews`."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def list(
        self,
        *,
        article: str | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> UnitPage:
        """List the pairs that wait for review, as `Reviews.list`."""
        query = {"article": article, "limit": limit, "cursor": cursor}
        return make_value(UnitPage, self._connection.send("GET", "review", query=query))

    def count(self, *, article: str | None = None) -> int:
        """Count the pairs that wait for review, as `Reviews.count`."""
        query = {"article": article}
        answer = self._connection.send("GET", "review/count", query=query)
        return int(answer["waiting"])

    def accept(self, key: str, *, version: str | None = None) -> PairChange:
        """Use a pair that waits for review, as `Reviews.accept`."""
        return self._decide("accept", key, version)

    def reject(self, key: str, *, version: str | None = None) -> PairChange:
        """Remove a pair that waits for review, as `Reviews.reject`."""
        return self._decide("reject", key, version)

    def edit(
        self, key: str, side: str, text: str, *, version: str | None = None
    ) -> PairChange:
        """Change the text of one side of a pair, as `Reviews.edit`."""
        return self._decide("edit", key, version, side=side, text=text)

    def merge(
        self, key: str, other_key: str, *, version: str | None = None
    ) -> PairChange:
        """Merge two pairs of an article, as `Reviews.merge`."""
        return self._decide("merge", key, version, other=other_key)

    def split(
        self,
        key: str,
        source_count: int,
        target_count: int,
        *,
        version: str | None = None,
    ) -> PairChange:
        """Split a pair, as `Reviews.split`."""
        return self._decide(
            "split", key, version, source_count=source_count, target_count=target_count
        )

    def move(
        self,
        key: str,
        side: str,
        count: int,
        *,
        edge: str = "end",
        version: str | None = None,
    ) -> PairChange:
        """Move the end or the start of a side, as `Reviews.move`."""
        return self._decide("move", key, version, side=side, count=count, edge=edge)

    def pair(
        self,
        article: str,
        source: tuple[int, int],
        target: tuple[int, int],
        *,
        version: str | None = None,
    ) -> PairChange:
        """Pair segments of an article and its original, as `Reviews.pair`."""
        answer = self._connection.send(
            "POST",
            f"articles/{quote(article, safe='')}/pairs",
            body={"source": source, "target": target},
            version=version,
            stored_value_type=ArticleText,
        )
        return make_value(PairChange, answer)

    def _decide(
        self, decision: str, key: str, version: str | None, **body_fields: object
    ) -> PairChange:
        answer = self._connection.send(
            "POST",
            f"review/{quote(key, safe='')}/{decision}",
            body=body_fields,
            version=version,
            stored_value_type=StoredUnit,
        )
        return make_value(PairChange, answer)
