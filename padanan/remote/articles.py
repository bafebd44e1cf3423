"""The articles of a memory on a server."""

from os import PathLike, fspath
from typing import Unpack
from urllib.parse import quote

from exports.documents.page_text import read_page_bytes
from padanan.contents.articles import ArticleSelection
from padanan.remote.answer_values import make_value
from padanan.remote.connection import ServerConnection
from padanan.values.article_changes import ArticleChanges
from padanan.values.article_pairs import ArticlePairs
from padanan.values.articles import ArticlePage, ArticleText, IngestedArticle
from tm.articles.page.page_loading import is_address
from tm.articles.web.content import decode_page
from tm.errors import InputError
from tm.text.locale import Locale


class RemoteArticles:
    """The articles of a memory on a server; its methods are those of `Articles`."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def list(
        self,
        *,
        limit: int = 100,
        cursor: str | None = None,
        **selection: Unpack[ArticleSelection],
    ) -> ArticlePage:
        """List articles page by page, as `Articles.list`."""
        query = {"limit": limit, "cursor": cursor, **selection}
        return make_value(
            ArticlePage, self._connection.send("GET", "articles", query=query)
        )

    def get(self, key: str) -> ArticleText:
        """Read an article, as `Articles.get`."""
        path = f"articles/{quote(key, safe='')}"
        return make_value(ArticleText, self._connection.send("GET", path))

    def pairs(self, key: str) -> ArticlePairs:
        """Read an article and its original row by row, as `Articles.pairs`."""
        path = f"articles/{quote(key, safe='')}/pairs"
        return make_value(ArticlePairs, self._connection.send("GET", path))

    def changes(self, key: str) -> ArticleChanges:
        """Read what changed of an article, as `Articles.changes`."""
        path = f"articles/{quote(key, safe='')}/changes"
        return make_value(ArticleChanges, self._connection.send("GET", path))

    def ingest(
        self,
        page: str | PathLike[str],
        *,
        original: str | PathLike[str] | None = None,
        url: str | None = None,
        incomplete: bool = False,
    ) -> IngestedArticle:
        """Store the article of a file that is here, as `Articles.ingest`.

        The server fetches nothing: the original is a file, too.
        """
        return self.ingest_text(
            _read_page_text(page),
            original_text=None if original is None else _read_page_text(original),
            url=url,
            incomplete=incomplete,
        )

    def ingest_text(
        self,
        text: str,
        *,
        original_text: str | None = None,
        url: str | None = None,
        incomplete: bool = False,
        locale: str | Locale | None = None,
        original_locale: str | Locale | None = None,
    ) -> IngestedArticle:
        """Store an article given as text, as `Articles.ingest_text`."""
        body = {
            "text": text,
            "original_text": original_text,
            "url": url,
            "incomplete": incomplete,
            "locale": None if locale is None else str(locale),
            "original_locale": None
            if original_locale is None
            else str(original_locale),
        }
        answer = self._connection.send("POST", "articles", body=body)
        return make_value(IngestedArticle, answer)


def _read_page_text(page: str | PathLike[str]) -> str:
    """Read the text or the HTML of a page in a file. Raises InputError."""
    path = fspath(page)
    if is_address(path):
        raise InputError(
            f"{path}: an address, and the server fetches nothing; save its page, and "
            "give the file, with the address as url"
        )
    content = read_page_bytes(path)
    is_html = content.lstrip()[:1] == b"<"
    return decode_page(content, "", path=path, is_html=is_html).text
