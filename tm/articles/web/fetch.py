"""Fetching pages safely, slowly and no more often than necessary.

An address may lead to anything, so time, size, redirects and addresses are limited; a
site's robots.txt is followed, and requests to one host are spaced out. Every failure is
a FetchError that names the address.
"""

import ssl
import time
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

from tm.articles.web.address import require_public_address
from tm.articles.web.cache import FetchedPage, PageCache
from tm.articles.web.connection import Deadline, OutOfTime, PrivateHostError, Transport
from tm.articles.web.content import decode_page, is_login_address, require_page
from tm.articles.web.response_body import read_body
from tm.articles.web.robots import Robots
from tm.errors import FetchError, FormatError
from tm.settings import FetchSettings

AGENT_NAME = "Padanan"
_REDIRECT_STATUS_CODES = (301, 302, 303, 307, 308)
_MAX_TIMEOUT_COUNT = 2
"""Timeouts in a row after which a host is not asked again."""
_MAX_ROBOTS_BYTE_COUNT = 500 * 1024
_SAVE_ADVICE = "save the page as text and ingest the file"
_REASON_AND_ADVICE_BY_STATUS_CODE = {
    401: ("the server asks for a login", _SAVE_ADVICE),
    403: ("the server refuses (403), perhaps without a login", _SAVE_ADVICE),
    404: ("no such page (404)", "check the address"),
    410: ("the page has been taken away (410)", ""),
    451: ("the page is withheld for legal reasons (451)", ""),
}


@dataclass(frozen=True, slots=True)
class _HttpResponse:
    """A response of a server, with its whole body."""

    status_code: int
    headers: httpx.Headers
    content: bytes


class Fetcher:
    """Fetches pages for one run; remembers each robots.txt and unreachable hosts."""

    def __init__(
        self,
        settings: FetchSettings,
        *,
        offline: bool = False,
        refresh: bool = False,
        is_login_page: Callable[[str], bool] = lambda html: False,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Create a fetcher for one run.

        `offline`: read pages from the cache only. `refresh`: fetch cached pages again.
        `is_login_page`: whether the HTML of a page is a login form.
        """
        self.settings = settings
        self.cache = PageCache(settings.cache_folder)
        self.offline = offline
        self._refresh = refresh
        self._is_login_page = is_login_page
        self._sleep = sleep
        self._clock = clock
        self._robots_by_site: dict[str, Robots] = {}
        self._last_request_time_by_host: dict[str, float] = {}
        self._timeout_count_by_host: dict[str, int] = {}
        self._failure_reason_by_host: dict[str, str] = {}
        self._refreshed_urls: set[str] = set()

    def fetch(self, url: str) -> FetchedPage:
        """Read a page from the cache, or fetch it from the network.

        With `refresh`, a cached page is requested again; it is kept if the server says
        that it has not changed. Raises FetchError.
        """
        url = url.partition("#")[0]
        require_public_address(url)
        cached_page = self.cache.get(url)
        if self.offline:
            return self.cache.require(url)
        if cached_page is not None and (
            not self._refresh or url in self._refreshed_urls
        ):
            return cached_page
        page = self._fetch_from_network(url, cached_page)
        self.cache.put(page)
        self._refreshed_urls.add(url)
        return page

    def _fetch_from_network(
        self, url: str, cached_page: FetchedPage | None
    ) -> FetchedPage:
        deadline = Deadline(self._clock() + self.settings.total, self._clock)
        current_url, visited_urls = url, [url]
        while True:
            self._require_permission(current_url, deadline)
            response = self._request_with_retry(current_url, cached_page, deadline)
            if response.status_code not in _REDIRECT_STATUS_CODES:
                break
            current_url = self._follow_redirect(current_url, response, visited_urls)
        fetch_time = (
            datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        )
        if response.status_code == 304 and cached_page is not None:
            return replace(cached_page, fetched=fetch_time, from_cache=False)
        _require_success(current_url, response)
        require_page(
            current_url, response.headers.get("content-type", ""), response.content
        )
        self._require_no_login(url, response.content)
        headers = tuple(
            (header_name.lower(), header_value)
            for header_name, header_value in response.headers.multi_items()
        )
        return FetchedPage(url, current_url, headers, fetch_time, response.content)

    def _require_no_login(self, url: str, content: bytes) -> None:
        """Raise FetchError for a login form, which some sites send as the page."""
        if b"password" not in content.lower():
            return
        with suppress(FormatError):
            if self._is_login_page(decode_page(content, "", path=url).text):
                raise FetchError(url, "the server asks for a login", _SAVE_ADVICE)

    def _follow_redirect(
        self, current_url: str, response: _HttpResponse, visited_urls: list[str]
    ) -> str:
        location: str = response.headers.get("location", "")
        if not location:
            raise FetchError(
                current_url,
                f"the server redirects ({response.status_code}) without an address",
            )
        try:
            next_url = urljoin(current_url, location).partition("#")[0]
            require_public_address(next_url)
        except FetchError as error:
            raise FetchError(
                visited_urls[0], f"the server redirects to {error}"
            ) from error
        except ValueError as error:
            raise FetchError(
                visited_urls[0], f"the server redirects to {location!r}: {error}"
            ) from error
        if next_url in visited_urls:
            raise FetchError(
                visited_urls[0],
                "the server redirects in a loop: "
                + " → ".join([*visited_urls, next_url]),
            )
        if len(visited_urls) > self.settings.redirects:
            raise FetchError(
                visited_urls[0],
                f"the server redirects more than {self.settings.redirects} times",
                f"last to {next_url}",
            )
        if is_login_address(next_url) and not is_login_address(visited_urls[0]):
            raise FetchError(
                visited_urls[0],
                f"the server asks for a login, at {next_url}",
                _SAVE_ADVICE,
            )
        visited_urls.append(next_url)
        return next_url

    def _require_permission(self, url: str, deadline: Deadline) -> None:
        """Raise FetchError for an address that robots.txt forbids."""
        url_parts = require_public_address(url)
        site_url = f"{url_parts.scheme}://{url_parts.netloc}"
        if site_url not in self._robots_by_site:
            try:
                response = self._request_robots(f"{site_url}/robots.txt", deadline)
            except FetchError as error:
                raise FetchError(url, error.reason, error.advice) from error
            self._robots_by_site[site_url] = Robots.parse(
                response.status_code, response.content
            )
        robots = self._robots_by_site[site_url]
        if not robots.allows(AGENT_NAME, url):
            reason = (
                "robots.txt of the site cannot be read (the server failed)"
                if robots.forbids_all
                else "robots.txt of the site forbids programs to read the page"
            )
            raise FetchError(url, reason, _SAVE_ADVICE)

    def _request_robots(self, url: str, deadline: Deadline) -> _HttpResponse:
        response = self._request(
            url, {}, deadline, _MAX_ROBOTS_BYTE_COUNT, truncates=True
        )
        for _ in range(self.settings.redirects):
            if response.status_code not in _REDIRECT_STATUS_CODES:
                break
            location = response.headers.get("location", "")
            try:
                url = urljoin(url, location)
            except ValueError as error:  # such as a half-open IPv6 address
                reason = f"the server redirects to {location!r}: {error}"
                raise FetchError(url, reason) from error
            require_public_address(url)
            response = self._request(
                url, {}, deadline, _MAX_ROBOTS_BYTE_COUNT, truncates=True
            )
        return response

    def _request_with_retry(
        self, url: str, cached_page: FetchedPage | None, deadline: Deadline
    ) -> _HttpResponse:
        """Request a page; ask a busy server once more, after the time it names."""
        request_headers = {}
        if cached_page is not None and cached_page.final_url == url:
            for header_name, header_value in (
                ("if-none-match", cached_page.get_header("etag")),
                ("if-modified-since", cached_page.get_header("last-modified")),
            ):
                if header_value:
                    request_headers[header_name] = header_value
        max_byte_count = int(self.settings.megabytes * 1_000_000)
        self._wait_for_turn(url)
        response = self._request(url, request_headers, deadline, max_byte_count)
        seconds_to_wait = _read_retry_after(response)
        if response.status_code in (429, 503) and seconds_to_wait is not None:
            if seconds_to_wait > self.settings.retry_after:
                raise FetchError(
                    url,
                    f"the server is busy ({response.status_code}) for "
                    f"{seconds_to_wait:.0f} s",
                    "run again later; what is done is kept",
                )
            self._sleep(seconds_to_wait)
            extended_deadline = Deadline(
                deadline.end_time + seconds_to_wait, self._clock
            )
            response = self._request(
                url, request_headers, extended_deadline, max_byte_count
            )
        return response

    def _wait_for_turn(self, url: str) -> None:
        """Wait until the next request to the host is allowed."""
        url_parts = urlsplit(url)
        robots = self._robots_by_site[f"{url_parts.scheme}://{url_parts.netloc}"]
        min_interval = max(1 / self.settings.rate, robots.find_crawl_delay(AGENT_NAME))
        now = self._clock()
        seconds_to_wait = (
            self._last_request_time_by_host.get(url_parts.netloc, now - min_interval)
            + min_interval
            - now
        )
        if seconds_to_wait > 0:
            self._sleep(seconds_to_wait)
        self._last_request_time_by_host[url_parts.netloc] = self._clock()

    def _request(
        self,
        url: str,
        request_headers: dict[str, str],
        deadline: Deadline,
        max_byte_count: int,
        *,
        truncates: bool = False,
    ) -> _HttpResponse:
        """Send one request. A body over the limit is refused, or truncated."""
        host = urlsplit(url).netloc
        if host in self._failure_reason_by_host:
            raise FetchError(
                url, self._failure_reason_by_host[host], "run again when it answers"
            )
        with (
            self._convert_errors(url, host, deadline),
            self._make_client(deadline) as client,
        ):
            with client.stream("GET", url, headers=request_headers) as response:
                body = read_body(response, url, max_byte_count, truncates=truncates)
                self._timeout_count_by_host.pop(host, None)
                return _HttpResponse(response.status_code, response.headers, body)

    def _make_client(self, deadline: Deadline) -> httpx.Client:
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
                "user-agent": f"{AGENT_NAME}/{_read_version()} (translation memory)",
                "accept": "text/html, application/xhtml+xml, text/plain;q=0.8",
                "accept-encoding": "gzip",
            },
        )

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()

    @contextmanager
    def _convert_errors(
        self, url: str, host: str, deadline: Deadline
    ) -> Iterator[None]:
        """Convert the errors of a connection to FetchError."""
        try:
            yield
        except PrivateHostError as error:
            raise FetchError(
                url,
                "the host has an address of this machine or its network",
                "if that is meant, set allow_private = true under [fetch]",
            ) from error
        except OutOfTime as error:
            reason = f"the answer took longer than {self.settings.total:g} s"
            raise FetchError(
                url, reason, "`total` under [fetch] allows more"
            ) from error
        except (httpcore.ReadTimeout, httpcore.WriteTimeout) as error:
            if deadline.is_over:  # the server answered, but too slowly
                reason = f"the answer took longer than {self.settings.total:g} s"
                raise FetchError(
                    url, reason, "`total` under [fetch] allows more"
                ) from error
            reason = f"the server said nothing for {self.settings.timeout:g} s"
            self._timeout_count_by_host[host] = (
                self._timeout_count_by_host.get(host, 0) + 1
            )
            if self._timeout_count_by_host[host] >= _MAX_TIMEOUT_COUNT:
                self._failure_reason_by_host[host] = reason
            raise FetchError(url, reason, "run again later") from error
        except (httpcore.ConnectError, httpcore.ConnectTimeout, OSError) as error:
            reason = f"the server cannot be reached ({_describe_error(error)})"
            self._failure_reason_by_host[host] = reason
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
            raise FetchError(
                url, f"its answer is broken ({_describe_error(error)})"
            ) from error


def _require_success(url: str, response: _HttpResponse) -> None:
    """Raise FetchError for a response that is no page, with advice."""
    status_code = response.status_code
    if status_code in (200, 203):
        return
    if status_code in _REASON_AND_ADVICE_BY_STATUS_CODE:
        raise FetchError(url, *_REASON_AND_ADVICE_BY_STATUS_CODE[status_code])
    if status_code == 429:
        raise FetchError(url, "too many requests (429)", "run again later")
    if status_code >= 500:
        raise FetchError(url, f"the server failed ({status_code})", "run again later")
    raise FetchError(url, f"the server answered {status_code} instead of a page")


def _read_retry_after(response: _HttpResponse) -> float | None:
    """Read the seconds to wait that a busy server names, as a number or a date."""
    header = response.headers.get("retry-after", "").strip()
    if header.isdecimal():
        return float(header[:9])
    try:
        retry_time = parsedate_to_datetime(header)
    except (TypeError, ValueError, OverflowError):
        return None
    if retry_time.tzinfo is None:
        retry_time = retry_time.replace(tzinfo=UTC)
    return max(0.0, (retry_time - datetime.now(UTC)).total_seconds())


def _describe_error(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _read_version() -> str:
    try:
        return version("padanan")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"
