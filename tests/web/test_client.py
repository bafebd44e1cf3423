"""`padanan.connect`: a memory on a server answers as the same memory here does."""

import inspect
import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

import padanan
from padanan.assistants.assistant import Assistant
from padanan.contents.findings.checks import Checks
from padanan.remote.articles import RemoteArticles
from padanan.remote.assistant import RemoteAssistant
from padanan.remote.checks import RemoteChecks
from padanan.remote.history import RemoteHistory
from padanan.remote.reviews import RemoteReviews
from padanan.remote.terms import RemoteTerms
from padanan.remote.units import RemoteUnits
from tests.web.serving import serve

_ERRORS = (padanan.InputError, padanan.NotFound)


@pytest.fixture(scope="module")
def memories(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[padanan.Memory, padanan.RemoteMemory]]:
    """A memory, opened here and by way of a server."""
    database = tmp_path_factory.mktemp("server") / "memory.db"
    with padanan.open(database, source="vi", target="id") as here:
        here.terms.load("seeds/glossary/official_titles.csv")
        here.add("Tăng 16,7% trong quý II", "Naik 16,7% pada kuartal II", note="a")
        here.add("Cuộc họp báo ở Hà Nội", "Jumpa pers di Hanoi")
        with (
            serve(database) as client,
            padanan.connect(str(client.base_url), source="vi", target="id") as there,
        ):
            yield here, there


@pytest.mark.parametrize(
    "text", ["Tăng 18% trong quý II", "Cuộc họp báo ở Huế. Tăng 16,7%", "không"]
)
def test_lookups_are_equal(
    memories: tuple[padanan.Memory, padanan.RemoteMemory], text: str
) -> None:
    here, there = memories
    assert there.lookup(text) == here.lookup(text)


def test_phrases_and_terms_are_equal(
    memories: tuple[padanan.Memory, padanan.RemoteMemory],
) -> None:
    here, there = memories
    for mode in ("plain", "regex"):
        assert there.concordance("họp báo", mode=mode) == here.concordance(
            "họp báo", mode=mode
        )
    title = "Bộ trưởng Bộ Công Thương"
    assert there.terms.find(title) == here.terms.find(title) != []
    assert there.align("Xin chào. Cảm ơn.", "Halo. Terima kasih.") == padanan.align(
        "Xin chào. Cảm ơn.", "Halo. Terima kasih.", source="vi", target="id"
    )


def test_packages_and_judgements_are_equal(
    memories: tuple[padanan.Memory, padanan.RemoteMemory],
) -> None:
    here, there = memories
    for text in ("Cuộc họp báo ở Huế. Tăng 18%.", "Bộ trưởng Bộ Công Thương"):
        package = here.assistant.prompt(text, budget=900, date="2025-11")
        assert there.assistant.prompt(text, budget=900, date="2025-11") == package
    answer = "Naik 19 persen di Hue."
    judgement = here.assistant.judge("Tăng 18% ở Huế.", answer)
    assert there.assistant.judge("Tăng 18% ở Huế.", answer) == judgement
    assert not judgement.is_accepted
    for assistant in (here.assistant, there.assistant):
        with pytest.raises(padanan.InputError, match="the text alone needs a budget"):
            assistant.prompt("Tăng 18%", budget=5)


def test_changes_are_undone_and_redone(
    memories: tuple[padanan.Memory, padanan.RemoteMemory],
) -> None:
    here, there = memories
    assert there.add("Đồng bằng", "Dataran rendah", note="n") is not None
    assert there.add("Đồng bằng", "Dataran rendah", note="n") is None
    assert [match.rate for match in here.lookup("Đồng bằng")] == [100]
    there.undo()
    assert here.lookup("Đồng bằng") == []
    there.redo()
    assert [match.target for match in here.lookup("Đồng bằng")] == ["Dataran rendah"]


def test_units_are_changed_as_here(
    memories: tuple[padanan.Memory, padanan.RemoteMemory],
) -> None:
    here, there = memories
    unit = there.units.add("Đèo Hải Vân", "Celah Hai Van", note="n").unit
    assert here.units.get(unit.key) == there.units.get(unit.key[:16]) == unit
    page = there.units.list(query="hai van", limit=1)
    assert page == here.units.list(query="hai van", limit=1)
    assert list(padanan.iterate(there.units.list, limit=7)) == list(
        padanan.iterate(here.units.list)
    )
    edited = there.units.edit(
        unit.key, target_text="Jalur Hai Van", note=None, version=unit.version
    ).unit
    assert (edited.target, edited.note) == ("Jalur Hai Van", None)
    for memory in memories:
        with pytest.raises(padanan.VersionConflict, match="replaced by") as raised:
            memory.units.edit(unit.key, target_text="Bukit", version=unit.version)
        assert raised.value.current == edited
    assert there.units.set_state(edited.key, "final").unit.state == "final"
    changes = there.units.set_states([edited.key], "reviewed")
    assert (changes.changed, here.units.get(edited.key).state) == (1, "reviewed")
    assert there.units.list_filter_names() == here.units.list_filter_names()
    assert there.units.remove(edited.key) is not None
    with pytest.raises(padanan.NotFound):
        there.units.get(edited.key)


def test_concepts_are_changed_as_here(
    memories: tuple[padanan.Memory, padanan.RemoteMemory],
) -> None:
    here, there = memories
    assert there.terms.lookup("thu truong", limit=3) == here.terms.lookup(
        "thu truong", limit=3
    )
    page = there.terms.list(query="bo truong", limit=2)
    assert page == here.terms.list(query="bo truong", limit=2)
    assert there.terms.list(cursor=page.next, limit=1) == here.terms.list(
        cursor=page.next, limit=1
    )
    terms = [padanan.ConceptTerm("vi", "Đèo A/B"), padanan.ConceptTerm("id", "Celah")]
    added = there.terms.add(terms, concept="pass/a+b", note="n").concept
    assert here.terms.get("pass/a+b") == there.terms.get("pass/a+b") == added
    edited = there.terms.edit(
        "pass/a+b",
        note=None,
        terms=[*terms, padanan.ConceptTerm("id", "Jalur", "forbidden")],
        version=added.version,
    ).concept
    assert (edited.note, edited.terms[2].status) == (None, "forbidden")
    for memory in memories:
        with pytest.raises(padanan.VersionConflict, match="someone else") as raised:
            memory.terms.edit("pass/a+b", note="m", version=added.version)
        assert raised.value.current == edited
    assert there.terms.remove("pass/a+b", version=edited.version) is not None
    assert there.terms.list_termbases() == here.terms.list_termbases() != ()
    with pytest.raises(padanan.UnknownName):
        here.terms.order_termbases(["Client A"])
    with pytest.raises(padanan.InputError, match="unknown termbase"):
        there.terms.order_termbases(["Client A"])


def test_history_counts_and_renderings_are_equal(
    memories: tuple[padanan.Memory, padanan.RemoteMemory],
) -> None:
    here, there = memories
    page = there.history.list(limit=2)
    assert page == here.history.list(limit=2)
    assert len(page.change_sets) == 2
    second = there.history.list(limit=500, cursor=page.next)
    assert second == here.history.list(limit=500, cursor=page.next)
    assert (second.next, second.change_sets[-1].name) == (None, "i1")
    today = page.change_sets[0].at[:10]
    for since, until in ((today, today), (today[:7], today[:4])):
        assert there.history.list(since=since, until=until).change_sets != ()
    assert there.history.list(since="2999").change_sets == ()
    assert there.history.list(author="SITI") == here.history.list(author="siti")
    changes = there.history.get("i1", limit=3)
    assert changes == here.history.get("i1", limit=3)
    assert (len(changes.changes), changes.total) == (3, 2227)
    assert there.read_statistics() == here.read_statistics()
    renderings = there.find_renderings("họp báo")
    assert renderings == here.find_renderings("họp báo")
    assert renderings.hits == 1


def test_errors_are_those_of_a_memory(
    memories: tuple[padanan.Memory, padanan.RemoteMemory],
) -> None:
    here, there = memories

    def read_errors(memory: padanan.Memory | padanan.RemoteMemory) -> list[str]:
        messages = []
        for call in (
            lambda: memory.lookup("a", target="vi"),
            lambda: memory.undo("i999"),
            lambda: memory.terms.find("a", date="2023-99"),
        ):
            with pytest.raises(_ERRORS) as raised:
                call()
            messages.append(f"{raised.type.__name__}: {raised.value}")
        return messages

    assert [text.split(":")[0] for text in read_errors(there)] == [
        text.split(":")[0] for text in read_errors(here)
    ]
    # There some have the address that helps.
    texts_there = [re.sub(r" \(GET [^)]*\)$", "", text) for text in read_errors(there)]
    assert texts_there[:2] == read_errors(here)[:2]


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        padanan.connect("http://127.0.0.1:9") as there,
        pytest.raises(
            padanan.StoreUnavailable, match=r"127\.0\.0\.1:9.*is a server running"
        ),
    ):
        there.lookup("a", source="vi", target="id")


def test_a_server_with_a_certificate_of_the_house_is_trusted_once_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = _write_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer(("127.0.0.1", 0), _NoMatches) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever).start()
        url = f"https://127.0.0.1:{server.server_port}"
        try:
            with (
                padanan.connect(url) as there,
                pytest.raises(padanan.StoreUnavailable, match="SSL_CERT_FILE"),
            ):
                there.lookup("a", source="vi", target="id")
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
            with padanan.connect(url) as there:
                assert there.lookup("a", source="vi", target="id") == []
        finally:
            server.shutdown()


class _NoMatches(BaseHTTPRequestHandler):
    """Answers each request with an empty list of matches."""

    def do_POST(self) -> None:
        """Answer a lookup."""
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"results": [{"matches": []}]}')

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def _write_certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate of this machine that no public authority has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a newsroom")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return paths


def test_files_are_checked_and_articles_stored_as_here(
    memories: tuple[padanan.Memory, padanan.RemoteMemory], tmp_path: Path
) -> None:
    here, there = memories
    path = tmp_path / "bài viết.txt"
    path.write_text("Ia tiba di  Hanoi pada tahun 2025.\n", "utf-8")
    found = [memory.checks.check_file(path, target="id") for memory in memories]
    checks = [{finding.check for finding in one.findings} for one in found]
    assert checks[0] == checks[1] >= {"space.double"}
    page, original = tmp_path / "page.html", tmp_path / "original.txt"
    page.write_text(
        "<html><body><h1>Festival Pho dibuka</h1><p>Festival Pho dibuka di Hanoi pada "
        "hari Jumat. Sebanyak 50 kedai ikut serta.</p></body></html>",
        "utf-8",
    )
    original.write_text(
        "Khai mạc lễ hội phở\n\nLễ hội phở khai mạc tại Hà Nội hôm thứ Sáu. "
        "Có 50 quán tham gia.",
        "utf-8",
    )
    article = there.ingest(page, original=original)
    assert here.articles.get(article.key) == there.articles.get(article.key)
    assert here.ingest(page, original=original).key == article.key
    for wrong in (tmp_path / "missing.txt", "https://a.example/x"):
        with pytest.raises(padanan.InputError, match=r"missing\.txt|: an address"):
            there.ingest(wrong)
    with pytest.raises(padanan.InputError, match="missing"):
        there.checks.check_file(tmp_path / "missing.txt", target="id")


def test_counts_are_equal(
    memories: tuple[padanan.Memory, padanan.RemoteMemory],
) -> None:
    here, there = memories
    for name in ("count", "count_by_languages", "list_languages"):
        counted = getattr(there.units, name)()
        assert counted == getattr(here.units, name)() and counted


_NO_ROUTE = "no route of the API does that"
_ONLY_HERE: dict[type, dict[str, str]] = {
    padanan.Memory: {
        "with_author": "the author is the person whose token it is",
        "settings": "those of the server are its administrator's",
        "word_lists": _NO_ROUTE,
        "phrases": _NO_ROUTE,
        "termbase": "its routes are those of the pages of terms",
        "read_overview": "its route is that of the page of the overview",
        "measure_leverage": "its route is that of the page of the overview",
    },
    padanan.Terms: {
        "load": _NO_ROUTE,
        "export": "a job of the server writes them",
        "cache": "what is kept of the termbase is with the server",
        "list_holders": "its route is one of the pages of terms",
        "count": "its route is one of the pages of terms",
        "prepare_finding": "the server prepares searches by itself",
    },
    padanan.Units: {
        "add_all": "several requests would not be all or nothing",
        "find": _NO_ROUTE,
        "add_units": "what the routes of drafts stand on",
    },
    Assistant: {"read_article": "`articles.get` gives the same as values"},
    Checks: {
        "leave_out_dismissed": "the server leaves them out itself",
        "check_in_context": "what the routes of groups and fixes stand on",
        "share_sessions": "the server shares its own",
        "apply_fixes": "`POST /check/fixes` stores those of a run by their names",
    },
}
"""What a memory here has and one on a server lacks, and why."""
_ONLY_THERE: dict[type, set[str]] = {
    padanan.RemoteMemory: {"jobs", "align"},  # `padanan.align` works without a memory
}
_PAIRS = [
    (padanan.RemoteMemory, padanan.Memory),
    (RemoteTerms, padanan.Terms),
    (RemoteUnits, padanan.Units),
    (RemoteArticles, padanan.Articles),
    (RemoteReviews, padanan.Reviews),
    (RemoteHistory, padanan.History),
    (RemoteChecks, Checks),
    (RemoteAssistant, Assistant),
]


@pytest.mark.parametrize(("remote", "local"), _PAIRS)
def test_a_memory_on_a_server_lacks_only_what_is_listed(
    memories: tuple[padanan.Memory, padanan.RemoteMemory], remote: type, local: type
) -> None:
    here, there = (
        {name for name in dir(kind) if name[0] != "_"} for kind in (local, remote)
    )
    if local is padanan.Memory:
        there |= {name for name in vars(memories[1]) if name[0] != "_"}
    else:
        here.discard("settings")  # those of the memory
    assert here - there == set(_ONLY_HERE.get(local, {}))
    assert there - here == _ONLY_THERE.get(remote, set())


@pytest.mark.parametrize(("remote", "local"), _PAIRS)
def test_methods_have_the_parameters_of_a_memory(remote: type, local: type) -> None:
    for name, method in inspect.getmembers(remote, inspect.isfunction):
        if name.startswith("_") or not hasattr(local, name):
            continue
        parameters = inspect.signature(method).parameters
        assert set(parameters) <= set(
            inspect.signature(getattr(local, name)).parameters
        )
