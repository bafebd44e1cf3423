"""The list of articles, and storing a new one with its original."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from padanan.values.articles import ArticlePage, ArticleSummary, IngestedArticle
from tm.errors import InputError
from tm.text.input.encoding import MAX_PAGE_BYTES, decode_text
from web.api.articles import ArticlesRequest, NewArticle, ingest_article, list_articles
from web.api.request_types import Cursor, LanguageTag, PartialDate, Request
from web.api.reviews import WaitingCountRequest, count_waiting_pairs
from web.pages.forms.sent_file import SentFile
from web.pages.page_route import N_, PageGroup, TemplateAnswer
from web.request_context import RequestContext
from web.route import Role

ARTICLE_LIST_PAGES = PageGroup()
_TITLE = N_("Articles")
_ARTICLES_PER_PAGE = 25
_FilterText = Annotated[str, msgspec.Meta(max_length=200)]
_FormText = Annotated[str, msgspec.Meta(max_length=2_000_000)]


class ArticleListRequest(Request, frozen=True):
    """Which articles to list."""

    words: _FilterText = ""
    """A part of either headline."""
    site: _FilterText = ""
    """The host of the page, or the name of the publisher."""
    since: PartialDate | None = None
    until: PartialDate | None = None
    cursor: Cursor | None = None
    url: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    """The address of an article to store again, with its original."""

    @property
    def has_filter(self) -> bool:
        """Whether only some articles are listed."""
        return bool(self.words or self.site or self.since or self.until)


class ArticleForm(Request, frozen=True):
    """The page of an article and that of its original, as they were pasted."""

    text: _FormText = ""
    original_text: _FormText = ""
    file: SentFile | None = None
    """The page as a file, where nothing was pasted; so for the original."""
    original_file: SentFile | None = None
    url: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    incomplete: bool = False
    locale: LanguageTag | None = None
    original_locale: LanguageTag | None = None


_EMPTY_FORM = ArticleForm()


@dataclass(frozen=True, slots=True)
class ArticleListView:
    """Some articles, and the form for a new one."""

    articles: ArticlePage
    waiting_count: int
    """Pairs of all articles that wait for review."""
    may_add: bool
    filters: ArticleListRequest
    form: ArticleForm
    problem: str | None = None
    """Why what was sent could not be stored."""
    source_locale: str | None = None
    """The language of originals whose text is not stored."""

    def find_original(self, article: ArticleSummary) -> "OriginalView | None":
        """Find what is known of the original of an article."""
        is_stored = False
        headline, key, locale = article.source_headline, None, self.source_locale
        for edition in article.editions:
            if edition.url is not None and edition.url == article.source_url:
                is_stored, key, locale = True, edition.key, edition.locale
                headline = edition.headline or headline
            elif edition.headline is not None and edition.headline == headline:
                is_stored, key, locale = True, edition.key, edition.locale
        if headline is None:
            return None
        is_derived = not is_stored and article.source_headline_status == "derived"
        return OriginalView(headline, key, locale, is_derived)

    def find_site(self, article: ArticleSummary) -> str | None:
        """Find the site of the page, or else of the original."""
        host = urlsplit(article.url or article.source_url or "").hostname
        return None if host is None else host.removeprefix("www.")


@dataclass(frozen=True, slots=True)
class OriginalView:
    """The original of an article."""

    headline: str
    key: str | None
    """None if its text is not stored."""
    locale: str | None
    is_derived: bool
    """Whether the headline was read from the address, so lacks diacritics."""


@dataclass(frozen=True, slots=True)
class IngestedView:
    """The article that was stored."""

    ingested: IngestedArticle


@ARTICLE_LIST_PAGES.add("GET", "/articles", "articles.html", title=_TITLE)
def show_articles(
    context: RequestContext, request: ArticleListRequest
) -> ArticleListView:
    """List the articles, each with its original, the latest first."""
    form = _EMPTY_FORM if request.url is None else ArticleForm(url=request.url)
    return _list_articles(context, request, form)


@ARTICLE_LIST_PAGES.add(
    *("POST", "/articles", "article_ingested.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def store_article(
    context: RequestContext, form: ArticleForm
) -> IngestedView | TemplateAnswer:
    """Store an article; if it cannot be, show the form again with what was typed."""
    try:
        form = replace(
            form,
            text=form.text if form.text.strip() else _read_text(form.file),
            original_text=form.original_text or _read_text(form.original_file),
        )
        if not form.text.strip():
            raise InputError(
                "paste the text of the page, or choose its file", parameters=("text",)
            )
        return IngestedView(
            ingest_article(
                context,
                NewArticle(
                    text=form.text,
                    original_text=form.original_text.strip() or None,
                    url=form.url.strip() or None,
                    incomplete=form.incomplete,
                    locale=form.locale,
                    original_locale=form.original_locale,
                ),
            )
        )
    except InputError as error:
        view = _list_articles(context, ArticleListRequest(), form, str(error))
        return TemplateAnswer(view, "articles.html", 422)


def _read_text(sent_file: SentFile | None) -> str:
    """Read the text of a page that came as a file, in whatever encoding it has."""
    if sent_file is None:
        return ""
    return decode_text(sent_file.read(MAX_PAGE_BYTES), path=sent_file.name).text


def _list_articles(
    context: RequestContext,
    request: ArticleListRequest,
    form: ArticleForm = _EMPTY_FORM,
    problem: str | None = None,
) -> ArticleListView:
    settings = context.memory.settings
    site = request.site.strip()
    is_host = "." in site and " " not in site
    articles = list_articles(
        context,
        ArticlesRequest(
            headline=request.words.strip() or None,
            site=site.lower() if is_host else None,
            publisher=site if site and not is_host else None,
            since=request.since,
            until=request.until,
            cursor=request.cursor,
            limit=_ARTICLES_PER_PAGE,
            originals=False,
        ),
    )
    return ArticleListView(
        articles,
        count_waiting_pairs(context, WaitingCountRequest()),
        context.role.includes(Role.TRANSLATOR),
        request,
        form,
        problem,
        None if settings.source is None else settings.source.tag,
    )
