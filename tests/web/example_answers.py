"""The example answers of the OpenAPI document, made by running the example requests.

`python -m tests.web.example_answers` writes them; a test runs each example again, and
compares. Times, random ids and secrets are replaced by fixed ones, so that a run on
another day gives the same file; long lists are cut.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from tests.paths import ROOT
from tests.web.example_preparations import prepare
from tests.web.example_server import serve_examples
from tests.web.people.openid_provider import SoftwareProvider, run_provider
from web.api.route_table import ROUTES
from web.route import JSON_TYPE, Route

ANSWERS_PATH = ROOT / "web" / "openapi" / "data" / "example_answers.json"
REMEDY = "run: python -m tests.web.example_answers"
_LONGEST_LIST = 3
_ID_TAIL = "7kq2xw9mtr4bcd3e"
_SECRET_LENGTH = 43
_DAY = datetime(2026, 12, 1, 8, tzinfo=UTC)
"""When all that was just made is said to have been made."""
_SECRET = "EXAMPLE-secret-that-was-made-at-random-once"
_REPLACEMENTS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"\b[dpsjt][a-km-np-z2-9]{16}\b", lambda found: found[0][0] + _ID_TAIL),
    (r"\bpdn_[\w-]{43}", f"pdn_{_SECRET}"),
    (r"\bc1-[0-9a-f]{64}\b", "c1-" + "0f" * 32),
    # Tickets, links, challenges; the ids of passkeys; those of people for passkeys.
    (r'(?<=":")[\w-]{86}(?=")', _SECRET * 2),
    (r'(?<=":")[\w-]{43}(?=")', _SECRET),
    (r'(?<=":")[\w-]{22,23}(?=")', "EXAMPLE-id-made-at-ran"),
    (r"\b(?:[a-km-np-z2-9]{4}-){2}[a-km-np-z2-9]{4}\b", "k7wq-3mtr-x9bc"),
    (r'(?<="csrf_token":")\w{32}', "0f" * 16),
    (r'(?<="version":")(?!0000)\w{32}', "1e" * 16),
    (r'(?<="sessions":\[\{"id":")\w{16}', "0f" * 8),
    # The address of the provider, then that of the server itself.
    (r"(?<=state=)[\w-]+", "EXAMPLE-state"),
    (r"(?<=nonce=)[\w-]+", "EXAMPLE-nonce"),
    (r"(?<=code_challenge=)[\w-]+", "EXAMPLE-challenge"),
    (r"(?<=redirect_uri=)http%3A%2F%2F127\.0\.0\.1%3A\d+", "http%3A%2F%2Flocalhost"),
    (r"http://127\.0\.0\.1:\d+(?=[/\"])", "https://login.example"),
    (r"\b127\.0\.0\.1\b", "localhost"),
    # Counts of findings that people judged grow with each page that is read.
    (r'(?<="judged":)\d+', "50"),
    (r'(?<="wanted":)\d+', "45"),
    # A job may have begun before it is told of.
    (r'(?<="state":)"running"', '"queued"'),
    (r'(?<=creationtoolversion=")[^"]+', "1.0"),
)


def normalise(text: str) -> str:
    """Replace what differs between two runs of an example: time, chance, ports."""
    for pattern, replacement in _REPLACEMENTS:
        text = re.sub(pattern, replacement, text)
    return _replace_times(text)


def _replace_times(text: str) -> str:
    now = datetime.now(UTC)
    fixed_date, fixed_time = f"{_DAY:%Y-%m-%d}", f"{_DAY:%Y-%m-%dT%H:%M:%SZ}"
    monday = _DAY - timedelta(days=_DAY.weekday())
    for day in (now, now - timedelta(days=1)):
        text = re.sub(rf"{day:%Y-%m-%d}T[\d:]{{8}}Z", fixed_time, text)
        text = re.sub(rf"{day:%Y%m%d}T\d{{6}}Z", f"{_DAY:%Y%m%dT%H%M%SZ}", text)
    text = re.sub(r'(?<="week":")[\d-]{10}', f"{monday:%Y-%m-%d}", text)
    for day in (now, now - timedelta(days=1)):
        text = text.replace(f"{day:%Y-%m-%d}", fixed_date)

    def replace_second(found: re.Match[str]) -> str:
        hours = round((int(found[0]) - now.timestamp()) / 3600)
        return str(int(_DAY.timestamp()) + hours * 3600)

    # Seconds since 1970, now or as long after it as something lasts.
    return re.sub(r'(?<=at":)\d{10}\b|(?<=at\\":)\d{10}\b', replace_second, text)


def shorten(answer: object) -> object:
    """Cut the lists of an answer that are longer than a reader wants to see."""
    if not isinstance(answer, dict):
        return answer
    return {
        name: value[:_LONGEST_LIST] if isinstance(value, list) else value
        for name, value in answer.items()
    }


def make_example_answer(response: httpx.Response) -> object:
    """Make the example of an answer: a JSON value, or the text of another type."""
    media_type = response.headers.get("content-type", "").partition(";")[0]
    if media_type != JSON_TYPE:
        return normalise(response.text)
    return shorten(json.loads(normalise(response.text)))


def read_example_answers() -> dict[str, Any]:
    """Read the file, by the names of the operations."""
    answers: dict[str, Any] = json.loads(ANSWERS_PATH.read_text("utf-8"))
    return answers


@contextmanager
def run_example(
    route: Route, provider: SoftwareProvider, folder: Path
) -> Iterator[httpx.Response]:
    """Run the example of a route on a server of its own."""
    with serve_examples(folder, provider) as server:
        yield server.send(route, **prepare(server, route))


def _write_example_answers() -> None:
    lines = []
    with run_provider() as provider:
        for route in ROUTES:
            with (
                TemporaryDirectory() as folder,
                run_example(route, provider, Path(folder)) as response,
            ):
                assert response.status_code == route.status, response.text
                answer = json.dumps(make_example_answer(response), ensure_ascii=False)
                lines.append(f'"{route.name}": {answer}')
    ANSWERS_PATH.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    _write_example_answers()
