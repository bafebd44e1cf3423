"""The pages where a person logs in and out."""

from typing import Any

import msgspec

from tm.errors import PadananError
from web.api.people.session import (
    Login,
    LoginRequest,
    SecondFactorRequest,
    log_in,
    log_in_by_second_factor,
    log_out,
)
from web.api.request_types import ServerRequest
from web.pages.page_endpoint import LOGIN_PATH
from web.pages.page_route import N_, PageGroup, Redirect, TemplateAnswer
from web.problems import find_error_status
from web.request_context import AnswerWithHeaders, ServerRequestContext
from web.route import Scope

LOGIN_PAGES = PageGroup()
_TITLE = N_("Log in")
_TEMPLATE = "login.html"
_MAX_NAME_LENGTH = 100


class LoginPageRequest(ServerRequest, frozen=True):
    """Where a person wants to go."""

    next: str = "/"
    confirm: bool = False
    """Whether somebody who is logged in must prove anew who they are."""
    name: str = ""
    """Of somebody who has just set a password."""


class LoginForm(LoginPageRequest, frozen=True):
    """A name and its password, as the form sends them."""

    password: str = ""


class RecoveryForm(LoginPageRequest, frozen=True):
    """A recovery code, in place of a passkey."""

    ticket: str = ""
    recovery_code: str = ""


class LoginView(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows: the form of the password, or that of the second factor."""

    next: str
    """The address to go to after the login."""
    name: str = ""
    confirms: bool = False
    """Whether somebody who is logged in confirms who they are."""
    has_openid: bool = False
    problem: str | None = None
    ticket: str | None = None
    """Where a second factor is missing."""
    options: dict[str, Any] | None = None
    """For `navigator.credentials.get` of the browser."""

    @property
    def options_json(self) -> str:
        """The options as JSON, for the page's script."""
        return msgspec.json.encode(self.options).decode()


@LOGIN_PAGES.add("GET", LOGIN_PATH, _TEMPLATE, title=_TITLE, scope=Scope.ANYONE)
def show_login(
    context: ServerRequestContext, request: LoginPageRequest
) -> LoginView | Redirect:
    """Show the form for name and password; without accounts nobody logs in."""
    next_address = find_local_address(request.next)
    if not context.server.authenticator.has_accounts:
        return Redirect(next_address)
    has_openid = context.server.openid_provider is not None
    person_name = (context.person.name or "") if request.confirm else ""
    return LoginView(
        next=next_address,
        name=person_name or request.name[:_MAX_NAME_LENGTH],
        confirms=bool(person_name),
        has_openid=has_openid,
    )


@LOGIN_PAGES.add("POST", LOGIN_PATH, _TEMPLATE, title=_TITLE, scope=Scope.ANYONE)
def send_login(
    context: ServerRequestContext, request: LoginForm
) -> Redirect | TemplateAnswer:
    """Log in, or ask for the second factor."""
    next_address = find_local_address(request.next)
    try:
        answer = log_in(context, LoginRequest(request.name, request.password))
    except PadananError as error:
        view = LoginView(
            next=next_address,
            name=request.name,
            confirms=request.confirm,
            problem=str(error),
            has_openid=context.server.openid_provider is not None,
        )
        return TemplateAnswer(view, status=find_error_status(error))
    login = answer.value
    assert isinstance(login, Login)
    if login.ticket is None:
        return _enter(answer, next_address)
    view = LoginView(
        next=next_address, name=login.name, ticket=login.ticket, options=login.options
    )
    return TemplateAnswer(view, "second_factor.html")


@LOGIN_PAGES.add(
    *("POST", f"{LOGIN_PATH}/recovery", "second_factor.html"),
    title=_TITLE,
    scope=Scope.ANYONE,
)
def send_recovery_code(
    context: ServerRequestContext, request: RecoveryForm
) -> Redirect | TemplateAnswer:
    """Log in by a recovery code; a wrong one begins again with the password."""
    next_address = find_local_address(request.next)
    second_factor = SecondFactorRequest(
        request.ticket, recovery_code=request.recovery_code
    )
    try:
        return _enter(log_in_by_second_factor(context, second_factor), next_address)
    except PadananError as error:
        view = LoginView(next=next_address, problem=str(error))
        return TemplateAnswer(view, _TEMPLATE, find_error_status(error))


@LOGIN_PAGES.add("POST", "/logout", _TEMPLATE, title=N_("Log out"))
def send_logout(context: ServerRequestContext, request: ServerRequest) -> Redirect:
    """Log out, and remove what the pages have stored in the browser."""
    answer = log_out(context)
    headers = {**answer.headers, "clear-site-data": '"storage"'}
    return Redirect(LOGIN_PATH, headers)


def _enter(answer: AnswerWithHeaders, next_address: str) -> Redirect:
    return Redirect(next_address, answer.headers)


def find_local_address(address: str) -> str:
    r"""Return an address of this server as it is, and the start page for any other.

    >>> [find_local_address(one) for one in ("/terms?q=a", "//evil.example", "/\\evil")]
    ['/terms?q=a', '/', '/']
    """
    is_local = address.startswith("/") and address[1:2] not in ("/", "\\")
    has_controls = any(character <= " " for character in address)
    return address if is_local and not has_controls else "/"
