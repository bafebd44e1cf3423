"""Jobs by `padanan.connect`: as a memory that is opened here, over TCP."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

import padanan
from tests.examples import quick_first
from tests.web.serving import serve
from tests.web.test_running import find_free_port, start_server
from tm.finding import Finding

_UNITS = (
    "vi\tid\nhọp báo\tjumpa pers\ncử tri\tpemilih\nÔng đến Hà Nội.\tIa ke  Hanoi.\n"
)
_PAIR = {"source": "vi", "target": "id"}


@pytest.fixture(name="there")
def _connect(tmp_path: Path) -> Iterator[padanan.RemoteMemory]:
    with (
        serve(tmp_path / "there.db") as client,
        padanan.connect(str(client.base_url), source="vi", target="id") as memory,
    ):
        yield memory


@pytest.fixture(name="here")
def _open(tmp_path: Path) -> Iterator[padanan.Memory]:
    with padanan.open(tmp_path / "here.db", source="vi", target="id") as memory:
        yield memory


def _write(folder: Path, text: str, name: str = "units.tsv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def _describe(finding: Finding) -> tuple[object, ...]:
    return (
        *(finding.check, finding.severity, finding.message, finding.quote),
        *(finding.target_span, finding.source_span, finding.fix, finding.fingerprint),
    )


def test_files_and_findings_are_those_of_a_memory_here(
    here: padanan.Memory, there: padanan.RemoteMemory, tmp_path: Path
) -> None:
    path = _write(tmp_path, _UNITS)
    counts: list[int] = []
    loaded = there.with_progress(counts.append).load(path)
    loaded_here = replace(here.load(path), other_locales=loaded.other_locales)
    assert loaded == loaded_here
    assert (loaded.new, sum(counts)) == (3, 3)
    assert there.load(path, again=True).known == here.load(path, again=True).known == 3
    for name, selection in (("a.tmx", {}), ("b.po", {"query": "hop bao"})):
        mine, theirs = tmp_path / f"here-{name}", tmp_path / f"there-{name}"
        theirs.write_text("an older file")
        assert there.export(theirs, **selection) == here.export(mine, **selection)  # type: ignore[arg-type]
        assert "jumpa pers" in theirs.read_text("utf-8")
    for only in ([], ["space"]):
        found = list(map(_describe, there.check(only=only)))
        assert found == list(map(_describe, here.check(only=only)))
        assert found


def test_an_article_is_checked_as_here(
    here: padanan.Memory, there: padanan.RemoteMemory
) -> None:
    text = "Festival Pho dibuka\n\nFestival Pho dibuka di di Hanoi pada hari Jumat."
    values = {"original_text": None, "incomplete": True, "locale": "id"}
    articles = [m.articles.ingest_text(text, **values) for m in (here, there)]  # type: ignore[arg-type]
    found = list(map(_describe, there.check(articles[1].key)))
    assert found == list(map(_describe, here.check(articles[0]))) != []


def test_errors_are_those_of_a_memory_here(
    here: padanan.Memory, there: padanan.RemoteMemory, tmp_path: Path
) -> None:
    damaged = _write(tmp_path, "<tmx><header/><body><tu>", "damaged.tmx")
    kept = _write(tmp_path, "an older file", "kept.tmx")
    for memory in (here, there):
        with pytest.raises(padanan.InputError, match=r"damaged\.tmx"):
            memory.load(damaged)
        with pytest.raises(padanan.InputError, match=r"missing\.tmx"):
            memory.load(tmp_path / "missing.tmx")
        with pytest.raises(padanan.InputError):
            memory.export(tmp_path / "a.unknown")
        with pytest.raises(padanan.NotFound):
            memory.export(kept)
        assert kept.read_text() == "an older file"
    states = sorted(job.state for job in there.jobs.list())
    assert states == ["cancelled", "failed", "failed"]


@pytest.mark.thorough
def test_progress_that_raises_cancels_the_job(
    there: padanan.RemoteMemory, tmp_path: Path
) -> None:
    lines = (f"Dòng {n} của văn bản\tBaris {n} dari teks" for n in range(50_000))
    path = _write(tmp_path, "\n".join(["vi\tid", *lines]))

    class Enough(Exception):
        pass

    def stop(unit_count: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        there.with_progress(stop).load(path)
    (job,) = there.jobs.list()
    assert there.jobs.get(job.id).state == "cancelled"
    assert there.read_statistics().units == {}
    resumed = there.jobs.resume(job.id)
    assert there.jobs.follow(resumed.id, lambda _: None).state == "done"
    assert there.read_statistics().units != {}
    with pytest.raises(padanan.Conflict):
        there.jobs.cancel(job.id)


class _BreakingProxy:
    """Passes connections on, and cuts every second one after some bytes."""

    def __init__(self, port: int, listener: socket.socket, whole_bytes: int) -> None:
        self._port, self._listener, self._whole_bytes = port, listener, whole_bytes
        self.cut_count = 0
        self.sockets: list[socket.socket] = []

    def run(self) -> None:
        """Accept connections until the listener is closed."""
        for number in range(10**6):
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._port))
            self.sockets += (client, server)
            is_cut = number % 2 == 0
            for one, other in ((client, server), (server, client)):
                Thread(
                    target=self._pump, args=(one, other, is_cut), daemon=True
                ).start()

    def _pump(self, source: socket.socket, target: socket.socket, is_cut: bool) -> None:
        passed = 0
        while data := _receive(source):
            passed += len(data)
            if is_cut and passed > self._whole_bytes:
                self.cut_count += 1
                break
            try:
                target.sendall(data)
            except OSError:
                break
        for one in (source, target):
            with suppress(OSError):  # the other direction has ended before
                one.shutdown(socket.SHUT_RDWR)


def _receive(source: socket.socket) -> bytes:
    try:
        return source.recv(4096)
    except OSError:
        return b""


@contextmanager
def _break_connections(
    port: int, whole_bytes: int
) -> Iterator[tuple[str, _BreakingProxy]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = _BreakingProxy(port, listener, whole_bytes)
        Thread(target=proxy.run, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", proxy
        finally:
            for one in proxy.sockets:
                one.close()


@pytest.mark.parametrize("whole_bytes", quick_first(1, [2000, 300, 30_000]))
def test_lost_connections_lose_nothing(tmp_path: Path, whole_bytes: int) -> None:
    lines = [f"Dòng {n} của văn bản\tBaris {n}  dari teks" for n in range(2000)]
    path = _write(tmp_path, "\n".join(["vi\tid", *lines]))
    with (
        serve(tmp_path / "memory.db") as client,
        _break_connections(client.base_url.port or 80, whole_bytes) as (url, proxy),
        padanan.connect(url, **_PAIR) as memory,
    ):
        assert memory.load(path).new == 2000
        assert memory.export(tmp_path / "out.tmx").written == 2000
        assert (tmp_path / "out.tmx").read_text("utf-8").count("<tu ") == 2000
        assert len(list(memory.check(only=["space.double"]))) == 2000
        kinds = sorted(job.kind for job in memory.jobs.list())
        assert kinds == ["check", "export", "import"]
        assert proxy.cut_count


@pytest.mark.thorough
def test_a_server_that_is_killed_goes_on_with_the_job(tmp_path: Path) -> None:
    lines = (f"Dòng {n} của văn bản\tBaris {n} dari teks" for n in range(30_000))
    path = _write(tmp_path, "\n".join(["vi\tid", *lines]))
    port = find_free_port()
    with ExitStack() as stack:
        first = stack.enter_context(start_server(tmp_path, port=port))
        memory = stack.enter_context(padanan.connect(f"http://127.0.0.1:{port}"))
        has_been_killed = False

        def kill(unit_count: int) -> None:
            nonlocal has_been_killed
            if unit_count and not has_been_killed:
                has_been_killed = True
                first.process.kill()
                first.process.wait()
                stack.enter_context(start_server(tmp_path, port=port))

        assert memory.with_progress(kill).load(path).new == 30_000
        assert has_been_killed
