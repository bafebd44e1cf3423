"""What the dialects of other tools, and an assistant's tools, add to a lookup.

`benchmarks/server.py … --dialects` runs it. Each request looks up one text, one after
another, and the processor time of the server is read; beside it is that of the same
lookup without a server. Wanted are at most two bare lookups on top.
"""

import json
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from itertools import cycle, islice
from time import process_time
from typing import NamedTuple
from urllib.parse import quote, urlencode

from server_load import read_processor_seconds

import padanan

_JSON = {"content-type": "application/json"}
_MCP_HEADERS = {**_JSON, "accept": "application/json, text/event-stream"}


class _Question(NamedTuple):
    """A request of some client for the translation of a text."""

    name: str
    verb: str
    path: str
    body: object = None


def print_dialects(
    memory: padanan.Memory,
    process_id: int,
    port: int,
    queries: Sequence[str],
    request_count: int,
) -> None:
    """Print the processor time a request of each dialect and tool."""
    source, target = str(memory.settings.source), str(memory.settings.target)
    texts = list(islice(cycle(queries), request_count))
    bare = _measure_lookups(memory, texts)
    costs: dict[str, float] = {}
    connection = HTTPConnection("127.0.0.1", port)
    names = [each.name for each in _list_questions("", source, target)]
    for index, name in enumerate(names):
        begin = 0.0
        for number, text in enumerate((*texts[:50], *texts)):
            if number == 50:  # so that what is made once is made
                begin = read_processor_seconds(process_id)
            _ask(connection, list(_list_questions(text, source, target))[index])
        used = read_processor_seconds(process_id) - begin
        costs[name] = used / len(texts) * 1e6
    # What else the machine does slows either: the lower figure is the stricter bar.
    bare = min(bare, _measure_lookups(memory, texts))
    print(f"\n{'':24} {'CPU µs':>8} {'added':>8} {'bare lookups':>13}")
    print(f"{'bare lookup':24} {bare:8,.0f}")
    for name, cost in costs.items():
        added = cost - bare
        print(f"{name:24} {cost:8,.0f} {added:8,.0f} {added / bare:13.2f}")


def _measure_lookups(memory: padanan.Memory, texts: Sequence[str]) -> float:
    """Measure the microseconds of a lookup without a server."""
    for text in texts:
        memory.lookup(text)
    begin = process_time()
    for text in texts:
        memory.lookup(text)
    return (process_time() - begin) / len(texts) * 1e6


def _list_questions(text: str, source: str, target: str) -> Iterator[_Question]:
    pair = {"source": source, "target": target}
    query = urlencode({"q": text, "langpair": f"{source}|{target}"})
    unit_path = f"{source}/{target}/unit/{quote(text, safe='')}"
    yield _Question(
        "REST", "GET", f"/api/v1/lookup?{urlencode({'text': text, **pair})}"
    )
    yield _Question("tmserver", "GET", f"/tmserver/{unit_path}")
    yield _Question("amagama", "GET", f"/amagama/api/v1/{unit_path}")
    yield _Question("apertium", "GET", f"/apertium/translate?{query}")
    body: dict[str, object] = {"q": text, **pair}
    yield _Question("libretranslate", "POST", "/libretranslate/translate", body)
    body = {"text": [text], "source_lang": source, "target_lang": target}
    yield _Question("deepl", "POST", "/deepl/v2/translate", body)
    body = {"strings": [text], "source_language": source, "target_language": target}
    yield _Question("weblate", "POST", "/weblate/api/memory/lookup/", body)
    yield _Question("mymemory", "GET", f"/mymemory/get?{query}")
    body = {"source": text, "sourceLang": source, "targetLang": target}
    yield _Question("t5memory", "POST", "/t5memory/default/fuzzysearch", body)
    for tool in ("lookup", "terms_in_text", "prompt"):
        call = {"name": tool, "arguments": {"text": text, **pair}}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        yield _Question(f"MCP {tool}", "POST", "/mcp/", body)


def _ask(connection: HTTPConnection, question: _Question) -> None:
    is_tool = question.name.startswith("MCP")
    connection.request(
        question.verb,
        question.path,
        None if question.body is None else json.dumps(question.body).encode(),
        _MCP_HEADERS if is_tool else _JSON,
    )
    response = connection.getresponse()
    content = response.read()
    assert response.status == 200, (question, response.status, content[:200])
