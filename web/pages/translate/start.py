"""Where a translation begins: a text, an address, an article or a file; and drafts."""

from collections.abc import Sequence
from dataclasses import dataclass

from padanan.values.articles import ArticleSummary
from web.api.articles import ArticlesRequest, list_articles
from web.api.drafts.new_draft import (
    DraftPageAddress,
    DraftRequest,
    begin_draft,
)
from web.api.drafts.own_drafts import DraftId, discard_draft, list_own_drafts
from web.api.request_types import LanguageTag, Request, Text
from web.drafts.draft import Draft
from web.pages.forms.sent_file import SentFile
from web.pages.page_route import N_, PageGroup, Redirect, make_memory_address
from web.request_context import RequestContext
from web.route import Role

TRANSLATE_PAGES = PageGroup()
_TITLE = N_("Translate")
_MAX_ARTICLES, _MAX_DRAFTS = 50, 40


class TranslateRequest(Request, frozen=True):
    """What is chosen already."""

    article: str | None = None
    """The key of an article to translate."""


@dataclass(frozen=True, slots=True)
class TranslateView:
    """What can be translated, and what has begun."""

    drafts: Sequence[Draft]
    articles: Sequence[ArticleSummary]
    languages: Sequence[str]
    may_translate: bool
    person: str | None


@TRANSLATE_PAGES.add("GET", "/translate", "translate.html", title=_TITLE)
def show_start(context: RequestContext, request: TranslateRequest) -> TranslateView:
    """Show what can be translated, and the drafts."""
    may_translate = context.role.includes(Role.TRANSLATOR)
    drafts = list_own_drafts(context, limit=_MAX_DRAFTS) if may_translate else ()
    articles = list_articles(context, ArticlesRequest(limit=_MAX_ARTICLES)).articles
    return TranslateView(
        drafts,
        articles,
        [locale.tag for locale in context.list_languages()],
        may_translate,
        context.person.person_id,
    )


class TranslateForm(Request, frozen=True):
    """What to translate: one of the four."""

    text: Text | None = None
    address: DraftPageAddress | None = None
    article: str | None = None
    file: SentFile | None = None
    source: LanguageTag | None = None
    target: LanguageTag | None = None
    is_shared: bool = False


@TRANSLATE_PAGES.add(
    *("POST", "/translate", "translate.html"), title=_TITLE, role=Role.TRANSLATOR
)
def start_draft(context: RequestContext, form: TranslateForm) -> Redirect:
    """Begin a draft, and lead to its first segment."""
    content = None
    if form.file is not None:
        content = form.file.read(context.server.settings.max_body_bytes)
    draft = begin_draft(
        context,
        DraftRequest(
            text=form.text,
            article=form.article,
            address=form.address,
            content=content,
            content_name=None if form.file is None else form.file.name,
            source=form.source,
            target=form.target,
            is_shared=form.is_shared,
        ),
    )
    return Redirect(make_memory_address(context, f"/translate/{draft.id}"))


class DraftForm(Request, frozen=True):
    """A draft to remove."""

    id: DraftId


@TRANSLATE_PAGES.add(
    *("POST", "/translate/{id}/discard", "translate.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def discard_draft_from_form(context: RequestContext, form: DraftForm) -> Redirect:
    """Remove a draft, and lead back to the others."""
    discard_draft(context, form.id)
    return Redirect(make_memory_address(context, "/translate"))
