"""The server for assistants, driven by the client of its library.

Over HTTP and over standard input and output, by the protocol of 2025 with its
handshake and by that of 2026 without.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from statistics import median

import anyio
import httpx
import mcp
import mcp_types
import pytest

from padanan.assistants.token_estimate import estimate_tokens
from tests.examples import quick_first
from tests.web.serving import serve
from web.database.server_database import ServerDatabase
from web.people.suggestions import list_suggestions

TOOLS: Mapping[str, dict[str, object]] = {
    "lookup": {"text": "Mỗi hộ nhận chăm sóc trung bình 3 ha."},
    "concordance": {"phrase": "rừng ngập mặn"},
    "term": {"text": "thu truong cong an"},
    "terms_in_text": {"text": "Thứ trưởng Bộ Công an Phạm Thế Tùng"},
    "check": {"text": "Petenis itu.", "source_text": "Tay vợt cầu lông ấy."},
    "unit": {"key": "a097afbfe29fbc65#2"},
    "prompt": {"text": "Thứ trưởng Bộ Công an dự họp báo ở Luân Đôn."},
}
LANGUAGES = {"source": "vi", "target": "id"}
PROTOCOLS = {"auto": "2026-07-28", "legacy": "2025-11-25"}
_ADDRESS = re.compile(r"padanan://\w+/[\w+:-]+")
Session = Callable[[mcp.Client], Awaitable[None]]


def _drive(
    target: str | mcp.StdioServerParameters, session: Session, mode: str = "auto"
) -> None:
    """Run a session of the client with a server."""

    async def run() -> None:
        async with mcp.Client(target, mode=mode) as client:
            await session(client)

    anyio.run(run)


@pytest.fixture(autouse=True)
def own_server_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PADANAN_SERVER_DATABASE", str(tmp_path / "server.db"))


@pytest.fixture(scope="module")
def address(database: Path) -> Iterator[str]:
    """The address of a web server, which answers assistants, too."""
    with serve(database) as client:
        yield str(client.base_url.join("/mcp"))


async def _call(client: mcp.Client, name: str, **arguments: object) -> str:
    answer = await client.call_tool(name, arguments)
    text = _read_text(answer)
    assert not answer.is_error, text
    return text


def _read_text(answer: mcp_types.CallToolResult) -> str:
    [content] = answer.content
    assert isinstance(content, mcp_types.TextContent)
    return content.text


def _add_languages(name: str) -> dict[str, object]:
    return TOOLS[name] if name in ("unit", "term") else {**TOOLS[name], **LANGUAGES}


async def _use_every_tool(client: mcp.Client) -> None:
    tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == [*TOOLS, "suggest"]
    answers = {
        name: await _call(client, name, **_add_languages(name)) for name in TOOLS
    }
    assert "London" in answers["prompt"]
    assert "Wakil Menteri Keamanan Publik" in answers["term"]
    assert "Wakil Menteri Keamanan Publik Pham The Tung" in answers["terms_in_text"]
    assert "pebulu tangkis" in answers["check"]
    assert "mangrove" in answers["concordance"].lower()
    assert "article: padanan://article/a097afbfe29fbc65" in answers["unit"]


@pytest.mark.parametrize(("mode", "version"), PROTOCOLS.items())
def test_every_tool_answers_over_http(address: str, mode: str, version: str) -> None:
    async def session(client: mcp.Client) -> None:
        assert client.protocol_version == version
        await _use_every_tool(client)

    _drive(address, session, mode)


@pytest.mark.parametrize(("mode", "version"), quick_first(1, PROTOCOLS.items()))
def test_every_tool_answers_over_stdio(database: Path, mode: str, version: str) -> None:
    async def session(client: mcp.Client) -> None:
        assert client.protocol_version == version
        await _use_every_tool(client)

    program = "from cli import main; main()"
    arguments = ["-c", program, "mcp", "--database", str(database)]
    server = mcp.StdioServerParameters(command=sys.executable, args=arguments)
    _drive(server, session, mode)


def test_a_suggestion_over_stdio_waits_for_a_reviewer(
    database: Path, tmp_path: Path
) -> None:
    async def session(client: mcp.Client) -> None:
        answer = await _call(
            client, "suggest", source_text="họp", target_text="rapat", **LANGUAGES
        )
        assert re.fullmatch(r"Suggestion s\w{16} waits for a reviewer.", answer)

    arguments = ["-c", "from cli import main; main()", "mcp"]
    server = mcp.StdioServerParameters(
        command=sys.executable,
        args=[*arguments, "--database", str(database)],
        env={**os.environ},
    )
    _drive(server, session)
    with closing(ServerDatabase(str(tmp_path / "server.db"))) as opened:
        [suggestion] = list_suggestions(opened, "default", state=None, limit=10)
        assert suggestion.unit.target_text == "rapat"
        assert (suggestion.state, suggestion.person) == ("open", None)
        assert suggestion.assistant


def test_definitions_are_short(address: str) -> None:
    async def session(client: mcp.Client) -> None:
        tools = (await client.list_tools()).tools
        definitions = [
            tool.model_dump(by_alias=True, exclude_none=True) for tool in tools
        ]
        text = json.dumps(definitions, ensure_ascii=False, separators=(",", ":"))
        assert estimate_tokens(text) <= 1200
        assert [tool.name for tool in tools if tool.annotations is None] == ["suggest"]
        for tool in tools:
            properties = tool.input_schema["properties"]
            assert ("budget" in properties) == (tool.name not in ("unit", "suggest"))
            assert {*tool.input_schema.get("required", ())} <= {*properties}

    _drive(address, session)


def test_answers_keep_to_their_budget(address: str) -> None:
    async def session(client: mcp.Client) -> None:
        sizes = []
        for name in TOOLS:
            answer = await _call(client, name, **_add_languages(name))
            sizes.append(estimate_tokens(answer))
            if name != "prompt":
                assert sizes[-1] <= 400
            small = await _call(client, name, **_add_languages(name), budget=120)
            assert estimate_tokens(small) <= 120
        assert median(sizes) <= 400
        short = await _call(
            client, "concordance", **_add_languages("concordance"), budget=200
        )
        assert "more; ask for less, or with a larger budget" in short

    _drive(address, session)


def test_no_key_that_an_answer_cites_is_dead(address: str) -> None:
    async def session(client: mcp.Client) -> None:
        queries: list[tuple[str, dict[str, object]]] = [
            *((name, _add_languages(name)) for name in TOOLS),
            # Composed of the matches of two sentences.
            ("lookup", {"text": "Họp báo. Cuộc họp báo ở Hà Nội.", **LANGUAGES}),
            ("lookup", {"text": "họp báo", **LANGUAGES}),
            ("concordance", {"phrase": "a", "source": "id", "target": "vi"}),
            ("term", {"text": "Bộ Công an"}),
            ("term", {"text": "menteri"}),
        ]
        cited: set[str] = set()
        for name, arguments in queries:
            answer = await _call(client, name, **arguments, budget=20_000)
            cited |= {*_ADDRESS.findall(answer)}
            cited |= {
                f"padanan://unit/{k}" for k in re.findall(r"unit (\w{16})", answer)
            }
        kinds = {address.split("/")[2] for address in cited}
        assert kinds == {"unit", "article", "concept"}
        assert len(cited) > 30
        while cited:  # what they cite themselves, too
            address = cited.pop()
            [content] = (await client.read_resource(address)).contents
            assert isinstance(content, mcp_types.TextResourceContents)
            assert content.text
            if "/article/" in address:
                cited |= {*_ADDRESS.findall(content.text)}

    _drive(address, session)


def test_mistakes_are_explained(address: str) -> None:
    async def session(client: mcp.Client) -> None:
        for name, arguments, message in (
            ("lookup", {"txt": "x"}, "unknown parameter 'txt'; did you mean text?"),
            ("lookup", {}, "give text"),
            ("lookup", {"text": "x", "source": "vi"}, "no target language"),
            ("lookup", {"text": 5}, "text: expected a text, got a whole number"),
            ("lookup", {"text": "x", "budget": 5}, "budget must be a whole number"),
            ("unit", {"key": "ffff"}, "no unit 'ffff'"),
            ("prompt", {**LANGUAGES}, "give a text or an article"),
            ("remove", {}, "unknown tool 'remove'"),
            ("suggest", {"source_text": "x"}, "give target_text"),
        ):
            answer = await client.call_tool(name, arguments)
            assert answer.is_error
            assert message in _read_text(answer)
        for address in ("padanan://unit/ffff", "padanan://x/1", "padanan://article/ff"):
            with pytest.raises(mcp.MCPError, match=r"no (unit|resource|article)"):
                await client.read_resource(address)

    _drive(address, session)


def test_templates_name_the_kinds_of_resources(address: str) -> None:
    async def session(client: mcp.Client) -> None:
        templates = (await client.list_resource_templates()).resource_templates
        assert [template.uri_template for template in templates] == [
            "padanan://unit/{key}",
            "padanan://concept/{key}",
            "padanan://article/{key}",
        ]

    _drive(address, session)


def test_pages_of_other_sites_and_other_hosts_are_refused(address: str) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    for headers in ({"origin": "https://evil.example"}, {"host": "evil.example"}):
        response = httpx.post(f"{address}/", json=message, headers=headers)
        assert response.status_code == 403


def test_a_server_does_not_import_the_library_before_it_is_asked() -> None:
    program = "import sys, web.app; sys.exit('mcp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
