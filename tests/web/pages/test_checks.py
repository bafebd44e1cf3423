"""The pages of checks: running them, triage by keyboard, and hostile texts."""

import csv
import io
import json
import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

import padanan
from padanan.values.findings import FindingInContext
from tests.web.pages.opening import open_browser_page
from tests.web.serving import serve
from tm.finding import Severity
from web.pages.checks.groups import FindingState, ShownFinding, group_findings

_HOSTILE = "<img src=x onerror=alert(1)>"
_MOST_HTML_BYTES = 60_000


@pytest.fixture(scope="module", name="client")
def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = tmp_path_factory.mktemp("memory") / "memory.db"
    with padanan.open(str(path), source="vi", target="id", author="siti") as memory:
        memory.units.add_all(
            [
                (f"Anh ấy sống ở Hà Nội {number}.", f"Ia tinggal di  Hanoi {number}.")
                for number in range(3)
            ]
            + [(f"{_HOSTILE} 15 người.", f"{_HOSTILE} 16 orang.")]
        )
    with serve(path) as client:
        yield client


def _start(client: httpx.Client, **form: str) -> str:
    """Begin a run as a browser without scripts does; return its address."""
    form = {"source": "vi", "target": "id", **form}
    begun = client.post("/checks", data=form, headers={"accept": "text/html"})
    assert begun.status_code == 303, begun.text
    return begun.headers["location"]


def _open_run(page: Page) -> None:
    page.wait_for_selector(".groups, .message h2", timeout=60_000)


def test_a_group_is_decided_by_keyboard_and_taken_back(
    browser: Browser, client: httpx.Client
) -> None:
    address = str(client.base_url).rstrip("/")
    with open_browser_page(browser, address) as opened:
        page = opened.open(_start(client, only="space,num"))
        _open_run(page)
        group = page.locator(".groups > li", has_text="space.double")
        for _ in range(page.locator(".groups > li").count()):
            if group.locator("summary").evaluate("e => e === document.activeElement"):
                break
            page.keyboard.press("j")
        page.keyboard.press("o")
        group.locator(".findings > li").first.wait_for()
        assert group.locator(".findings > li").count() == 3
        opened.verify()
        page.keyboard.press("d")
        page.keyboard.type("jarak disengaja")
        page.keyboard.press("Enter")
        page.wait_for_url("**decision=**")
        assert (
            "3 findings dismissed: jarak disengaja"
            in page.locator(".note").inner_text()
        )
        assert group.count() == 0
        assert page.evaluate("document.activeElement.matches('.groups summary')")
        dismissals = client.get("/api/v1/dismissals").json()["dismissals"]
        assert {(one["why"], one["who"]) for one in dismissals} == {
            ("jarak disengaja", "siti")
        }
        assert all(one["until"] for one in dismissals)
        page.keyboard.press("z")
        page.wait_for_url("**restored=3**")
        assert group.count() == 1
        assert group.locator("summary").evaluate("e => e === document.activeElement")
        assert client.get("/api/v1/dismissals").json()["dismissals"] == []


def test_a_decision_is_about_all_findings_of_a_cause_and_keeps_the_filters(
    browser: Browser, client: httpx.Client
) -> None:
    """Forty findings are shown at once; the others are of the same cause."""
    text = "\n\n".join(f"Ia tinggal di  kota {number}." for number in range(45))
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open(_start(client, text=text, only="space.double"))
        _open_run(page)
        page.get_by_role("link", name="warning 45").click()
        page.wait_for_url("**severity=warning**")
        page.keyboard.press("n")
        page.locator(".findings > li").first.wait_for()
        assert page.locator(".findings > li").count() == 40
        expect(page.get_by_role("button", name="Not useful")).to_be_focused()
        page.keyboard.press("Enter")
        page.get_by_text("45 findings dismissed").wait_for()
        page.keyboard.press("z")
        page.get_by_text("45 findings are open again").wait_for()
        assert "severity=warning" in page.url


def test_the_fixed_text_of_a_page_that_is_not_stored_is_copied_by_keys(
    browser: Browser, client: httpx.Client
) -> None:
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open(
            _start(client, text="Ia  datang. Tahun 20i9.", only="space.double")
        )
        _open_run(page)
        page.keyboard.press("f")
        expect(page.locator("[data-copy]")).to_be_focused()
        page.keyboard.press("Enter")
        page.get_by_text("Copied: Ia datang.").wait_for()


def test_fixes_are_previewed_applied_and_undone(
    browser: Browser, client: httpx.Client
) -> None:
    address = str(client.base_url).rstrip("/")
    with open_browser_page(browser, address, has_scripts=False) as opened:
        page = opened.open(_start(client, only="space"))
        _open_run(page)
        page.locator(".groups summary").click()
        page.get_by_role("link", name="Show the findings").click()
        assert "Ia tinggal di Hanoi 0." in page.locator(".fixed").first.inner_text()
        page.get_by_label("Decide on finding 3").uncheck()
        page.get_by_role("button", name="Apply the fix").click()
        page.wait_for_url("**fixed=i**")
        assert _count_targets(client, "di  Hanoi") == 1
        page.get_by_role("button", name="Take back").click()
        page.get_by_text("2 findings are open again").wait_for()
        assert _count_targets(client, "di  Hanoi") == 3


def test_a_fix_is_offered_where_it_can_be_applied(seeds_address: str) -> None:
    with httpx.Client(base_url=seeds_address, timeout=60) as client:
        begun = client.get(
            _start(client, only="term.forbidden"), headers={"accept": "text/html"}
        )
        while "groups" not in begun.text:
            begun = client.get(str(begun.url), headers={"accept": "text/html"})
        group_addresses = re.findall(r'hx-get="(/checks/\w+/groups/\w+)', begun.text)
        assert group_addresses, "paragraphs of a page without an original"
        for address in group_addresses:
            shown = client.get(address, headers={"hx-request": "true"}).text
            assert "With the fix:" in shown
            assert "Apply the fix" not in shown


def test_findings_of_one_house_rule_or_of_punctuation_are_one_cause() -> None:
    calque = "Calque: begin a new sentence (di-mana)"
    spelling = "Usual spelling: “amendemen” (spelling)"
    found = [
        ("style.rule", "; di mana,", None, calque),
        ("style.rule", ", di mana", None, calque),
        ("style.rule", "amandemen", "amendemen", spelling),
        ("style.rule", "Amandemen", "Amendemen", spelling),
        ("punct.end", "Hanoi", "Hanoi.", "Missing full stop at the end"),
        ("punct.end", "hutan", "hutan.", "Missing full stop at the end"),
        ("num.value", "16", None, "“15” is missing"),
        ("num.value", "17", None, "“15” is missing"),
    ]
    findings = [
        FindingInContext(
            unit=str(number),
            check=check,
            severity=Severity.WARNING,
            message=message,
            quote=quote,
            source_span=None,
            target_span=(0, len(quote)),
            fix=fix,
            fingerprint=str(number),
            source_text=None,
            target_text=quote,
            source_locale=None,
            target_locale="id",
            messages={"en": message},
            article=None,
            headline=None,
        )
        for number, (check, quote, fix, message) in enumerate(found)
    ]
    groups = group_findings(
        ShownFinding(finding, FindingState.OPEN, None) for finding in findings
    )
    quotes = {tuple(one.finding.quote for one in group.findings) for group in groups}
    assert quotes == {
        ("; di mana,", ", di mana"),
        ("amandemen", "Amandemen"),
        ("Hanoi", "hutan"),
        ("16",),
        ("17",),
    }
    assert {group.quote for group in groups} == {None, "16", "17"}


def test_hostile_texts_are_shown_as_text(
    browser: Browser, client: httpx.Client
) -> None:
    address = str(client.base_url).rstrip("/")
    text = f"{_HOSTILE}  <b>tebal</b>  {_HOSTILE}"
    with open_browser_page(browser, address, width=390, theme="dark") as opened:
        page = opened.open(_start(client, text=text))
        _open_run(page)
        page.locator(".groups summary").first.click()
        page.locator(".findings > li").first.wait_for()
        assert _HOSTILE in page.locator(".findings").first.inner_text()
        assert page.locator("main img, main b").count() == 0
        opened.verify()


def test_a_thousand_findings_stay_small(client: httpx.Client) -> None:
    lines = "\n".join(f"Kata{number}  dan kota{number} ,ya." for number in range(500))
    location = _start(client, text=lines)
    answer = _wait(client, location)
    assert answer.status_code == 200
    assert len(answer.content) <= _MOST_HTML_BYTES
    assert "1,000 findings" in answer.text


def test_open_findings_are_saved_as_files(client: httpx.Client) -> None:
    location = _start(client, text="=Ia  datang.", only="space.double")
    _wait(client, location)
    run = location.partition("?")[0]
    beginnings = {"html": b"<!", "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "sarif": b"{"}
    for name, beginning in beginnings.items():
        saved = client.get(f"{run}/report", params={"format": name, "labels": "vi"})
        assert saved.status_code == 200, saved.text
        assert saved.content.startswith(beginning)
        assert f"findings.{name}" in saved.headers["content-disposition"]
    table = client.get(f"{run}/report", params={"format": "csv"}).text
    assert "space.double" in table
    assert "'=Ia  datang." in table


def _wait(client: httpx.Client, location: str) -> httpx.Response:
    """Wait for the end of a run, as a browser that loads the page again."""
    for _ in range(60):
        shown = client.get(location, headers={"accept": "text/html"})
        if "refresh" not in shown.headers:
            break
    return shown


def test_the_languages_of_the_memory_are_offered(client: httpx.Client) -> None:
    shown = client.get("/checks", headers={"accept": "text/html"}).text
    assert re.search(r'name="source"[^>]*value="vi"', shown)
    assert re.search(r'name="target"[^>]*value="id"', shown)


def test_who_gives_no_reason_is_told(client: httpx.Client) -> None:
    location = _start(client, text="Ia  datang.", only="space.double")
    run = location.partition("?")[0]
    shown = _wait(client, location)
    group = shown.text.partition('id="g-')[2][:12]
    findings = client.get(f"/api/v1/jobs/{run.rpartition('/')[2]}/file").json()
    refused = client.post(
        f"{run}/decide",
        data={
            "group": group,
            "action": "dismiss",
            "fingerprints": findings["fingerprint"],
        },
    )
    assert refused.status_code == 422
    assert "give a reason" in refused.text


def test_a_check_called_not_useful_too_often_is_proposed_to_be_off(
    client: httpx.Client,
) -> None:
    _dismiss(client, "space.double", 19, "not useful")
    decisions = client.get("/checks/decisions", headers={"accept": "text/html"})
    assert "Checks to switch off" not in decisions.text, "19 say too little"
    location = _start(client, text="Ia  datang.  Ia  pergi.", only="space.double")
    run = _wait(client, location)
    _dismiss(client, "space.double", 18, "house style")
    _dismiss(client, "space.double", 2, "not useful", first=18)
    decisions = client.get("/checks/decisions", headers={"accept": "text/html"})
    assert "Checks to switch off" not in decisions.text
    _dismiss(client, "space.double", 1, "not useful: a table", first=20)
    decisions = client.get(
        "/checks/decisions", headers={"accept": "text/html", "accept-language": "vi"}
    )
    assert "không hữu ích: a table" in decisions.text
    decisions = client.get("/checks/decisions", headers={"accept": "text/html"})
    says = "Of 21 dismissed findings, people called 3 not useful (14%)"
    assert says in decisions.text
    group = run.text.partition('id="g-')[2][:12]
    address = location.partition("?")[0]
    shown = client.get(f"{address}/groups/{group}", headers={"accept": "text/html"})
    assert says in shown.text
    assert 'skip = ["space.double"]' in shown.text
    for one in client.get("/api/v1/dismissals").json()["dismissals"]:
        client.delete(f"/api/v1/dismissals/{one['fingerprint']}")


def _dismiss(
    client: httpx.Client, check: str, count: int, reason: str, first: int = 0
) -> None:
    findings = [
        {"fingerprint": f"{number:016x}", "check": check}
        for number in range(first, first + count)
    ]
    answer = client.post(
        "/api/v1/dismissals", json={"findings": findings, "reason": reason}
    )
    assert answer.is_success, answer.text


def test_a_run_is_cancelled_and_begun_again(client: httpx.Client) -> None:
    lines = "\n".join(f"Kata{number}  dan kota{number} ,ya." for number in range(2500))
    location = _start(client, text=lines)
    run = location.partition("?")[0]
    cancelled = client.post(f"{run}/cancel", headers={"accept": "text/html"})
    assert cancelled.status_code == 303, cancelled.text
    shown = client.get(location, headers={"accept": "text/html"})
    while "refresh" in shown.headers:
        shown = client.get(location, headers={"accept": "text/html"})
    assert "The check was cancelled" in shown.text
    again = client.post(f"{run}/resume", headers={"accept": "text/html"})
    assert again.status_code == 303, again.text
    state = client.get(f"/api/v1/jobs/{run.rpartition('/')[2]}").json()["state"]
    assert state in ("queued", "running")
    client.post(f"{run}/cancel", headers={"accept": "text/html"})


def test_units_of_a_state_are_checked(client: httpx.Client) -> None:
    location = _start(client, state="final", only="space.double")
    shown = _wait(client, location)
    assert "Nothing could be checked" in shown.text
    assert "no units match these filters" in shown.text
    shown = _wait(client, _start(client, state="translated", only="space.double"))
    assert "state=translated" in shown.text
    assert "3 findings" in shown.text


def test_a_run_is_named_by_the_headline_and_says_how_much_there_is(
    client: httpx.Client,
) -> None:
    page = (
        "Vietnam.vn - Nền tảng quảng bá Việt Nam\n\nKebun bakau Dat Mui pulih\n\n"
        "28/11/2025\n\nHutan bakau di Dat Mui  pulih kembali berkat warga setempat."
    )
    shown = _wait(client, _start(client, text=page, only="space.double"))
    [title] = re.findall("<h1>(.*?)</h1>", shown.text, re.DOTALL)
    assert "Kebun bakau Dat Mui pulih" in title and "Nền tảng" not in title
    assert "total=4" in _start(client, only="space.double")
    assert "total=0" in _start(client, only="space.double", state="final")
    assert "total" not in _start(client, text="Ia  datang.")


def test_a_scorecard_weighs_open_findings_by_words(
    browser: Browser, client: httpx.Client
) -> None:
    original = "16,7 tỷ đồng đã được chi."
    text = "Sebanyak 16,7 juta dong telah  dibelanjakan ."
    location = _start(client, original_text=original, text=text)
    run = location.partition("?")[0]
    _wait(client, location)
    shown = client.get(f"{run}/scorecard", headers={"accept": "text/html"})
    assert "Quality score" in shown.text and "Linguistic conventions" in shown.text
    with open_browser_page(
        browser, str(client.base_url).rstrip("/"), width=390
    ) as opened:
        opened.open(f"{run}/scorecard")
        opened.verify()
    rows = _read_scorecard(client, run)
    whole = rows.pop("all")
    lines = client.get(f"/api/v1/jobs/{run.rpartition('/')[2]}/file").text.splitlines()
    findings = [json.loads(line) for line in lines]
    weights = {"error": 5, "warning": 1, "info": 0}
    penalty = sum(weights[finding["severity"]] for finding in findings)
    assert penalty == int(whole["penalty"]) >= 6
    assert penalty == sum(int(row["penalty"]) for row in rows.values())
    assert int(whole["words"]) == 6
    assert float(whole["per 1000 words"]) == pytest.approx(1000 * penalty / 6)
    numbers = [one for one in findings if one["check"].startswith("num.")]
    for finding in numbers:
        values = {"findings": [{"fingerprint": finding["fingerprint"]}]}
        dismissed = client.post("/api/v1/dismissals", json={**values, "reason": "so"})
        assert dismissed.is_success
    after = _read_scorecard(client, run)
    assert "Accuracy" in rows and "Accuracy" not in after
    left = penalty - sum(weights[finding["severity"]] for finding in numbers)
    assert int(after["all"]["penalty"]) == left
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open(run)
        page.locator(".groups summary").first.focus()
        marks = (
            ("Critical", "1", "is critical now"),
            ("Not critical", "0", "not critical any more"),
        )
        for button, critical, said in marks:
            # After a decision the page leads back to its cause when it is loaded.
            page.wait_for_load_state()
            page.wait_for_function("document.activeElement.closest('.groups')")
            page.keyboard.press("c")
            page.get_by_role("button", name=button, exact=True).focus()
            page.keyboard.press("Enter")
            page.locator(".note.done", has_text=said).wait_for()
            marked = _read_scorecard(client, run)["all"]
            assert marked["critical"] == critical
            assert (int(marked["penalty"]) >= 25) is (critical == "1")


def test_a_finding_stays_critical_in_later_runs(client: httpx.Client) -> None:
    run = _start(client, only="num.value").partition("?")[0]
    group = _wait(client, run).text.partition('id="g-')[2][:12]
    [line] = client.get(f"/api/v1/jobs/{run.rpartition('/')[2]}/file").text.splitlines()
    form = {"group": group, "fingerprints": json.loads(line)["fingerprint"]}
    for mark, critical in (("critical", "1"), ("not_critical", "0")):
        marked = client.post(f"{run}/critical", data={**form, "mark": mark})
        assert marked.status_code == 303, marked.text
        later = _start(client, only="num.value").partition("?")[0]
        _wait(client, later)
        assert _read_scorecard(client, later)["all"]["critical"] == critical


def _read_scorecard(client: httpx.Client, run: str) -> dict[str, dict[str, str]]:
    table = client.get(f"{run}/scorecard/csv?table=dimensions").text
    rows = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
    return {row["name"]: row for row in rows}


def _count_targets(client: httpx.Client, text: str) -> int:
    units = client.get("/api/v1/units", params={"limit": 100}).json()["units"]
    return sum(text in unit["target"] for unit in units)
