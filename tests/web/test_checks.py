"""Checks of articles and files over HTTP, and dismissed findings."""

import gzip
import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

import padanan
from checks.missed_errors import MissedErrorReport
from padanan.values.findings import FixRequest
from tests.web.serving import serve

API = "/api/v1"
_ARTICLE = "Festival Pho dibuka di  Hanoi pada hari Jumat. Sebanyak 50 kedai ikut."
_ORIGINAL = "Lễ hội phở khai mạc tại Hà Nội hôm thứ Sáu. Có 60 quán tham gia."
_XLIFF = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a" source-language="vi" target-language="id" datatype="plaintext"><body>
<trans-unit id="u1"><source>Năm 2019.</source><target>Tahun  2018.</target></trans-unit>
</body></file></xliff>"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serve(tmp_path_factory.mktemp("server") / "memory.db") as opened:
        yield opened


def check_file(
    client: httpx.Client, name: str, content: bytes, **values: object
) -> Any:
    body = {"name": name, "content": b64encode(content).decode(), **values}
    answer = client.post(f"{API}/check/file", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_file_names_its_own_languages(client: httpx.Client) -> None:
    checked = check_file(client, "a.xlf", _XLIFF.encode())
    checks = {finding["check"] for finding in checked["findings"]}
    assert {"num.value", "space.double"} <= checks
    only = check_file(client, "a.xlf", _XLIFF.encode(), only=["space"])
    assert {finding["check"] for finding in only["findings"]} == {"space.double"}


def test_a_page_is_checked_and_what_is_damaged_is_told(client: httpx.Client) -> None:
    page = check_file(client, "a.txt", b"Ia tinggal di  Hanoi.", target="id")
    assert [finding["check"] for finding in page["findings"]] == ["space.double"]
    lines = b'{"source": "a", "target": "b"}\n{"target"\n'
    damaged = check_file(client, "a.jsonl", lines, source="vi", target="id")
    [skipped] = damaged["skipped"]
    assert skipped.startswith("a.jsonl:2: ")
    content = b64encode(b"PK\x03\x04broken").decode()
    broken = client.post(
        f"{API}/check/file", json={"name": "a.docx", "content": content, "target": "id"}
    )
    assert broken.status_code == 422
    assert broken.json()["detail"].startswith("a.docx")


def test_a_packed_page_that_is_too_large_is_told_by_its_name(
    client: httpx.Client,
) -> None:
    content = b64encode(gzip.compress(b"a " * (17 << 20))).decode()
    body = {"name": "page.txt.gz", "content": content, "target": "id"}
    answer = client.post(f"{API}/check/file", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("page.txt.gz: the file has more than")


def test_a_page_may_not_be_as_long_as_a_file_of_units(client: httpx.Client) -> None:
    lines = b"Ia tiba di Hanoi. \n" * 110_000
    for name, status in (("page.txt", 422), ("units.tsv", 200)):
        content = (
            lines
            if name == "page.txt"
            else b"vi\tid\n" + (b"a " * 1000 + b"\tb\n") * 1000
        )
        encoded = b64encode(content).decode()
        body = {"name": name, "content": encoded, "target": "id", "only": ["space"]}
        answer = client.post(f"{API}/check/file", json=body)
        assert answer.status_code == status, answer.text
        if status == 422:
            detail = answer.json()["detail"]
            assert detail.startswith("page.txt: a page may have 2,000,000 bytes")


def test_no_more_than_a_thousand_findings_are_in_an_answer(
    client: httpx.Client,
) -> None:
    text = "Ia tiba di  Hanoi.\n" * 1100
    body: dict[str, object] = {"target": "id", "only": ["space.double"]}
    file = {"name": "a.txt", "content": b64encode(text.encode()).decode()}
    for path, values in (("check", {"text": text}), ("check/file", file)):
        found = client.post(f"{API}/{path}", json={**body, **values}).json()
        assert (len(found["findings"]), found["left_out"]) == (1000, 100), path


def test_an_article_is_checked(client: httpx.Client) -> None:
    article = client.post(
        f"{API}/articles",
        json={
            "text": _ARTICLE,
            "original_text": _ORIGINAL,
            "locale": "id",
            "original_locale": "vi",
        },
    ).json()
    address = f"{API}/articles/{article['key']}/findings"
    query = {"source": "vi", "target": "id"}
    findings = client.get(address, params=query).json()["findings"]
    assert "num.value" in {finding["check"] for finding in findings}
    assert all(finding["unit"].startswith(article["key"]) for finding in findings)
    one = client.get(address, params={**query, "skip": ["num", "name"]})
    assert "num.value" not in {finding["check"] for finding in one.json()["findings"]}
    wrong = client.get(address, params={"source": "id", "target": "vi"})
    assert wrong.status_code == 422


def test_a_dismissed_finding_is_not_reported_until_it_is_restored(
    client: httpx.Client,
) -> None:
    body = {"text": "Ia lahir di  Hue.", "target": "id"}

    def check(**values: object) -> list[str]:
        findings = client.post(f"{API}/check", json={**body, **values}).json()
        return [finding["fingerprint"] for finding in findings["findings"]]

    [fingerprint] = check()
    with padanan.connect(str(client.base_url)) as memory:
        dismissed = memory.checks.dismiss(fingerprint, reason="verbatim quote")
        assert (dismissed.who, dismissed.why) == ("siti", "verbatim quote")
        assert memory.checks.list_dismissals() == (dismissed,)
        assert check() == []
        assert check(dismissed=True) == [fingerprint]
        memory.checks.restore(fingerprint)
        assert memory.checks.list_dismissals() == ()
        with pytest.raises(padanan.NotFound):
            memory.checks.restore(fingerprint)
        group = [(fingerprint, "space.double", None), ("0" * 16, None, "Hue")]
        decided = memory.checks.dismiss_all(group, reason="house style")
        assert set(decided) == set(memory.checks.list_dismissals())
        assert memory.checks.restore_all([fingerprint, "0" * 16, "1" * 16]) == 2
        yesterday = (date.today() - timedelta(days=1)).isoformat()
        with pytest.raises(padanan.InputError, match="in the past"):
            memory.checks.dismiss(fingerprint, until=yesterday)
    assert check() == [fingerprint]


def test_the_command_knows_the_same_dismissals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with padanan.open("memory.db", source="vi", target="id") as memory:
        checks = memory.checks
        checks.dismiss("3f2a9c0d11e7b645", check="space.double")
        [finding] = padanan.check_text("Ia di  Hue.", target="id")
        assert checks.leave_out_dismissed([finding]) == [finding]
        checks.dismiss(finding.fingerprint)
        assert checks.leave_out_dismissed([finding]) == []
    lines = Path("padanan-dismissed.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 2


def test_a_group_is_dismissed_and_restored_by_one_call(client: httpx.Client) -> None:
    fingerprints = ["00000000000000a1", "00000000000000a2"]
    findings = [{"fingerprint": one, "check": "num.value"} for one in fingerprints]
    body = {"findings": findings, "reason": "not useful: dates"}
    dismissed = client.post(f"{API}/dismissals", json=body)
    assert dismissed.status_code == 200, dismissed.text
    assert [one["fingerprint"] for one in dismissed.json()["dismissals"]] == (
        fingerprints
    )
    checks = {one["id"]: one for one in client.get(f"{API}/checks").json()["checks"]}
    assert checks["num.value"]["not_useful"] == 2
    assert checks["num.value"]["judged"] >= checks["num.value"]["wanted"] > 0
    restored = client.post(
        f"{API}/dismissals/restore", json={"fingerprints": fingerprints}
    )
    assert restored.json() == {"restored": 2}


def test_a_missed_error_is_reported_listed_and_taken_back(
    client: httpx.Client,
) -> None:
    report = MissedErrorReport(
        target_text="Lahir 1975, bukan 1975.",
        target_locale="id",
        description="angka tertukar",
        source_text="Sinh năm 1957.",
        source_locale="vi",
        check="num.value",
    )
    with padanan.connect(str(client.base_url)) as memory:
        checks = memory.checks
        second = checks.report_missed_error(report, passage="1975", start=8)
        assert (second.target_span, second.who) == ((18, 22), "siti")
        assert checks.report_missed_error(report, passage="1975", start=8) == second
        lost = checks.report_missed_error(report, passage="Sinh năm")
        assert (lost.target_span, lost.source_span) == (None, (0, 8))
        assert set(checks.list_missed_errors()) == {second, lost}
        described = client.get(f"{API}/checks").json()["checks"]
        assert {one["id"]: one["missed"] for one in described}["num.value"] == 2
        with pytest.raises(padanan.InputError, match="neither in the translation"):
            checks.report_missed_error(report, passage="1976")
        with pytest.raises(padanan.InputError, match="unknown check"):
            checks.report_missed_error(replace(report, check="num.valu"))
        for error in (second, lost):
            checks.withdraw_missed_error(error.id)
        assert checks.list_missed_errors() == ()
        with pytest.raises(padanan.NotFound):
            checks.withdraw_missed_error(lost.id)


def test_fixes_leave_what_has_changed(client: httpx.Client) -> None:
    unit = {
        "source": "vi",
        "target": "id",
        "source_text": "Anh ấy đến.",
        "target_text": "Ia  datang.",
    }
    added = client.post(f"{API}/units", json=unit)
    assert added.status_code == 201, added.text
    key = added.json()["unit"]["key"]
    fix = {"unit": key, "target_span": [2, 4], "fix": " "}
    stale = {**fix, "target_text": "Dia  datang."}
    answer = client.post(f"{API}/check/fixes", json={"fixes": [stale]})
    assert answer.json() == {"change_set": None, "changed": 0, "left": [key]}
    fitting = {**fix, "target_text": "Ia  datang."}
    answer = client.post(f"{API}/check/fixes", json={"fixes": [fitting]})
    assert answer.json()["changed"] == 1
    found = client.get(
        f"{API}/lookup", params={"text": "Anh ấy đến.", "source": "vi", "target": "id"}
    )
    assert found.json()["matches"][0]["target"] == "Ia datang."


def test_units_of_an_article_that_is_only_named_are_fixed(tmp_path: Path) -> None:
    """They came in a file: the article itself is in another database."""
    lines = [
        {
            **{"source": source_text, "target": target_text},
            **{"source_locale": "vi", "target_locale": "id"},
            "origin": {"article": "4f1c0000", "position": 12},
        }
        for source_text, target_text in (
            ("Anh ấy đi.", "Ia  pergi."),
            ("Anh ấy chạy.", "Ia  berlari."),
        )
    ]
    path = tmp_path / "units.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    with padanan.open(tmp_path / "memory.db", source="vi", target="id") as memory:
        memory.load(path)
        fix = FixRequest("4f1c0000#12", "Ia  berlari.", (2, 4), " ")
        assert memory.checks.apply_fixes([fix]).changed == 1
        assert memory.lookup("Anh ấy chạy.")[0].target == "Ia berlari."
