"""`RemoteMemory`, a memory on a server, as `padanan.connect` returns it."""

from types import TracebackType

import httpx

from padanan.changes import MemoryStatistics
from padanan.remote.answer_values import make_value
from padanan.remote.articles import RemoteArticles, RemoteReviews
from padanan.remote.assistant import RemoteAssistant
from padanan.remote.checks import RemoteChecks
from padanan.remote.connection import ServerConnection
from padanan.remote.history import RemoteHistory
from padanan.remote.terms import RemoteTerms
from padanan.remote.units import RemoteUnits
from padanan.results import AlignedPair, MemoryMatch, PhraseHit, PhraseRenderings
from tm.text.locale import Locale

_SECONDS_PER_REQUEST = 60


class RemoteMemory:
    """A memory on a server; its methods are those of `Memory`, and as safe in threads.

    They raise the same errors; StoreUnavailable if the server cannot be reached or has
    too much to do.
    """

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection
        self.terms = RemoteTerms(connection)
        """The termbase."""
        self.units = RemoteUnits(connection)
        """The units, one by one."""
        self.articles = RemoteArticles(connection)
        """The articles, with their texts."""
        self.reviews = RemoteReviews(connection)
        """The pairs that wait for review, and decisions about them."""
        self.checks = RemoteChecks(connection)
        """Dismissed findings."""
        self.history = RemoteHistory(connection)
        """The changes."""
        self.assistant = RemoteAssistant(connection)
        """What a language model is given, and what its answers are worth."""

    def lookup(
        self,
        text: str,
        *,
        min_rate: int | None = None,
        limit: int | None = None,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> list[MemoryMatch]:
        """Find translations of the same or a similar text, as `Memory.lookup`."""
        answer = self._connection.post(
            "lookup",
            {"texts": [text], "min_rate": min_rate, "limit": limit},
            source=source,
            target=target,
        )
        (result,) = answer["results"]
        return [make_value(MemoryMatch, match) for match in result["matches"]]

    def concordance(
        self,
        phrase: str,
        *,
        limit: int = 50,
        mode: str = "plain",
        whole_words: bool = False,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> list[PhraseHit]:
        """Find stored texts that contain a phrase, as `Memory.concordance`."""
        query = {
            "phrase": phrase,
            "limit": limit,
            "mode": mode,
            "whole_words": whole_words,
            **self._connection.name_languages(source, target),
        }
        answer = self._connection.send("GET", "concordance", query=query)
        return [make_value(PhraseHit, hit) for hit in answer["hits"]]

    def add(
        self,
        source_text: str,
        target_text: str,
        *,
        note: str | None = None,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> str | None:
        """Store a text and its translation, as `Memory.add`."""
        unit_change = self.units.add(
            source_text, target_text, note=note, source=source, target=target
        )
        return unit_change.change_set

    def undo(self, name: str = "last") -> str | None:
        """Take back a change set, as `Memory.undo`."""
        answer = self._connection.send("POST", "undo", body={"name": name})
        change_set: str | None = answer["change_set"]
        return change_set

    def redo(self, name: str | None = None) -> str | None:
        """Redo an undone change set, as `Memory.redo`."""
        answer = self._connection.send("POST", "redo", body={"name": name})
        change_set: str | None = answer["change_set"]
        return change_set

    def find_renderings(
        self,
        phrase: str,
        *,
        limit: int = 50,
        mode: str = "plain",
        whole_words: bool = False,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> PhraseRenderings:
        """Find how a phrase was translated, as `Memory.find_renderings`."""
        query = {
            "phrase": phrase,
            "limit": limit,
            "mode": mode,
            "whole_words": whole_words,
            **self._connection.name_languages(source, target),
        }
        answer = self._connection.send("GET", "concordance/renderings", query=query)
        return make_value(PhraseRenderings, answer)

    def read_statistics(self) -> MemoryStatistics:
        """Count what the memory holds, as `Memory.read_statistics`."""
        return make_value(MemoryStatistics, self._connection.send("GET", "statistics"))

    def align(
        self,
        source_text: str,
        target_text: str,
        *,
        profile: str = "news",
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> list[AlignedPair]:
        """Pair the sentences of a text with its translation's, as `padanan.align`."""
        answer = self._connection.post(
            "align",
            {
                "source_text": source_text,
                "target_text": target_text,
                "profile": profile,
            },
            source=source,
            target=target,
        )
        return [make_value(AlignedPair, pair) for pair in answer["pairs"]]

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    def __enter__(self) -> "RemoteMemory":
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()


def connect(
    url: str,
    token: str | None = None,
    *,
    source: str | Locale | None = None,
    target: str | Locale | None = None,
    memory: str | None = None,
) -> RemoteMemory:
    """Connect to a server that `padanan serve` runs.

    `memory`: the name of one of its memories; by default the first that you may read.
    `source` and `target`: the languages that the methods work with; without them those
    of the server. Nothing is sent before the first call.
    """
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    client = httpx.Client(
        base_url=url, headers=headers, timeout=_SECONDS_PER_REQUEST, trust_env=False
    )
    return RemoteMemory(ServerConnection(client, source, target, memory))
