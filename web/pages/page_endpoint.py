"""The endpoint of a page: who asks and what they may do, as of the API; then HTML."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from web.access import open_context, verify_caller
from web.api_endpoint import Endpoint, open_route_context
from web.connections.abandoned_requests import RequestWatch, answer_while_awaited
from web.monitoring.stage_times import StageTimes
from web.pages.forms.sent_values import convert_sent_values, read_sent_values
from web.pages.html_templates import render_template
from web.pages.page_route import DownloadAnswer, PageRoute, Redirect, TemplateAnswer
from web.pages.preferences import (
    Preferences,
    find_clean_address,
    find_shown_address,
    make_preference_cookies,
    read_preferences,
)
from web.pages.shell import Navigation, Shell, make_shell
from web.people.access_errors import ConfirmationNeeded, Unauthorized
from web.people.caller_rights import Caller
from web.people.credentials import ClientConnection, read_secret
from web.people.login.throttle import group_address
from web.problems import ErrorReport, report_error
from web.request_context import RequestContext
from web.server import Server

PAGE_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_PAGE_HEADERS = {
    "content-security-policy": PAGE_CONTENT_SECURITY_POLICY,
    # Cookies and the header of htmx choose what is shown.
    "vary": "cookie, hx-request, accept-language",
    # With `no-referrer`, browsers say that a form comes from nowhere.
    "referrer-policy": "same-origin",
}
_CSRF_FIELD = "csrf_token"
_ADDRESS_CHARACTERS = "/:?#[]@!$&'()*+,;=%~"
"""Those that stay as they are in an address, beside letters and figures."""
LOGIN_PATH = "/login"


@dataclass(frozen=True, slots=True)
class _PageContext:
    """A request for a page, with what is known of it before it is answered."""

    request: Request
    server: Server
    page: PageRoute | None
    navigation: Navigation
    connection: ClientConnection
    preferences: Preferences

    @property
    def is_fragment(self) -> bool:
        """Whether htmx asks for a part of the page."""
        headers = self.request.headers
        return "hx-request" in headers and headers.get("hx-request-type") != "full"

    def with_token_of(self, sent_values: Mapping[str, Any]) -> "_PageContext":
        """Return the request with the token against forgery that its form has."""
        token = self.connection.csrf_token or sent_values.get(_CSRF_FIELD)
        return replace(self, connection=replace(self.connection, csrf_token=token))

    def make_shell(
        self, caller: Caller | None, memory_name: str | None = None
    ) -> Shell:
        """Make what surrounds the answer."""
        return make_shell(
            self.request,
            self.server,
            self.preferences,
            self.connection,
            caller,
            navigation=self.navigation,
            memory_name=memory_name,
        )


def make_page_endpoint(
    page: PageRoute, server: Server, navigation: Navigation
) -> Endpoint:
    """Make the function that answers the requests for a page."""

    async def answer_request(request: Request) -> Response:
        page_context = _read_page_context(request, server, navigation, page)
        caller, open_files = None, ExitStack()
        try:
            clean_address = find_clean_address(request)
            if clean_address is not None:
                return _add_page_headers(
                    page_context, RedirectResponse(clean_address, 303)
                )
            secret = read_secret(page_context.connection)
            sender = await server.admit(secret, page_context.connection)
            if page.route.verb != "GET":
                sender = caller = await server.memory_threads.run(
                    server.authenticator.renew, sender
                )
            sent_values = await read_sent_values(
                *(request, page, server),
                partial(_verify_sender, page_context, page, sender),
                open_files,
                sender=sender.person_id
                or group_address(page_context.connection.address),
            )
            page_context = page_context.with_token_of(sent_values)
            watch = RequestWatch()

            def answer(current_caller: Caller) -> Response:
                nonlocal caller
                # Pages of errors, too, show who asks, and their memories.
                caller = current_caller
                all_values = {**sent_values, **request.path_params}
                return _answer_request(page_context, page, all_values, watch, caller)

            pending_response = server.run_for(
                sender, answer, runs_to_end=page.takes_large_file
            )
            if page.watches_client:
                pending_response = answer_while_awaited(
                    request, watch, pending_response
                )
            response = await pending_response
        except Unauthorized as error:
            response = _answer_unknown_person(page_context, error)
        except ConfirmationNeeded:
            response = _ask_for_confirmation(page_context)
        except Exception as error:
            report = report_error(error, place=page.route.name)
            response = _make_error_page(page_context, report, caller)
        finally:
            open_files.close()
        return _add_page_headers(page_context, response)

    return answer_request


async def _verify_sender(
    page_context: _PageContext,
    page: PageRoute,
    caller: Caller,
    sent_values: Mapping[str, Any],
) -> None:
    """Verify that somebody may use a page before the file that they send is stored.

    Any: what a form has. Raises what `verify_caller` and `open_context` raise.
    """
    connection = page_context.with_token_of(sent_values).connection
    verify_caller(page.route, caller, connection)
    memory_name = sent_values.get("memory") or None
    open_page_context = partial(open_context, role=page.route.role)
    await page_context.server.memory_threads.run(
        open_page_context, page_context.server, caller, memory_name
    )


def make_error_page(
    request: Request, server: Server, status: int, detail: str
) -> Response:
    """Make the page of an error that no page's handler raised."""
    page_context = _read_page_context(request, server, {}, None)
    report = ErrorReport(status, detail)
    return _add_page_headers(page_context, _make_error_page(page_context, report, None))


def _read_page_context(
    request: Request, server: Server, navigation: Navigation, page: PageRoute | None
) -> _PageContext:
    connection = server.connection_reader.read(request)
    preferences = read_preferences(request, connection)
    return _PageContext(request, server, page, navigation, connection, preferences)


def _answer_request(
    page_context: _PageContext,
    page: PageRoute,
    sent_values: Mapping[str, Any],
    watch: RequestWatch,
    caller: Caller,
) -> Response:
    """Answer somebody who may see the page. Any: what a form has."""
    verify_caller(page.route, caller, page_context.connection)
    request_values: msgspec.Struct = convert_sent_values(page, sent_values)
    context = open_route_context(
        *(page.route, page_context.server, page_context.connection),
        *(request_values, None, caller),
    )
    if isinstance(context, RequestContext):
        context = replace(context, watch=watch)
    answer = page.route.handler(context, request_values)
    if isinstance(answer, Redirect) and answer.part and page_context.is_fragment:
        answer = answer.part
    if isinstance(answer, Redirect):
        return _make_redirect(page_context, answer)
    if isinstance(answer, DownloadAnswer):
        encoded_name = quote(answer.file_name, safe="")
        disposition = f"attachment; filename*=UTF-8''{encoded_name}"
        headers = {"content-disposition": disposition}
        return Response(answer.content, 200, headers, media_type=answer.media_type)
    template = page.template
    if page.fragment is not None and page_context.is_fragment:
        template = page.fragment
    view, status, headers, stage_times = answer, 200, dict[str, str](), StageTimes()
    if isinstance(answer, TemplateAnswer):
        view, status, headers = answer.view, answer.status, dict(answer.headers)
        stage_times = answer.stage_times or stage_times
        fragment = answer.fragment if page_context.is_fragment else None
        template = fragment or answer.template or template
    assert template is not None  # only files have none
    memory = context.memory_name if isinstance(context, RequestContext) else None
    with stage_times.measure("html"):
        content = render_template(
            page_context.preferences.language,
            template,
            view=view,
            asked=request_values,
            page=page,
            shell=page_context.make_shell(caller, memory),
        )
    # With accounts nobody is told how long was searched in what others may have stored.
    if not page_context.server.authenticator.has_accounts:
        headers["server-timing"] = stage_times.format_header()
    return HTMLResponse(content, status, headers)


def _make_redirect(page_context: _PageContext, redirect: Redirect) -> Response:
    """Lead to another page; htmx would put it where the part should be."""
    headers = dict(redirect.headers)
    # A header holds no letters such as ế, which an address in a form may have.
    address = quote(redirect.address, safe=_ADDRESS_CHARACTERS)
    if "hx-request" in page_context.request.headers:
        return Response(None, 204, {**headers, "hx-redirect": address})
    return Response(None, 303, {**headers, "location": address})


def _answer_unknown_person(page_context: _PageContext, error: Unauthorized) -> Response:
    """Lead somebody who is not logged in to the page for it, and then back.

    From a link of another site, the browser does not send the cookie of the session;
    it does when the page itself loads the address again.
    """
    request = page_context.request
    if request.method not in ("GET", "HEAD"):
        return _make_error_page(page_context, ErrorReport(401, str(error)), None)
    address = find_shown_address(request)
    if request.headers.get("sec-fetch-site") == "cross-site":
        content = render_template(page_context.preferences.language, "reload.html")
        return HTMLResponse(content, headers={"refresh": f"0; url={address}"})
    login_address = f"{LOGIN_PATH}?next={quote(address, safe='')}"
    return _make_redirect(page_context, Redirect(login_address))


def _ask_for_confirmation(page_context: _PageContext) -> Response:
    """Let somebody prove anew who they are, and lead them back to where they were."""
    request = page_context.request
    address = find_shown_address(request)
    if request.method not in ("GET", "HEAD"):
        previous_address = urlsplit(request.headers.get("referer", ""))
        address = previous_address.path or "/"
    query = urlencode({"next": address, "confirm": "true"})
    return _make_redirect(page_context, Redirect(f"{LOGIN_PATH}?{query}"))


def _make_error_page(
    page_context: _PageContext, report: ErrorReport, caller: Caller | None
) -> Response:
    """Make the page of an error; for htmx, a note in the place of the part."""
    template = "error_note.html" if page_context.is_fragment else "error.html"
    shell = page_context.make_shell(caller)
    content = render_template(
        *(page_context.preferences.language, template),
        report=report,
        page=page_context.page,
        shell=shell,
    )
    return HTMLResponse(content, report.status, report.headers)


def _add_page_headers(page_context: _PageContext, response: Response) -> Response:
    """Add the headers of pages, and cookies for what the address chooses."""
    response.headers.update(_PAGE_HEADERS)
    request, connection = page_context.request, page_context.connection
    for cookie in make_preference_cookies(request, connection):
        response.headers.append("set-cookie", cookie)
    response.headers["content-language"] = page_context.preferences.language
    return response
