"""Fetching pages: politely, safely, and once.

What a page's address leads to is not known before, so time, size, redirects and
addresses are limited; a site's robots.txt is followed, and a host is asked slowly.
Everything that goes wrong is a FetchError that names the address.
"""

import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from tm.articles.web.address import demand_public_address
from tm.articles.web.cache import Fetched, PageCache
from tm.articles.web.connection import Deadline, OutOfTime, PrivateAddress, Transport
from tm.articles.web.content import demand_page, is_login_address, page_text
from tm.articles.web.gunzip import Gunzip
from tm.articles.web.robots import Robots
from tm.errors import FetchError, FormatError
from tm.settings import Fetch

AGENT = "Padanan"
_REDIRECTS = (301, 302, 303, 307, 308)
_PATIENCE = 2
"""Times in a row that a host may say nothing."""
_ROBOTS_BYTES = 500 * 1024
_REASONS = {
    401: ("asks for a login", "save the page as text and ingest the file"),
    403: (
        "refuses us (403); it may ask for a login",
        "save the page as text and ingest the file",
    ),
    404: ("there is no such page (404)", "check the address"),
    410: ("the page has been taken away (410)", ""),
    451: ("is withheld for legal reasons (451)", ""),
}


@dataclass(frozen=True, slots=True)
class _HttpAnswer:
    status: int
    headers: httpx.Headers
    content: bytes


class Fetcher:
    """Fetches pages for one run: remembers robots.txt, and who does not answer."""

    def __init__(
        self,
        settings: Fetch,
        *,
        offline: bool = False,
        refresh: bool = False,
        is_login_page: Callable[[str], bool] = lambda html: False,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Fetch from the cache only if `offline`, anew if `refresh`.

        `is_login_page` tells from a page's HTML whether it is a login form.
        """
        self.settings = settings
        self.cache = PageCache(settings.folder)
        self.offline = offline
        self._refresh = refresh
        self._is_login_page = is_login_page
        self._sleep = sleep
        self._clock = clock
        self._robots: dict[str, Robots] = {}
        self._last: dict[str, float] = {}
        self._slow: dict[str, int] = {}
        self._down: dict[str, str] = {}
        self._renewed: set[str] = set()

    def fetch(self, url: str) -> Fetched:
        """The page of an address: from the cache, else from the network.

        With `refresh`, a page in the cache is asked for anew, and stays as it is where
        the server says that it has not changed. Raises FetchError.
        """
        url = url.partition("#")[0]
        demand_public_address(url)
        cached_page = self.cache.get(url)
        if self.offline:
            return self.cache.demand(url)
        if cached_page is not None and (not self._refresh or url in self._renewed):
            return cached_page
        page = self._from_network(url, cached_page)
        self.cache.put(page)
        self._renewed.add(url)
        return page

    def _from_network(self, url: str, cached_page: Fetched | None) -> Fetched:
        deadline = Deadline(self._clock() + self.settings.total, self._clock)
        place, seen = url, [url]
        while True:
            self._demand_permission(place, deadline)
            answer = self._patiently(place, cached_page, deadline)
            if answer.status not in _REDIRECTS:
                break
            place = self._redirected(place, answer, seen)
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        if answer.status == 304 and cached_page is not None:
            return replace(cached_page, fetched=now, from_cache=False)
        _demand_success(place, answer)
        demand_page(place, answer.headers.get("content-type", ""), answer.content)
        self._demand_no_login(url, answer.content)
        headers = tuple((k.lower(), v) for k, v in answer.headers.multi_items())
        return Fetched(url, place, headers, now, answer.content)

    def _demand_no_login(self, url: str, content: bytes) -> None:
        """Raise FetchError for a login form, which some sites send as the page."""
        if b"password" not in content.lower():
            return
        with suppress(FormatError):
            if self._is_login_page(page_text(content, "", path=url).text):
                raise FetchError(
                    url, "asks for a login", "save the page as text and ingest the file"
                )

    def _redirected(self, place: str, answer: _HttpAnswer, seen: list[str]) -> str:
        location: str = answer.headers.get("location", "")
        if not location:
            raise FetchError(place, f"redirects ({answer.status}) to nowhere")
        try:
            onward = urljoin(place, location).partition("#")[0]
            demand_public_address(onward)
        except FetchError as error:
            raise FetchError(seen[0], f"redirects to {error}") from error
        except ValueError as error:
            raise FetchError(seen[0], f"redirects to {location!r}: {error}") from error
        if onward in seen:
            raise FetchError(
                seen[0], "redirects in a loop: " + " → ".join([*seen, onward])
            )
        if len(seen) > self.settings.redirects:
            raise FetchError(
                seen[0],
                f"redirects more than {self.settings.redirects} times",
                f"last to {onward}",
            )
        if is_login_address(onward) and not is_login_address(seen[0]):
            raise FetchError(
                seen[0],
                f"asks for a login, at {onward}",
                "save the page as text and ingest the file",
            )
        seen.append(onward)
        return onward

    def _demand_permission(self, url: str, deadline: Deadline) -> None:
        parts = demand_public_address(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            try:
                answer = self._robots_answer(f"{site}/robots.txt", deadline)
            except FetchError as error:
                raise FetchError(url, error.reason, error.advice) from error
            self._robots[site] = Robots.of(answer.status, answer.content)
        robots = self._robots[site]
        if not robots.allows(AGENT, url):
            reason = (
                "its robots.txt cannot be had (the server failed)"
                if robots.closed
                else "its robots.txt forbids programs to read it"
            )
            raise FetchError(url, reason, "save the page as text and ingest the file")

    def _robots_answer(self, url: str, deadline: Deadline) -> _HttpAnswer:
        answer = self._request(url, {}, deadline, _ROBOTS_BYTES, cut=True)
        for _ in range(self.settings.redirects):
            if answer.status not in _REDIRECTS:
                break
            location = answer.headers.get("location", "")
            try:
                url = urljoin(url, location)
            except ValueError as error:  # such as a half-open IPv6 address
                reason = f"redirects to {location!r}: {error}"
                raise FetchError(url, reason) from error
            demand_public_address(url)
            answer = self._request(url, {}, deadline, _ROBOTS_BYTES, cut=True)
        return answer

    def _patiently(
        self, url: str, cached_page: Fetched | None, deadline: Deadline
    ) -> _HttpAnswer:
        """The answer to a request; a server that is busy is asked once more."""
        conditions = {}
        if cached_page is not None and cached_page.final_url == url:
            for name, value in (
                ("if-none-match", cached_page.header("etag")),
                ("if-modified-since", cached_page.header("last-modified")),
            ):
                if value:
                    conditions[name] = value
        limit = int(self.settings.megabytes * 1_000_000)
        self._pace(url)
        answer = self._request(url, conditions, deadline, limit)
        wait = _retry_after(answer)
        if answer.status in (429, 503) and wait is not None:
            if wait > self.settings.retry_after:
                raise FetchError(
                    url,
                    f"is busy ({answer.status}) and asks us to wait {wait:.0f} s",
                    "run again later; what is done is kept",
                )
            self._sleep(wait)
            again = Deadline(deadline.at + wait, self._clock)
            answer = self._request(url, conditions, again, limit)
        return answer

    def _pace(self, url: str) -> None:
        """Wait until the host may be asked again."""
        parts = urlsplit(url)
        robots = self._robots[f"{parts.scheme}://{parts.netloc}"]
        interval = max(1 / self.settings.rate, robots.delay(AGENT))
        now = self._clock()
        wait = self._last.get(parts.netloc, now - interval) + interval - now
        if wait > 0:
            self._sleep(wait)
        self._last[parts.netloc] = self._clock()

    def _request(
        self,
        url: str,
        headers: dict[str, str],
        deadline: Deadline,
        limit: int,
        *,
        cut: bool = False,
    ) -> _HttpAnswer:
        """One request. A body over the limit is refused, or cut off there."""
        host = urlsplit(url).netloc
        if host in self._down:
            raise FetchError(url, self._down[host], "run again when it answers")
        with self._translated(url, host, deadline), self._client(deadline) as client:
            with client.stream("GET", url, headers=headers) as response:
                body = _unpacked(response, url, limit, cut=cut)
                self._slow.pop(host, None)
                return _HttpAnswer(response.status_code, response.headers, body)

    def _client(self, deadline: Deadline) -> httpx.Client:
        return httpx.Client(
            transport=Transport(
                deadline=deadline,
                allow_private=self.settings.allow_private,
                certificates=self._certificates,
                proxy=self.settings.proxy,
            ),
            trust_env=False,
            timeout=self.settings.timeout,
            headers={
                "user-agent": f"{AGENT}/{_version()} (translation memory)",
                "accept": "text/html, application/xhtml+xml, text/plain;q=0.8",
                "accept-encoding": "gzip",
            },
        )

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()

    @contextmanager
    def _translated(self, url: str, host: str, deadline: Deadline) -> Iterator[None]:
        """Makes a FetchError of whatever a connection can suffer."""
        try:
            yield
        except PrivateAddress as error:
            raise FetchError(
                url,
                f"leads to {error}, an address of this machine or its network",
                "if that is meant, set allow_private = true under [fetch]",
            ) from error
        except OutOfTime as error:
            reason = f"took longer than {self.settings.total:g} s"
            raise FetchError(
                url, reason, "`total` under [fetch] allows more"
            ) from error
        except (httpcore.ReadTimeout, httpcore.WriteTimeout) as error:
            if deadline.is_over:  # it spoke, but too slowly
                reason = f"took longer than {self.settings.total:g} s"
                raise FetchError(
                    url, reason, "`total` under [fetch] allows more"
                ) from error
            reason = f"said nothing for {self.settings.timeout:g} s"
            self._slow[host] = self._slow.get(host, 0) + 1
            if self._slow[host] >= _PATIENCE:
                self._down[host] = reason
            raise FetchError(url, reason, "run again later") from error
        except (httpcore.ConnectError, httpcore.ConnectTimeout, OSError) as error:
            reason = f"cannot be reached ({_words(error)})"
            self._down[host] = reason
            raise FetchError(url, reason, "is the network there?") from error
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.ProxyError,
            httpcore.UnsupportedProtocol,
            httpx.HTTPError,
            httpx.InvalidURL,
            UnicodeError,
        ) as error:
            raise FetchError(url, f"its answer is broken ({_words(error)})") from error


def _unpacked(response: httpx.Response, url: str, limit: int, *, cut: bool) -> bytes:
    """The body, unpacked; counted as it is unpacked, so that nothing swells."""
    megabytes = f"{limit / 1_000_000:g}"
    advice = "`megabytes` under [fetch] allows more"
    length = response.headers.get("content-length", "")
    if not cut and length.isdecimal() and int(length) > limit:
        raise FetchError(url, f"is larger than {megabytes} MB", advice)
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise FetchError(url, f"is packed as {packing!r}, which was not asked for")
    gzip = Gunzip() if packing.endswith("gzip") else None
    parts: list[bytes] = []
    size = 0
    for part in response.iter_raw():
        if gzip is not None:
            try:
                part = gzip.unpacked(part, limit - size + 1)
            except zlib.error as error:
                raise FetchError(url, f"is no gzip, as it says ({error})") from error
        size += len(part)
        parts.append(part)
        if size > limit:
            if cut:
                return b"".join(parts)[:limit]
            raise FetchError(url, f"is larger than {megabytes} MB", advice)
    if gzip is not None and parts and not gzip.is_complete:
        raise FetchError(url, "ends in the middle", "run again")
    return b"".join(parts)


def _demand_success(url: str, answer: _HttpAnswer) -> None:
    status = answer.status
    if status in (200, 203):
        return
    if status in _REASONS:
        raise FetchError(url, *_REASONS[status])
    if status == 429:
        raise FetchError(url, "we asked too often (429)", "run again later")
    if status >= 500:
        raise FetchError(url, f"the server failed ({status})", "run again later")
    raise FetchError(url, f"the server answered {status}, which is no page")


def _retry_after(answer: _HttpAnswer) -> float | None:
    """Seconds that a busy server asks for, given as seconds or as a moment."""
    header = answer.headers.get("retry-after", "").strip()
    if header.isdecimal():
        return float(header[:9])
    try:
        moment = parsedate_to_datetime(header)
    except (TypeError, ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _version() -> str:
    try:
        return version("padanan")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"
