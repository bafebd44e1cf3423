"""What is made on a server before the example of a route is run.

Keys that are made of texts are those of the examples themselves; random ids and secrets
are of what was made right before.
"""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.web.example_server import ExampleServer, Values, find_route
from tests.web.people.authenticator import SoftwareAuthenticator
from web.people.accounts import find_person
from web.people.outside_identities import OutsideIdentity, link_identity
from web.route import Route


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


_MANGROVE_SENTENCE = (
    "Nhờ đó, thu nhập bình quân của các hộ đã tăng 16,7% trong vòng hai năm.",
    "Berkat model itu, pendapatan rata-rata mereka naik 16,7 persen dalam dua tahun.",
)
_MANGROVE_HEADLINES = (
    "Hội nghị khu vực về phục hồi rừng ngập mặn",
    "Konferensi Regional tentang Pemulihan Hutan Mangrove",
)
_PHRASE_UNITS = (
    ("Hội nghị khu vực bắt đầu.", "Konferensi regional dimulai."),
    ("Hội nghị khu vực kết thúc.", "Konferensi regional berakhir."),
    ("Ông dự hội nghị khu vực.", "Ia menghadiri konferensi regional."),
)
_OFFICE_TERMS = {
    "office-002": ("Thứ trưởng Bộ Công an", "Wakil Menteri Keamanan Publik"),
    "office-012": ("Bộ trưởng Bộ Y tế", "Menteri Kesehatan"),
    "ministry-012": ("Bộ Y tế", "Kementerian Kesehatan"),
}
"""Of the starter termbase, on which the same examples find more."""


def _add_sentence(server: ExampleServer) -> Values:
    source_text, target_text = _MANGROVE_SENTENCE
    server.run("add_unit", source_text=source_text, target_text=target_text)
    return {}


def _add_phrases(server: ExampleServer) -> Values:
    for source_text, target_text in _PHRASE_UNITS:
        server.run("add_unit", source_text=source_text, target_text=target_text)
    return {}


def _add_offices(server: ExampleServer) -> Values:
    for concept, (source_term, target_term) in _OFFICE_TERMS.items():
        terms = [
            {"locale": "vi", "text": source_term},
            {"locale": "id", "text": target_term},
        ]
        subject_field = concept.partition("-")[0]
        server.run(
            "add_concept", concept=concept, subject_field=subject_field, terms=terms
        )
    return {}


def _add_holder(server: ExampleServer) -> Values:
    server.run("add_concept")
    office = "house-nguoi-phat-ngon"
    server.run(
        "add_concept",
        concept="person-pham-thu-hang",
        subject_field="person",
        terms=[
            {"locale": "vi", "text": "Phạm Thu Hằng"},
            {"locale": "id", "text": "Pham Thu Hang"},
        ],
        relations=[{"kind": "office held", "concept": office, "valid_from": "2023"}],
    )
    return {}


def _add_mangrove_article(server: ExampleServer) -> Values:
    source_text, target_text = (
        f"{headline}\n\n{sentence}"
        for headline, sentence in zip(
            _MANGROVE_HEADLINES, _MANGROVE_SENTENCE, strict=True
        )
    )
    server.run("ingest_article", text=target_text, original_text=source_text)
    return {}


def _add_wrong_number(server: ExampleServer) -> Values:
    """Store a pair of the article's with a number that its original does not have."""
    server.run("ingest_article")
    [_, _, unit] = server.run("list_waiting_pairs")["units"]
    server.run("edit_pair", key=unit["key"], text="Sebanyak 15 kedai ikut serta.")
    return {}


def _add_second_version(server: ExampleServer) -> Values:
    address = "https://berita.example/pho"
    text = "Festival Pho dibuka\n\nFestival Pho dibuka di Hanoi."
    key = server.run("ingest_article", url=address)["key"]
    server.run("ingest_article", url=address, text=text)
    return {"key": key}


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
    begun = server.send(find_route("begin_login"))
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
            *("search_long_phrase", "find_parts_of_long_text"),
            "find_renderings_of_long_phrase",
            *("list_units", "read_unit", "edit_unit", "set_unit_state"),
            *("set_unit_states", "remove_unit", "list_filter_names", "undo"),
            *("list_changes", "hash_history", "read_change_set", "read_statistics"),
            *("read_overview", "measure_leverage", "build_prompt", "begin_export"),
        ),
        _UNIT,
    ),
    **dict.fromkeys(
        (
            *("read_concept", "edit_concept", "remove_concept", "list_term_uses"),
            *("list_concept_changes", "preview_concept_edit", "summarise_termbase"),
            *("preview_concept_removal", "list_termbases", "order_termbases"),
        ),
        _CONCEPT,
    ),
    **dict.fromkeys(
        (
            *("read_article", "read_article_pairs", "list_waiting_pairs"),
            *("accept_pair", "reject_pair", "edit_pair", "merge_pairs"),
            *("move_pair_edge", "count_waiting_pairs"),
        ),
        _ARTICLE,
    ),
    **dict.fromkeys(
        (
            *("renew_link", "set_disabled", "end_sessions_of", "export_account"),
            *("forget_account", "list_accounts", "set_role"),
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
    **dict.fromkeys(
        (
            *("find_terms", "look_up_term", "count_concepts", "list_concepts"),
            "list_body_offices",
        ),
        _add_offices,
    ),
    **dict.fromkeys(("list_holders", "list_related_concepts"), _add_holder),
    **dict.fromkeys(("look_up", "build_prompt"), _add_sentence),
    "list_term_candidates": _add_phrases,
    "list_articles": _add_mangrove_article,
    "check_article": _add_wrong_number,
    "read_article_changes": _add_second_version,
    "list_roles": _run_first("add_account", "set_role"),
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
