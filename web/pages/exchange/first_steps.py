"""The first steps: from an empty memory to a first hit, by one of four ways."""

from dataclasses import dataclass
from typing import Annotated

import msgspec

from web.api.jobs.job_start import IngestRequest, begin_ingest, begin_seeds
from web.api.request_types import Request
from web.jobs.job import Job
from web.pages.page_route import N_, PageGroup, Redirect, make_memory_address
from web.request_context import RequestContext
from web.route import Role

FIRST_STEP_PAGES = PageGroup()
_TITLE = N_("First steps")
FIRST_STEPS_PATH = "/import/start"
OptionalAddress = Annotated[str, msgspec.Meta(max_length=2000)]


@dataclass(frozen=True, slots=True)
class FirstStepsView:
    """The ways; they are the same for everybody who may import."""


@FIRST_STEP_PAGES.add("GET", FIRST_STEPS_PATH, "first_steps.html", title=_TITLE)
def show_first_steps(context: RequestContext, request: Request) -> FirstStepsView:
    """Show the ways to a first hit."""
    return FirstStepsView()


class PageForm(Request, frozen=True):
    """The addresses of a page and of its original."""

    url: OptionalAddress
    original_url: OptionalAddress | None = None


@FIRST_STEP_PAGES.add(
    *("POST", "/import/page", "first_steps.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def read_page(context: RequestContext, form: PageForm) -> Redirect:
    """Begin to read a page, and lead to what comes of it."""
    request = IngestRequest(
        url=_complete_address(form.url),
        original_url=form.original_url and _complete_address(form.original_url),
    )
    return _redirect_to_import(context, begin_ingest(context, request))


@FIRST_STEP_PAGES.add(
    *("POST", "/import/seeds", "first_steps.html"), title=_TITLE, role=Role.TRANSLATOR
)
def store_seeds(context: RequestContext, form: Request) -> Redirect:
    """Begin to store the seeds, and lead to a search in them."""
    return _redirect_to_import(context, begin_seeds(context, Request()))


def _complete_address(address: str) -> str:
    """Complete an address as people type it: `vietnam.vn/a` has no scheme."""
    address = address.strip()
    return address if "://" in address else f"https://{address}"


def _redirect_to_import(context: RequestContext, job: Job) -> Redirect:
    return Redirect(make_memory_address(context, f"/import/{job.id}", first="true"))
