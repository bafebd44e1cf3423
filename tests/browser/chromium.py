"""A Chromium without a window, spoken to over two pipes in its DevTools protocol."""

import json
import os
import select
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_UNUSED_FEATURES = (
    # The address bar's own pages, loaded for each page: half of its processor time.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    # What Playwright leaves out; the last such option is the one that counts.
    *("AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync", "HttpsUpgrades"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "DestroyProfileOnBrowserClose"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter"),
    *("NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding"),
    *("PreconnectToSearch", "ThirdPartyStoragePartitioning"),
)
OPTIONS = (
    *("--no-sandbox", "--disable-gpu"),
    f"--disable-features={','.join(_UNUSED_FEATURES)}",
)
"""Of every Chromium that tests start."""
_PATIENCE = 120
"""Seconds to wait for an answer on a machine that others use."""
Json = dict[str, Any]


def program() -> str | None:
    """Where Chromium is installed, if it is."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


class Browser:
    """The browser's end of the pipes, with messages that have come."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self._buffer = b""
        self._last = 0
        self.events: list[Json] = []
        """What has happened, of all pages, in order."""

    def call(self, method: str, session: str | None = None, **values: object) -> Json:
        """What a method answers; events that come before are kept."""
        self._last += 1
        message: Json = {"id": self._last, "method": method, "params": values}
        if session is not None:
            message["sessionId"] = session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        while True:
            come = self._read()
            if come.get("id") == self._last:
                assert "error" not in come, come
                result: Json = come["result"]
                return result
            self.events.append(come)

    def wait(self, method: str, session: str) -> None:
        """Wait for an event of a page."""
        while not any(
            one.get("method") == method and one.get("sessionId") == session
            for one in self.events
        ):
            self.events.append(self._read())

    def _read(self) -> Json:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._reading], [], [], _PATIENCE)
            assert ready, "the browser does not answer"
            more = os.read(self._reading, 1 << 16)
            assert more, "the browser is gone"
            self._buffer += more
        message, _, self._buffer = self._buffer.partition(b"\0")
        value: Json = json.loads(message)
        return value


class Page:
    """One page, with all that it asked for and all that went wrong on it."""

    def __init__(
        self, browser: Browser, file: Path, *, width: int = 1200, scripts: bool = True
    ) -> None:
        self._browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self._session: str = browser.call(
            "Target.attachToTarget", targetId=target, flatten=True
        )["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.resize(width)
        self.call("Page.navigate", url=file.as_uri())
        browser.wait("Page.loadEventFired", self._session)

    def call(self, method: str, **values: object) -> Json:
        """What a method of the page answers."""
        return self._browser.call(method, self._session, **values)

    def value(self, script: str) -> Any:  # what JSON may be
        """What a script gives, as JSON holds it."""
        found = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def resize(self, width: int, height: int = 800) -> None:
        """Show the page as on a screen of this size; narrow ones are phones."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    @property
    def asked(self) -> list[str]:
        """The addresses that it asked for, its own first."""
        return [
            one["params"]["request"]["url"]
            for one in self._events("Network.requestWillBeSent")
        ]

    @property
    def errors(self) -> list[Json]:
        """What scripts threw, and what the browser complained of."""
        return [
            *self._events("Runtime.exceptionThrown"),
            *self._events("Runtime.consoleAPICalled"),
            *self._events("Log.entryAdded"),
        ]

    def _events(self, method: str) -> Iterator[Json]:
        self.value("0")  # all that came before has been read then
        for one in self._browser.events:
            if one.get("sessionId") == self._session and one["method"] == method:
                yield one


@contextmanager
def running(path: str, folder: Path) -> Iterator[Browser]:
    """A browser with a new profile in a folder; its processes end with it."""
    to_browser, writing = os.pipe()
    reading, from_browser = os.pipe()
    command = [
        *(path, "--headless=new", "--remote-debugging-pipe", *OPTIONS),
        *("--no-first-run", "--disable-background-networking"),
        *(f"--user-data-dir={folder}", "about:blank"),
    ]
    quiet = os.open(os.devnull, os.O_WRONLY)
    process = os.posix_spawn(
        path,
        command,
        {**os.environ, "HOME": str(folder)},
        file_actions=[
            (os.POSIX_SPAWN_DUP2, to_browser, 3),
            (os.POSIX_SPAWN_DUP2, from_browser, 4),
            (os.POSIX_SPAWN_DUP2, quiet, 1),
            (os.POSIX_SPAWN_DUP2, quiet, 2),
        ],
        setpgroup=0,
    )
    for end in (to_browser, from_browser, quiet):
        os.close(end)
    try:
        yield Browser(reading, writing)
    finally:
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(reading)
        os.close(writing)
