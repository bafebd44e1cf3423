"""`RemoteMemory`, a memory on a server, as `padanan.connect` returns it."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any

import httpx

from padanan.answer_values import make_value
from padanan.results import AlignedPair, FoundTerm, MemoryMatch, PhraseHit
from tm.errors import (
    Conflict,
    FetchError,
    InputError,
    NotFound,
    PadananError,
    StoreUnavailable,
)
from tm.text.locale import Locale

_SECONDS_PER_REQUEST = 60
_ERROR_BY_STATUS: Mapping[int, type[PadananError]] = {
    400: InputError,
    404: NotFound,
    409: Conflict,
    413: InputError,
    422: InputError,
}


class RemoteMemory:
    """A memory on a server; its methods are those of `Memory`, and as safe in threads.

    They raise the same errors; StoreUnavailable if the server cannot be reached or has
    too much to do.
    """

    def __init__(
        self,
        client: httpx.Client,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> None:
        self._client = client
        self._languages = {"source": source, "target": target}
        self.terms = RemoteTerms(self)
        """The termbase."""

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
        answer = self.post(
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
            "whole_words": "true" if whole_words else "false",
            **self._name_languages(source, target),
        }
        answer = self._read("GET", "concordance", params=query)
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
        return self._change(
            "units",
            {"source_text": source_text, "target_text": target_text, "note": note},
            source=source,
            target=target,
        )

    def undo(self, name: str = "last") -> str | None:
        """Take back a change set, as `Memory.undo`."""
        return self._change("undo", {"name": name}, has_languages=False)

    def redo(self) -> str | None:
        """Redo the latest undo, as `Memory.redo`."""
        return self._change("redo", {}, has_languages=False)

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
        answer = self.post(
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
        self._client.close()

    def __enter__(self) -> "RemoteMemory":
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def post(
        self,
        path: str,
        values: Mapping[str, object],
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> Any:  # JSON
        """Post values to an address of the API, with the languages; return its JSON."""
        languages = self._name_languages(source, target)
        return self._read("POST", path, json={**values, **languages})

    def _change(
        self,
        path: str,
        values: Mapping[str, object],
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
        has_languages: bool = True,
    ) -> str | None:
        """Post a change; return the name of the change set."""
        languages = self._name_languages(source, target) if has_languages else {}
        answer = self._read("POST", path, json={**values, **languages})
        name: str | None = answer["change_set"]
        return name

    def _name_languages(
        self, source: str | Locale | None, target: str | Locale | None
    ) -> dict[str, str]:
        named = {
            "source": source or self._languages["source"],
            "target": target or self._languages["target"],
        }
        return {
            side: language if isinstance(language, str) else language.tag
            for side, language in named.items()
            if language is not None
        }

    def _read(self, verb: str, path: str, **arguments: Any) -> Any:  # JSON
        """Send a request, and read its answer. Raises PadananError."""
        try:
            response = self._client.request(verb, f"api/v1/{path}", **arguments)
        except httpx.HTTPError as error:
            raise StoreUnavailable(
                f"{self._client.base_url} cannot be reached ({error}); "
                "is `padanan serve` running there?"
            ) from error
        if response.is_success:
            return response.json()
        raise _make_error(response)


class RemoteTerms:
    """The termbase of a memory on a server."""

    def __init__(self, memory: RemoteMemory) -> None:
        self._memory = memory

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
        answer = self._memory.post(
            "terms/find",
            {"text": text, "include_forbidden": include_forbidden, "date": date},
            source=source,
            target=target,
        )
        return [make_value(FoundTerm, term) for term in answer["terms"]]


def connect(
    url: str,
    token: str | None = None,
    *,
    source: str | Locale | None = None,
    target: str | Locale | None = None,
) -> RemoteMemory:
    """Connect to a server that `padanan serve` runs.

    `source` and `target`: the languages that the methods work with; without them those
    of the server. Nothing is sent before the first call.
    """
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    client = httpx.Client(
        base_url=url, headers=headers, timeout=_SECONDS_PER_REQUEST, trust_env=False
    )
    return RemoteMemory(client, source, target)


def _make_error(response: httpx.Response) -> PadananError:
    """Make the error that the same call of a `Memory` raises."""
    try:
        problem = response.json()
        detail, parameters = problem["detail"], problem.get("parameters", ())
    except (ValueError, KeyError, TypeError):
        detail, parameters = f"{response.url} answered {response.status_code}", ()
    if response.status_code == 502:
        return FetchError(str(response.url), detail)
    kind = _ERROR_BY_STATUS.get(response.status_code, StoreUnavailable)
    return kind(detail, parameters=parameters)
