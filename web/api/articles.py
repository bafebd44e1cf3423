"""The articles of the memory; texts that are aligned or split without storing them."""

from typing import Annotated, Literal

import msgspec

from padanan.values.article_changes import ArticleChanges
from padanan.values.article_pairs import ArticlePairs
from padanan.values.articles import ArticlePage, ArticleText, IngestedArticle
from padanan.values.sentences import AlignedPair, TextSegment
from padanan.without_memory import align, segment
from web.api.request_types import (
    LanguageTag,
    PagedListRequest,
    PartialDate,
    QueryText,
    Request,
    Text,
    list_given_values,
)
from web.api.route_group import RouteGroup
from web.request_context import RequestContext
from web.requests import match_whole
from web.route import Role

ARTICLE_ROUTES = RouteGroup()
ArticleKey = Annotated[
    str,
    msgspec.Meta(
        pattern=match_whole("[0-9a-f]{4,16}"),
        description="The key of an article, or the beginning of it.",
        examples=["a097afbfe29fbc65"],
    ),
]
PageContent = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000_000)]


class ArticlesRequest(PagedListRequest, frozen=True):
    """Which articles to list; without a value, all."""

    headline: QueryText | None = None
    """A part of either headline; here and below without case and diacritics."""
    publisher: QueryText | None = None
    author: QueryText | None = None
    place: QueryText | None = None
    source_url: QueryText | None = None
    """A part of the address of the original."""
    since: PartialDate | None = None
    """Published then or later."""
    until: PartialDate | None = None
    """Published then or earlier."""
    site: QueryText | None = None
    """The host of the page, or else of the original: vietnam.vn."""
    locale: LanguageTag | None = None
    """The language of the page."""
    originals: bool = True
    """Whether originals of other articles of the list are listed, too."""


@ARTICLE_ROUTES.add(
    *("GET", "/articles", Role.READER),
    example={"headline": "rung ngap man", "limit": 10},
)
def list_articles(context: RequestContext, request: ArticlesRequest) -> ArticlePage:
    """List articles, the latest first, page by page.

    `next` is the cursor of the next page.
    """
    return context.memory.articles.list(**list_given_values(request))


class NewArticle(Request, frozen=True):
    """The page of an article, as text or HTML."""

    text: PageContent
    """Its first lines name headline, publisher and date, if the page does."""
    original_text: PageContent | None = None
    """The page of its original, with which it is aligned."""
    url: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)] | None = None
    """The address of the page."""
    incomplete: bool = False
    """Whether to store an article without its original, too."""
    locale: LanguageTag | None = None
    """The language of the page; without it, it is identified."""
    original_locale: LanguageTag | None = None


@ARTICLE_ROUTES.add(
    *("POST", "/articles", Role.TRANSLATOR),
    example={
        "text": "Festival Pho dibuka\n\nFestival Pho dibuka di Hanoi pada hari Jumat. "
        "Sebanyak 50 kedai ikut serta.",
        "original_text": "Khai mạc lễ hội phở\n\nLễ hội phở khai mạc tại Hà Nội hôm "
        "thứ Sáu. Có 50 quán tham gia.",
    },
    status=201,
)
def ingest_article(context: RequestContext, request: NewArticle) -> IngestedArticle:
    """Store an article, aligned with its original.

    Nothing is fetched: a page that names its original is given with `original_text`.
    Pairs whose alignment is uncertain wait for review.
    """
    return context.memory.articles.ingest_text(**list_given_values(request))


@ARTICLE_ROUTES.add(
    "GET", "/articles/{key}", Role.READER, example={"key": "5ceb952d9c47b6fb"}
)
def read_article(context: RequestContext, key: ArticleKey) -> ArticleText:
    """Read an article side by side with its translation, or with its original."""
    return context.memory.articles.get(key)


@ARTICLE_ROUTES.add(
    *("GET", "/articles/{key}/pairs", Role.READER), example={"key": "5ceb952d9c47b6fb"}
)
def read_article_pairs(context: RequestContext, key: ArticleKey) -> ArticlePairs:
    """Read an article and its original row by row, with the pairs that wait.

    An original is read with the first of its translations.
    """
    return context.memory.articles.pairs(key)


@ARTICLE_ROUTES.add(
    *("GET", "/articles/{key}/changes", Role.READER),
    example={"key": "5ceb952d9c47b6fb"},
)
def read_article_changes(context: RequestContext, key: ArticleKey) -> ArticleChanges:
    """Read what changed of an article and its original since the version before.

    Units that people made or edited stay in use; those whose text a page has no longer
    are `outdated`.
    """
    return context.memory.articles.changes(key)


class AlignRequest(Request, frozen=True):
    """A text and its translation."""

    source_text: Text
    target_text: Text
    source: LanguageTag
    target: LanguageTag
    profile: Literal["news", "faithful"] = "news"
    """`news` expects omissions and additions."""


@ARTICLE_ROUTES.add(
    *("POST", "/align", Role.READER),
    key="pairs",
    example={
        "source_text": "Xin chào. Cảm ơn.",
        "target_text": "Halo. Terima kasih.",
        "source": "vi",
        "target": "id",
    },
)
def align_texts(context: RequestContext, request: AlignRequest) -> list[AlignedPair]:
    """Pair the sentences of a text with those of its translation."""
    return align(**list_given_values(request))


@ARTICLE_ROUTES.add(
    *("POST", "/segment", Role.READER),
    key="segments",
    example={"text": "Ia tiba pukul 10.30. Lalu ia pulang.", "locale": "id"},
)
def segment_text(
    context: RequestContext, text: Text, locale: LanguageTag
) -> list[TextSegment]:
    """Split a text into sentences, in its order, with their offsets in it."""
    return segment(text, locale=locale)
