"""A server on which the example of every route can be run, and what each needs first.

Keys that are made of texts are those of the examples themselves; random ids and secrets
are of what was made right before.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.web.people.authenticator import SoftwareAuthenticator
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
from web.people.accounts import add_person, find_person
from web.people.caller_rights import EVERY_MEMORY, RoleGrant
from web.people.outside_identities import OutsideIdentity, link_identity
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
        answer = self.send(_find_route(name), **values)
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


def _find_route(name: str) -> Route:
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


def prepare(server: ExampleServer, route: Route) -> Values:
    """Make what the example of a route is about, and give its random ids."""
    make_values = _PREPARATION_BY_NAME.get(route.name)
    values = {} if make_values is None else make_values(server)
    names = route.request_type.__struct_fields__
    return {name: value for name, value in values.items() if name in names}


def _run_first(*names: str) -> Callable[[ExampleServer], Values]:
    """Make a preparation that runs the examples of other routes."""

    def prepare_values(server: ExampleServer) -> Values:
        for name in names:
            server.run(name)
        return {}

    return prepare_values


def _add_second_concept(server: ExampleServer) -> Values:
    server.run("add_concept")
    server.run(
        "add_concept", concept="press-nguoi-phat-ngon", subject_field="government"
    )
    return {}


def _add_checked_unit(server: ExampleServer) -> Values:
    text = "Ia tinggal di  Hanoi."
    server.run("add_unit", source_text="Ông sống ở Hà Nội.", target_text=text)
    return {}


def _merge_pairs(server: ExampleServer) -> Values:
    server.run("ingest_article")
    return {"key": server.run("merge_pairs")["units"][0]["key"]}


def _begin_draft(server: ExampleServer) -> Values:
    return {"id": server.run("begin_draft")["id"]}


def _fill_draft(server: ExampleServer) -> Values:
    values = _begin_draft(server)
    server.run("save_draft_segment", **values)
    return values


def _add_suggestion(server: ExampleServer) -> Values:
    return {"id": server.run("suggest")["id"]}


def _begin_import(server: ExampleServer) -> Values:
    return {"id": server.run("begin_import", file_name="old.tsv")["id"]}


def _send_file(server: ExampleServer, **values: object) -> Values:
    job = server.run("begin_import", file_name="old.tsv", **values)
    server.run("send_import_file", id=job["id"])
    return job


def _send_held_file(server: ExampleServer) -> Values:
    job = _send_file(server, hold=True)
    return {"id": job["id"]}


def _end_import(server: ExampleServer) -> Values:
    job = server.wait_for_job(_send_file(server), "done")
    return {"id": job["id"]}


def _end_export(server: ExampleServer) -> Values:
    server.run("add_unit")
    job = server.wait_for_job(server.run("begin_export"), "done")
    return {"id": job["id"]}


def _cancel_import(server: ExampleServer) -> Values:
    values = _send_held_file(server)
    server.run("cancel", **values)
    return values


def _make_token(server: ExampleServer) -> Values:
    return {"token": server.run("make_token")["token"]["id"]}


def _begin_passkey(server: ExampleServer) -> Values:
    begun = server.run("begin_passkey")
    origin = str(server.client.base_url).rstrip("/")
    authenticator = SoftwareAuthenticator(origin, "127.0.0.1")
    credential = authenticator.create(begun["options"])
    return {"ticket": begun["ticket"], "credential": credential}


def _add_passkey(server: ExampleServer) -> Values:
    return {"passkey": server.run("add_passkey", **_begin_passkey(server))["id"]}


def _give_password(server: ExampleServer) -> Values:
    """Log in by a password only, of somebody who has a passkey, too."""
    codes = server.run("renew_recovery_codes")
    _add_passkey(server)
    ticket = server.run("log_in")["ticket"]
    return {"ticket": ticket, "recovery_code": codes["codes"][0]}


def _renew_link(server: ExampleServer) -> Values:
    server.run("add_account")
    return {"secret": server.run("renew_link")["secret"]}


def _find_session(server: ExampleServer) -> Values:
    server.log_in()
    [session] = server.run("list_own_sessions")["sessions"]
    return {"session": session["id"]}


def _link_identity(server: ExampleServer) -> Values:
    person = find_person(server.database, "Siti")
    identity = OutsideIdentity(server.provider.issuer, server.provider.subject)
    link_identity(server.database, person.id, identity)
    return {}


def _go_to_provider(server: ExampleServer) -> Values:
    _link_identity(server)
    address = str(server.client.base_url).rstrip("/")
    landing = f"{address}/api/v1/session/oidc/callback"
    server.provider.redirect_uris.add(landing)
    begun = server.send(_find_route("begin_login"))
    sent_back = httpx.get(begun.headers["location"])
    query = parse_qs(urlsplit(sent_back.headers["location"]).query)
    return {name: query[name][0] for name in ("state", "code")}


_UNIT = _run_first("add_unit")
_CONCEPT = _run_first("add_concept")
_ARTICLE = _run_first("ingest_article")
_PERSON = _run_first("add_account")
_PREPARATION_BY_NAME: Mapping[str, Callable[[ExampleServer], Values]] = {
    **dict.fromkeys(
        (
            *("look_up_batch", "search_phrase", "find_parts", "find_renderings"),
            *("list_units", "read_unit", "edit_unit", "set_unit_state"),
            *("set_unit_states", "remove_unit", "list_filter_names", "undo"),
            *("list_changes", "hash_history", "read_change_set", "read_statistics"),
            *("read_overview", "measure_leverage", "build_prompt", "begin_export"),
        ),
        _UNIT,
    ),
    **dict.fromkeys(
        (
            *("read_concept", "edit_concept", "remove_concept", "list_holders"),
            *("list_related_concepts", "list_body_offices", "list_term_uses"),
            *("list_concept_changes", "preview_concept_edit", "summarise_termbase"),
            *("preview_concept_removal", "list_concepts", "list_termbases"),
        ),
        _CONCEPT,
    ),
    **dict.fromkeys(
        (
            *("read_article", "read_article_pairs", "read_article_changes"),
            *("check_article", "list_articles", "list_waiting_pairs", "accept_pair"),
            *("reject_pair", "edit_pair", "merge_pairs", "move_pair_edge"),
            *("count_waiting_pairs",),
        ),
        _ARTICLE,
    ),
    **dict.fromkeys(
        (
            *("renew_link", "set_disabled", "end_sessions_of", "export_account"),
            *("forget_account", "list_accounts", "set_role", "list_roles"),
        ),
        _PERSON,
    ),
    **dict.fromkeys(
        (
            *("open_draft", "discard_draft", "read_draft_segment", "list_own_drafts"),
            "save_draft_segment",
        ),
        _begin_draft,
    ),
    **dict.fromkeys(("check_draft", "export_draft", "store_draft"), _fill_draft),
    **dict.fromkeys(("show_job", "send_import_file"), _begin_import),
    **dict.fromkeys(("cancel", "start", "preview_import"), _send_held_file),
    **dict.fromkeys(
        ("list_duplicate_concepts", "preview_concept_merge"), _add_second_concept
    ),
    "merge_concepts": _add_second_concept,
    "pair_segments": _run_first("ingest_article", "reject_pair"),
    "split_pair": _merge_pairs,
    "apply_fixes": _add_checked_unit,
    "restore_finding": _run_first("dismiss_finding"),
    "restore_findings": _run_first("dismiss_findings"),
    "list_dismissals": _run_first("dismiss_finding"),
    "withdraw_missed_error": _run_first("report_missed_error"),
    "list_missed_errors": _run_first("report_missed_error"),
    "redo": _run_first("add_unit", "undo"),
    "accept": _add_suggestion,
    "refuse": _add_suggestion,
    "list_open_suggestions": _add_suggestion,
    "resume": _cancel_import,
    "watch_job": _end_import,
    "read_job_file": _end_export,
    "list_own_jobs": _end_export,
    "revoke_own_token": _make_token,
    "list_own_tokens": _make_token,
    "add_passkey": _begin_passkey,
    "remove_own_passkey": _add_passkey,
    "list_own_passkeys": _add_passkey,
    "log_in_by_second_factor": _give_password,
    "set_password_by_link": _renew_link,
    "end_own_session": _find_session,
    "list_own_identities": _link_identity,
    "unlink_own_identity": _link_identity,
    "finish_login": _go_to_provider,
}
"""What is made before the example of a route is run; nothing for the others."""
