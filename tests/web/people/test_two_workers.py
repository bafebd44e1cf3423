"""Two worker processes, asked for the same at once: what both must agree on."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

import httpx
import pytest

from tests.web.people.test_login import API, PASSWORD
from tests.web.test_running import Served, find_answering_processes, start_server
from web.database.server_database import ServerDatabase
from web.people.accounts import add_person
from web.people.caller_rights import EVERY_MEMORY, RoleGrant
from web.people.role import Role

pytestmark = pytest.mark.thorough
_THREADS = 8
_PEOPLE = {"Siti": Role.ADMINISTRATOR, "Budi": Role.REVIEWER, "Minh": Role.READER}
_MAX_FAILED_LOGINS = 10
_REQUESTS_PER_MINUTE = 60
_Headers = dict[str, str]


@dataclass(frozen=True)
class _Workers:
    """A server of two workers, and how its people log in there."""

    served: Served
    database: ServerDatabase

    def ask(self, *arguments: str, **options: object) -> httpx.Response:
        """Send a request over a connection of its own, to whichever worker takes it."""
        request: Callable[..., httpx.Response] = httpx.request
        method, path = arguments
        address = f"{self.served.client.base_url}".rstrip("/")
        # There is no TLS, and to read certificates takes longer than all else.
        return request(method, address + path, timeout=120, verify=False, **options)

    def ask_at_once(self, asks: Sequence[Callable[[], httpx.Response]]) -> list[int]:
        """Send several requests at once; give the statuses of their answers."""
        with ThreadPoolExecutor(_THREADS) as pool:
            futures = [pool.submit(ask) for ask in asks]
            return [future.result().status_code for future in futures]

    def log_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        body = {"name": name, "password": password}
        return self.ask("POST", f"{API}/session", json=body)

    def make_session(self, name: str) -> _Headers:
        """Log somebody in; make the headers of their requests."""
        answer = self.log_in(name)
        assert answer.status_code == 200, answer.text
        [(cookie, value)] = answer.cookies.items()
        csrf_token = answer.json()["csrf_token"]
        return {"cookie": f"{cookie}={value}", "x-csrf-token": csrf_token}


@pytest.fixture(name="workers", scope="module")
def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Workers]:
    """Serve by two workers, while lookups keep both busy."""
    folder = tmp_path_factory.mktemp("workers")
    database, secret_by_name = _add_people(folder)
    with start_server(folder, "--workers", "2") as served:
        workers = _Workers(served, database)
        for secret in secret_by_name.values():
            body = {"secret": secret, "password": PASSWORD}
            answer = workers.ask("POST", f"{API}/session/link", json=body)
            assert answer.status_code == 200, answer.text
        headers = workers.make_session("Budi")
        is_over = Event()

        def look_up_until_the_end() -> None:
            while not is_over.is_set():
                text = {"text": "họp báo"}
                path = f"{API}/lookup"
                answer = workers.ask("GET", path, params=text, headers=headers)
                assert answer.status_code == 200, answer.text

        with ThreadPoolExecutor(2) as pool:
            load = [pool.submit(look_up_until_the_end) for _ in range(2)]
            try:
                yield workers
            finally:
                is_over.set()
            for future in load:
                future.result()
        assert len(find_answering_processes(served)) == 2
    database.close()


def _add_people(folder: Path) -> tuple[ServerDatabase, dict[str, str]]:
    database = ServerDatabase(str(folder / "server.db"))
    secret_by_name = {
        name: add_person(database, name, [RoleGrant(EVERY_MEMORY, role)])[1]
        for name, role in _PEOPLE.items()
    }
    return database, secret_by_name


def test_a_session_holds_and_ends_on_both(workers: _Workers) -> None:
    headers = workers.make_session("Minh")
    ask = partial(workers.ask, "GET", f"{API}/session", headers=headers)
    assert set(workers.ask_at_once([ask] * 60)) == {200}
    ended = workers.ask("DELETE", f"{API}/session", headers=headers)
    assert ended.status_code == 200, ended.text
    assert set(workers.ask_at_once([ask] * 60)) == {401}


def test_a_role_that_was_taken_away_is_gone_on_both(workers: _Workers) -> None:
    administrator = workers.make_session("Siti")
    before = workers.make_session("Minh")
    path, body = f"{API}/people/Minh/role", {"memory": "*", "role": None}
    for role in (None, "reader"):
        answer = workers.ask(
            "PUT", path, json={**body, "role": role}, headers=administrator
        )
        assert answer.status_code == 200, answer.text
        ask = partial(workers.ask, "GET", f"{API}/units", headers=before)
        assert set(workers.ask_at_once([ask] * 30)) == {401}


def test_a_repeated_request_is_done_once(workers: _Workers) -> None:
    headers = workers.make_session("Siti")
    for number in range(5):
        repeated = {**headers, "idempotency-key": f"key-{number}"}
        body = {"source_text": f"văn bản {number}", "target_text": f"teks {number}"}
        ask = partial(workers.ask, "POST", f"{API}/units", json=body, headers=repeated)
        with ThreadPoolExecutor(_THREADS) as pool:
            answers = [
                future.result() for future in [pool.submit(ask) for _ in range(16)]
            ]
        # While the first one is at work, others are told to wait.
        assert {answer.status_code for answer in answers} <= {201, 409}, answers
        answers.append(ask())
        assert answers[-1].status_code == 201
        texts = {answer.text for answer in answers if answer.status_code == 201}
        assert len(texts) == 1
    history = workers.ask("GET", f"{API}/history", headers=headers).json()
    details = Counter(change_set["detail"] for change_set in history["change_sets"])
    assert [details[f"văn bản {n} → teks {n}"] for n in range(5)] == [1] * 5


def test_of_several_changes_of_a_version_one_is_made(workers: _Workers) -> None:
    headers = workers.make_session("Siti")
    body = {"source_text": "cùng một đơn vị", "target_text": "unit yang sama"}
    added = workers.ask("POST", f"{API}/units", json=body, headers=headers).json()
    path = f"{API}/units/{added['unit']['key']}"
    for _ in range(5):
        tag = workers.ask("GET", path, headers=headers).headers["etag"]
        asks = [
            partial(
                workers.ask,
                *("PATCH", path),
                json={"note": f"note {number} of {tag}"},
                headers={**headers, "if-match": tag},
            )
            for number in range(12)
        ]
        assert Counter(workers.ask_at_once(asks)) == {200: 1, 412: 11}


def test_failed_logins_are_counted_once_for_both(workers: _Workers) -> None:
    ask = partial(workers.log_in, "Minh", "a wrong password")
    statuses = Counter(workers.ask_at_once([ask] * 30))
    assert statuses == {401: _MAX_FAILED_LOGINS, 429: 30 - _MAX_FAILED_LOGINS}
    refused = workers.log_in("Minh")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 60
    assert workers.log_in("Budi").status_code == 200


def test_each_worker_counts_requests_for_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = str(_REQUESTS_PER_MINUTE)
    monkeypatch.setenv("PADANAN_SERVER_REQUESTS_PER_MINUTE", limit)
    database, _ = _add_people(tmp_path)
    with start_server(tmp_path, "--workers", "2") as served:
        workers = _Workers(served, database)
        ask = partial(workers.ask, "GET", f"{API}/units")
        statuses = Counter(workers.ask_at_once([ask] * (6 * _REQUESTS_PER_MINUTE)))
        assert set(statuses) == {401, 429}
        # Between once and twice the limit, and what half a minute gives back.
        assert statuses[401] >= _REQUESTS_PER_MINUTE
        assert statuses[401] <= 3 * _REQUESTS_PER_MINUTE
        refused = next(
            answer for answer in iter(ask, None) if answer.status_code == 429
        )
        assert int(refused.headers["retry-after"]) >= 1
    database.close()
