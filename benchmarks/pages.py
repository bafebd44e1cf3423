"""What a reader waits for: first paint of each page, and results as somebody types.

    python benchmarks/pages.py MEMORY.db QUERIES.txt
        [--count N] [--loads N] [--pause MS]

MEMORY.db has the units and QUERIES.txt a text a line; server_corpus.py makes both.
`padanan serve` runs with one worker on this machine, and a Chromium without a window
opens its pages (of a Python with Playwright, which the tests need too).

Printed: for each page the bytes of its HTML, the bytes of its styles and scripts as
they are sent, and the median first paint with nothing in the browser's cache; and for
the search the milliseconds from a key press to the painted results, of every letter of
the first words of N queries: stage by stage, those of the server by its header
Server-Timing. Each key is pressed a moment after the results of the last are painted:
80 ms, so about eight keys a second, which few people type. With `--pause 0`, the
browser still draws the last results while the server searches for the next.
The bars: 60 kB, 90 kB, 300 ms, and 50 ms for 95 of 100 keys.
"""

import argparse
import shutil
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from server_processes import find_free_port, run_server

_HTML_BYTES, _ASSET_BYTES, _PAINT_MS, _KEY_MS = 60_000, 90_000, 300, 50
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_WORDS = 3
_PATHS = (
    *("/", "/checks", "/articles", "/review", "/terms", "/import", "/history"),
    *("/people", "/translate", "/overview"),
)

_STAGES = {
    "sent": "key to request",
    "answered": "request to the first byte",
    "read": "reading the answer",
    "shown": "HTML to elements, style, layout",
    "framed": "wait for the next frame",
    "painted": "paint",
}
"""The ends of the stages of a key, in their order, each with the name of the stage."""
_WATCH_KEYS = """
let key = null, tellPainted = () => {};
window.keys = [];
// Asking again and again would let the browser paint at each frame.
window.waitForKeys = (count) => new Promise((resolve, reject) => {
  tellPainted = () => { if (window.keys.length >= count) resolve(); };
  tellPainted();
  setTimeout(reject, 60_000, new Error("no results were painted for a minute"));
});
document.addEventListener("beforeinput", () => {
  key = {pressed: performance.now()};
}, true);
document.addEventListener("DOMContentLoaded", () => {
  const results = document.getElementById("results");
  new MutationObserver(() => {
    if (!key || key.shown) return;
    key.shown = performance.now();
    requestAnimationFrame(seePaint);
  }).observe(results, {childList: true});
});
const seePaint = () => {
  key.framed = performance.now();
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    key.painted = performance.now();
    window.keys.push(key);
    key = null;
    tellPainted();
  };
  channel.port2.postMessage(null);
};
"""
_READ_KEYS = """() => {
  const answers = performance.getEntriesByType("resource")
    .filter((one) => one.name.includes("/?"));
  return window.keys.map((key, index) => ({
    ...key,
    sent: answers[index].startTime,
    answered: answers[index].responseStart,
    read: answers[index].responseEnd,
    server: Object.fromEntries(
      answers[index].serverTiming.map((one) => [one.name, one.duration])),
  }));
}"""

_MEASURE_LOAD = """() => {
  const assets = performance.getEntriesByType("resource")
    .filter((one) => /[.](css|js)([?]|$)/.test(one.name));
  return {
    html: performance.getEntriesByType("navigation")[0].decodedBodySize,
    assets: assets.reduce((sum, one) => sum + one.encodedBodySize, 0),
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  };
}"""


@dataclass(frozen=True, slots=True)
class Load:
    """A page as it was loaded with an empty cache."""

    html_bytes: int
    asset_bytes: int
    paint_ms: float


def main() -> None:
    """Start the server and the browser, and print both tables."""
    options = _parse_options()
    lines = options.queries.read_text("utf-8").split("\n")
    texts = [" ".join(line.split()[:_WORDS]) for line in lines if line.strip()]
    print("python benchmarks/pages.py", *sys.argv[1:])
    with _serve(options.database) as address, _open_browser() as browser:
        _print_loads(browser, address, texts[0], options.loads)
        _print_keys(browser, address, texts[: options.count], options.pause)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--count", type=int, default=30, help="queries that are typed")
    parser.add_argument("--loads", type=int, default=7, help="loads of each page")
    parser.add_argument("--pause", type=int, default=80, help="ms between keys")
    return parser.parse_args()


@contextmanager
def _serve(database: Path) -> Iterator[str]:
    port = find_free_port()
    command = (
        *(sys.executable, "-c", "from cli import main; main()"),
        *("serve", "--port", str(port), "--database", str(database.resolve())),
    )
    with TemporaryDirectory() as folder:
        variables = {
            "PADANAN_SERVER_DATABASE": f"{folder}/server.db",
            "PADANAN_SERVER_REQUESTS_PER_MINUTE": "1000000",
        }
        with run_server(command, port, **variables):
            yield f"http://127.0.0.1:{port}"


@contextmanager
def _open_browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        sys.exit("no Chromium is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def _print_loads(browser: Browser, address: str, text: str, count: int) -> None:
    print("\n| page | HTML, bytes | CSS and JS as sent | first paint, ms |")
    print("|---|---|---|---|")
    for path in (*_PATHS, f"/?q={text}"):
        loads = [_load(browser, address + path) for _ in range(count + 1)][1:]
        load = loads[0]
        paint = statistics.median(load.paint_ms for load in loads)
        mark = _mark(
            load.html_bytes <= _HTML_BYTES,
            load.asset_bytes <= _ASSET_BYTES,
            paint <= _PAINT_MS,
        )
        print(
            f"| {path} | {load.html_bytes:,} | {load.asset_bytes:,} "
            f"| {paint:.0f}{mark} |",
            flush=True,
        )


def _mark(*bars: bool) -> str:
    return "" if all(bars) else " (misses its bar)"


def _load(browser: Browser, address: str) -> Load:
    """Load a page in a context of its own, whose cache is empty."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(address, wait_until="load")
    page.wait_for_function(
        "performance.getEntriesByName('first-contentful-paint').length"
    )
    measured = page.evaluate(_MEASURE_LOAD)
    context.close()
    return Load(measured["html"], measured["assets"], measured["paint"])


def _print_keys(
    browser: Browser, address: str, texts: Sequence[str], pause_ms: int
) -> None:
    page = browser.new_page(bypass_csp=True)
    page.add_init_script(_WATCH_KEYS)
    page.goto(address)
    page.locator("#q:focus").wait_for()
    keys = [key for text in texts for key in _type(page, text, pause_ms)]
    print("\n| stage of a key | median, ms | p95 |\n|---|---|---|")
    ends = ["pressed", *_STAGES]
    for start, end in pairwise(ends):
        _print_stage(_STAGES[end], [key[end] - key[start] for key in keys])
    for stage in dict.fromkeys(stage for key in keys for stage in key["server"]):
        times = [key["server"].get(stage, 0) for key in keys]
        _print_stage(f"in the server: {stage}", times)
    waits = [key["painted"] - key["pressed"] for key in keys]
    median, percentile = _find_quantiles(waits)
    mark = _mark(percentile <= _KEY_MS)
    print(
        f"\n{len(waits)} keys, from press to painted results: median "
        f"{median:.0f} ms, p95 {percentile:.0f}{mark}, largest {max(waits):.0f}"
    )


def _print_stage(name: str, times: Sequence[float]) -> None:
    median, percentile = _find_quantiles(times)
    print(f"| {name} | {median:.1f} | {percentile:.1f} |")


def _find_quantiles(values: Sequence[float]) -> tuple[float, float]:
    """Find the median, and what 95 of 100 values are below."""
    cuts = statistics.quantiles(values, n=100)
    return cuts[49], cuts[94]


def _type(page: Page, text: str, pause_ms: int) -> list[dict[str, Any]]:
    """Type a text letter by letter, and return the times of each. Any: of stages."""
    page.locator("#q").fill("")
    page.wait_for_timeout(500)
    page.evaluate("window.keys = []; performance.clearResourceTimings()")
    for number, letter in enumerate(text, 1):
        page.keyboard.type(letter)
        page.evaluate("(count) => waitForKeys(count)", number)
        page.wait_for_timeout(pause_ms)
    keys: list[dict[str, Any]] = page.evaluate(_READ_KEYS)
    return keys


if __name__ == "__main__":
    main()
