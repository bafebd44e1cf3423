"""The page that a link opens: the address that is printed, its policy, its script."""

import re
from pathlib import Path

import httpx
import pytest

from tests.web.people.team import make_team
from tests.web.serving import serve
from web.pages.link_page import LINK_PATH
from web.pages.page_endpoint import PAGE_CONTENT_SECURITY_POLICY
from web.settings import ServerSettings

_FROM_A_MESSAGE = {
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
}


def test_a_link_in_a_message_opens_a_page_that_runs_its_own_script_only(
    tmp_path: Path,
) -> None:
    team = make_team(tmp_path)
    with serve(tmp_path / "x.db", team.settings) as client:
        answer = client.get(LINK_PATH, headers=_FROM_A_MESSAGE)
        refused = client.post(LINK_PATH, content="password=a")
    team.database.close()
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert refused.status_code == 405
    assert answer.headers["content-security-policy"] == PAGE_CONTENT_SECURITY_POLICY
    assert "unsafe" not in PAGE_CONTENT_SECURITY_POLICY
    assert not re.search(r"<style|<script(?! src=)| style=| on\w+=", answer.text)


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (ServerSettings(), "http://127.0.0.1:8765"),
        (ServerSettings(host="0.0.0.0", port=80), "http://127.0.0.1:80"),
        (ServerSettings(allowed_hosts=("localhost", "tm.lan")), "http://tm.lan:8765"),
        (ServerSettings(allowed_hosts=("fd00::1",)), "http://[fd00::1]:8765"),
        (
            ServerSettings(
                allowed_hosts=("127.0.0.1", "tm.example"),
                trusted_proxies=("127.0.0.1",),
            ),
            "https://tm.example",
        ),
    ],
)
def test_the_address_of_a_link_is_the_one_that_people_call(
    settings: ServerSettings, address: str
) -> None:
    assert settings.address == address
    assert httpx.URL(address).host
