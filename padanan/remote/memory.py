"""`RemoteMemory`, a memory on a server, as `padanan.connect` returns it."""

from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from ssl import SSLContext
from types import TracebackType
from typing import Unpack
from urllib.parse import quote

import httpx

from exports.entry import WriteResult
from exports.importing.unit_import import Imported
from exports.io.replace_file import replace_file
from padanan.argument_validation import require_name_lists
from padanan.checking import ignore_progress
from padanan.remote.answer_values import make_value
from padanan.remote.articles import RemoteArticles
from padanan.remote.assistant import RemoteAssistant
from padanan.remote.checks import RemoteChecks
from padanan.remote.connection import ServerConnection
from padanan.remote.history import RemoteHistory
from padanan.remote.job_results import make_export_result, make_import_result
from padanan.remote.jobs import RemoteJobs
from padanan.remote.reviews import RemoteReviews
from padanan.remote.terms import RemoteTerms
from padanan.remote.units import RemoteUnits
from padanan.selection import UnitSelection
from padanan.values.articles import IngestedArticle
from padanan.values.findings import read_text_finding
from padanan.values.matches import MemoryMatch, PhraseHit
from padanan.values.renderings import PhraseRenderings
from padanan.values.sentences import AlignedPair
from padanan.values.statistics import MemoryStatistics
from tm.errors import InputError
from tm.finding import Finding
from tm.progress import ReportProgress
from tm.text.locale import Locale

_REQUEST_TIMEOUT_SECONDS = 60


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
        """Checks of files, and dismissed findings."""
        self.history = RemoteHistory(connection)
        """The changes."""
        self.assistant = RemoteAssistant(connection)
        """What a language model is given, and what its answers are worth."""
        self.jobs = RemoteJobs(connection)
        """The jobs that `load`, `export` and `check` are on the server."""
        self._report_progress: ReportProgress = ignore_progress

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
        phrase_options = {
            "phrase": phrase,
            "limit": limit,
            "mode": mode,
            "whole_words": whole_words,
        }
        answer = self._connection.post(
            "concordance", phrase_options, source=source, target=target
        )
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

    def load(
        self,
        path: str | PathLike[str],
        *,
        format: str | None = None,
        strict: bool = False,
        again: bool = False,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> Imported:
        """Send a file to the server and store its units, as `Memory.load`.

        Of the skipped entries, `skipped` has the first hundred.
        """
        file_path = Path(path)
        job_options = {"file_name": file_path.name, "format": format, "strict": strict}
        languages = self._connection.make_language_parameters(source, target)
        job = self.jobs.run(
            "import",
            {**job_options, "again": again, **languages},
            self._report_progress,
            file_path,
        )
        return make_import_result(file_path, job)

    def export(
        self,
        path: str | PathLike[str],
        *,
        format: str | None = None,
        strict: bool = False,
        **selection: Unpack[UnitSelection],
    ) -> WriteResult:
        """Write units to a file here, as `Memory.export`.

        Without languages of the connection, those of the server's settings.
        """
        if "memory" in selection:
            raise InputError("name the memory by connect(…, memory=…), not to export")
        file_path = Path(path)
        job_options = {"file_name": file_path.name, "format": format, "strict": strict}
        languages = self._connection.make_language_parameters(None, None)
        with replace_file(file_path) as file:
            job = self.jobs.run(
                "export",
                {**job_options, **languages, **selection},
                self._report_progress,
            )
            self.jobs.receive_file(job, file)
        return make_export_result(job)

    def ingest(
        self,
        page: str | PathLike[str],
        *,
        original: str | PathLike[str] | None = None,
        url: str | None = None,
        incomplete: bool = False,
    ) -> IngestedArticle:
        """Store the article of a file that is here, as `Memory.ingest`.

        The server fetches nothing: the original is a file, too.
        """
        return self.articles.ingest(
            page, original=original, url=url, incomplete=incomplete
        )

    def check(
        self,
        article: IngestedArticle | str | None = None,
        *,
        only: Sequence[str] = (),
        skip: Sequence[str] = (),
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> Iterator[Finding]:
        """Check an article, or all units of the memory, as `Memory.check`.

        All checks have ended when it returns; findings lack the key of their message.
        """
        require_name_lists(only=only, skip=skip)
        check_options = {
            "only": [*only],
            "skip": [*skip],
            **self._connection.make_language_parameters(source, target),
        }
        if article is None:
            job = self.jobs.run("check", check_options, self._report_progress)
            return map(read_text_finding, self.jobs.read_lines(job))
        key = article if isinstance(article, str) else article.key
        answer = self._connection.send(
            "GET", f"articles/{quote(key, safe='')}/findings", query=check_options
        )
        return map(read_text_finding, answer["findings"])

    def with_progress(self, report_progress: ReportProgress) -> "RemoteMemory":
        """Return the same memory, which reports progress, as `Memory.with_progress`.

        What `report_progress` raises cancels the job on the server.
        """
        memory = RemoteMemory(self._connection)
        memory._report_progress = report_progress
        return memory

    def undo(self, name: str = "last") -> str:
        """Take back a change set, as `Memory.undo`."""
        return self.history.undo(name).change_set

    def redo(self, name: str | None = None) -> str:
        """Redo an undone change set, as `Memory.redo`."""
        return self.history.redo(name).change_set

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
        phrase_options = {
            "phrase": phrase,
            "limit": limit,
            "mode": mode,
            "whole_words": whole_words,
        }
        answer = self._connection.post(
            "concordance/renderings", phrase_options, source=source, target=target
        )
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
        base_url=url,
        headers=headers,
        timeout=_REQUEST_TIMEOUT_SECONDS,
        trust_env=False,
        verify=_make_tls_context() if url.lower().startswith("https:") else True,
    )
    return RemoteMemory(ServerConnection(client, source, target, memory))


def _make_tls_context() -> SSLContext:
    """Trust public authorities, those of this machine, and that of SSL_CERT_FILE.

    A house may have an authority of its own for the servers within.
    """
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
