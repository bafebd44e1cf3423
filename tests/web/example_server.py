"""A server on which the example of every route can be run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import sleep
from typing import Any

import httpx
import pytest

from tests.web.people.openid_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    SoftwareProvider,
)
from tests.web.people.test_login import make_quick_hasher
from tests.web.serving import run_app
from tm.settings import Settings
from tm.text.locale import Locale
from web.api.route_table import ROUTES
from web.app import create_app
from web.database.server_database import ServerDatabase
from web.people.accounts import add_person
from web.people.caller_rights import EVERY_MEMORY, RoleGrant
from web.people.role import Role
from web.route import Route
from web.settings import ServerSettings

Values = dict[str, Any]  # of any request, or answer


@dataclass
class ExampleServer:
    """A server whose administrator is logged in, and what was made on it."""

    client: httpx.Client
    database: ServerDatabase
    provider: SoftwareProvider

    def run(self, name: str, **values: object) -> Values:
        """Run the example of a route that another one needs; give its answer."""
        answer = self.send(find_route(name), **values)
        assert answer.is_success, (name, answer.text)
        given: Values = answer.json() if answer.content else {}
        return given

    def send(self, route: Route, **values: object) -> httpx.Response:
        """Send the example of a route, with other values where they are given."""
        sent: dict[str, Any] = {**route.example, **values}
        path = route.path.format(**{n: sent.pop(n) for n in route.path_names})
        file = None if route.file_example is None else route.file_example.encode()
        return self.client.request(
            route.verb,
            path,
            params=None if route.has_body else sent,
            json=sent if route.has_body else None,
            content=file,
        )

    def log_in(self) -> None:
        """Log the administrator in, as a browser does."""
        answer = self.run("log_in")
        self.client.headers["x-csrf-token"] = answer["csrf_token"]

    def wait_for_job(self, job: Values, state: str) -> Values:
        """Wait for a state of a job."""
        while (read := self.run("show_job", id=job["id"]))["state"] != state:
            assert read["state"] in ("queued", "running", "waiting"), read
            sleep(0.01)
        return read


def find_route(name: str) -> Route:
    return next(route for route in ROUTES if route.name == name)


@contextmanager
def serve_examples(folder: Path, provider: SoftwareProvider) -> Iterator[ExampleServer]:
    """Serve an empty memory to Siti, who administers the server, and is logged in."""
    defaults = Settings()
    settings = replace(
        defaults,
        database=str(folder / "memory.db"),
        source=Locale("vi"),
        target=Locale("id"),
        # Every pair waits for review.
        align=replace(defaults.align, threshold=0.999999),
        checks=replace(defaults.checks, baseline=str(folder / "dismissed.jsonl")),
    )
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(
            "web.people.login.passwords.PasswordHasher", make_quick_hasher
        )
        server_settings = ServerSettings(
            database=str(folder / "server.db"),
            oidc_issuer=provider.issuer,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
        )
        database = ServerDatabase(server_settings.database)
        grant = RoleGrant(EVERY_MEMORY, Role.ADMINISTRATOR)
        _, secret = add_person(database, "Siti", [grant])
        with run_app(create_app(server_settings, settings)) as client:
            server = ExampleServer(client, database, provider)
            server.run("set_password_by_link", secret=secret)
            server.log_in()
            yield server
        database.close()
