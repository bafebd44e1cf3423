"""A page: an address that gives people HTML, made of a route and templates."""

import csv
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, TypedDict, TypeVar, Unpack, get_type_hints
from urllib.parse import urlencode

import msgspec

from exports.table.guarded_cells import protect_formula
from web.monitoring.stage_times import StageTimes
from web.request_context import RequestContext
from web.route import Role, Route, Scope

_HandlerT = TypeVar("_HandlerT", bound=Callable[..., Any])
HTML_TYPE = "text/html; charset=utf-8"


def N_(text: str) -> str:
    """Mark a text of a page for translation where it is written down."""
    return text


def make_memory_address(
    context: RequestContext, path: str, **query_parameters: object
) -> str:
    """Make an address in the memory of a request; a value that is empty is left out."""
    query_values = {
        name: value
        for name, value in {"memory": context.memory_name, **query_parameters}.items()
        if value is not None and value is not False and value not in ("", (), [])
    }
    return f"{path}?{urlencode(query_values, doseq=True)}"


@dataclass(frozen=True, slots=True)
class PageRoute:
    """An address with a verb that answers by HTML."""

    route: Route
    """Its handler, what it takes, and who may use it; as those of the API."""
    title: str
    """In English; its translation is in the catalogues."""
    template: str | None
    """The template of the whole page, which is given `view`: the handler's answer; None
    for an address that gives files only."""
    fragment: str | None = None
    """The template that a request of htmx gets instead; None: the whole page."""
    takes_large_file: bool = False
    """Whether its form may have a file as large as an import."""
    watches_client: bool = False
    """Whether its work stops when the browser does not wait for it any longer."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """An answer of a handler that leads to another page."""

    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    part: "TemplateAnswer | None" = None
    """What a request of htmx gets instead; None: the browser loads the address."""


@dataclass(frozen=True, slots=True)
class TemplateAnswer:
    """An answer of a handler that chooses a template, a status or headers."""

    view: object
    template: str | None = None
    """None: that of the page."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fragment: str | None = None
    """The template that a request of htmx gets; None: `template`, or the page's own."""
    stage_times: StageTimes | None = None
    """Of the handler; they are sent with the answer."""


@dataclass(frozen=True, slots=True)
class DownloadAnswer:
    """An answer of a handler that is a file to save."""

    content: bytes
    media_type: str
    file_name: str


def make_table_answer(
    rows: Iterable[Sequence[object]], file_name: str
) -> DownloadAnswer:
    """Make a table as CSV for spreadsheets, in which no cell is a formula."""
    table_file = StringIO()
    writer = csv.writer(table_file)
    for row in rows:
        cells = ["" if value is None else str(value) for value in row]
        writer.writerow(map(protect_formula, cells))
    content = table_file.getvalue().encode("utf-8-sig", "replace")
    return DownloadAnswer(content, "text/csv; charset=utf-8", file_name)


class PageOptions(TypedDict, total=False):
    """What a page may have besides its address, its template and its title."""

    role: Role
    """The least role of those who may use it; by default every reader may."""
    scope: Scope
    """By default that of its function's context: a memory's or the server's."""
    fragment: str
    """The template that a request of htmx gets instead."""
    example: Mapping[str, object]
    """The values with which the tests open the page."""
    needs_confirmation: bool
    """Whether a person must have proved in the last minutes who they are."""
    takes_large_file: bool
    """Whether its form may have a file as large as an import."""
    watches_client: bool
    """Whether its work stops when the browser does not wait for it any longer."""


class PageGroup:
    """The pages of a module, in the order of its functions.

    A function takes the context and one request type, and returns what its template
    shows as `view`: a dataclass; or a Redirect, a TemplateAnswer or a DownloadAnswer.
    """

    def __init__(self) -> None:
        self.pages: list[PageRoute] = []

    def add(
        self,
        verb: str,
        path: str,
        template: str | None,
        *,
        title: str,
        **options: Unpack[PageOptions],
    ) -> Callable[[_HandlerT], _HandlerT]:
        """Make a decorator that adds a function as a page, and leaves it as it is."""

        def add_page(handler: _HandlerT) -> _HandlerT:
            type_by_parameter = get_type_hints(handler, include_extras=True)
            call_name, values_name = inspect.signature(handler).parameters
            request_type = type_by_parameter[values_name]
            assert issubclass(request_type, msgspec.Struct)
            default_scope = (
                Scope.MEMORY
                if type_by_parameter[call_name] is RequestContext
                else Scope.PERSON
            )
            route = Route(
                verb,
                path,
                handler,
                request_type,
                object,
                options.get("role", Role.READER),
                options.get("example", {}),
                scope=options.get("scope", default_scope),
                needs_confirmation=options.get("needs_confirmation", False),
                media_type=HTML_TYPE,
            )
            self.pages.append(
                PageRoute(
                    *(route, title, template, options.get("fragment")),
                    takes_large_file=options.get("takes_large_file", False),
                    watches_client=options.get("watches_client", False),
                )
            )
            return handler

        return add_page
