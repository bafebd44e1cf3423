"""Beginning a draft: of a text, a stored article, a page's address, or a file."""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

import msgspec

from exports.edit.translator_texts import TranslatorText
from padanan.locales import parse_locale
from padanan.query_direction import find_query_language
from padanan.without_memory import fetch_page_text
from tm.errors import InputError
from tm.text.locale import Locale
from tm.text.segment import require_storable_text
from web.api.articles import ArticleKey
from web.api.request_types import (
    INVISIBLE_CHARACTER_PATTERN,
    FileName,
    Text,
    TextRequest,
    read_file_name,
    require_visible_text,
)
from web.api.route_group import RouteGroup
from web.drafts.draft import Draft, DraftContent, NewDraft, NewSegment
from web.drafts.files import read_draft_file
from web.drafts.store import create_draft
from web.request_context import RequestContext
from web.route import Role

NEW_DRAFT_ROUTES = RouteGroup()
_TEXT_FORMAT = "txt"
_MAX_TITLE_LENGTH = 200
_MAX_FILE_STEM_LENGTH, _MAX_FILE_STEM_WORD_COUNT = 60, 8
DraftTitle = Annotated[str, msgspec.Meta(min_length=1, max_length=_MAX_TITLE_LENGTH)]
DraftPageAddress = Annotated[str, msgspec.Meta(min_length=8, max_length=2000)]


class DraftRequest(TextRequest, frozen=True):
    """What to translate: one of a text, an article, an address and a file."""

    title: DraftTitle | None = None
    """By default the headline, the name of the file, or the first words."""
    text: Text | None = None
    article: ArticleKey | None = None
    """The key of a stored article."""
    address: DraftPageAddress | None = None
    """Of a page, which is fetched; its article is translated."""
    content: bytes | None = None
    """A document or a file of units, in base64."""
    content_name: FileName | None = None
    """The name of that file, whose suffix may tell the format."""
    is_shared: bool = False
    """Whether everybody who translates in the memory may open the draft."""


@NEW_DRAFT_ROUTES.add(
    *("POST", "/drafts", Role.TRANSLATOR),
    example={
        "content": b64encode("Cuộc họp báo ở Hà Nội.".encode()).decode(),
        "content_name": "story.txt",
        "source": "vi",
        "target": "id",
    },
    status=201,
)
def begin_draft(context: RequestContext, request: DraftRequest) -> Draft:
    """Begin a draft: a text that is translated segment by segment.

    It belongs to who begins it, and nothing of it is in the memory until it is stored
    there. PO, XLIFF and documents such as DOCX and HTML are read with what is
    translated in them.
    """
    if request.title is not None:
        require_visible_text(request.title, "title")
    subject = _read_subject(context, request)
    requested_target = parse_locale(request.target)
    file = read_draft_file(subject.content, subject.source_locale, requested_target)
    source_locale = file.source_locale or subject.source_locale
    known_target = file.target_locale or requested_target
    target_locale = known_target or _choose_target_locale(context, source_locale)
    locale_pair = _require_locale_pair(source_locale, target_locale)
    return create_draft(
        context.database,
        context.memory_name,
        _make_new_draft(request, subject, locale_pair),
        list(map(_make_new_segment, file.texts)),
        person_id=context.person.person_id,
        max_bytes=context.server.settings.max_draft_bytes,
    )


def _make_new_segment(text: TranslatorText) -> NewSegment:
    return NewSegment(text.source, text.target, text.begins_paragraph)


def _require_locale_pair(
    source_locale: Locale | None, target_locale: Locale | None
) -> tuple[Locale, Locale]:
    """Give the languages of a translation. Raises InputError."""
    if source_locale is None or target_locale is None:
        missing_side = "source" if source_locale is None else "target"
        raise InputError(
            f"the {missing_side} language is not known; choose it",
            parameters=(missing_side,),
        )
    if source_locale.language == target_locale.language:
        raise InputError(
            f"the text is in {source_locale} already; choose another target language",
            parameters=("target",),
        )
    return source_locale, target_locale


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is to be translated, as a file."""

    title: str
    source_locale: Locale | None
    content: DraftContent
    origin_address: str | None = None


def _make_new_draft(
    request: DraftRequest, subject: _Subject, locale_pair: tuple[Locale, Locale]
) -> NewDraft:
    source_locale, target_locale = locale_pair
    return NewDraft(
        request.title or subject.title,
        source_locale.tag,
        target_locale.tag,
        subject.content,
        subject.origin_address,
        request.is_shared,
    )


def _read_subject(context: RequestContext, request: DraftRequest) -> _Subject:
    """Read what is to be translated. Raises InputError, FetchError and NotFound."""
    possible_subjects = (
        request.text,
        request.article,
        request.address,
        request.content,
    )
    if sum(subject is not None for subject in possible_subjects) != 1:
        raise InputError(
            "give one of text, article, address and content", parameters=("text",)
        )
    source_locale = parse_locale(request.source)
    if request.content is not None:
        if request.content_name is None:
            raise InputError(
                "give content_name, whose suffix tells the format of the file",
                parameters=("content_name",),
            )
        file_name = read_file_name(request.content_name, "content_name")
        content = DraftContent(file_name, None, request.content)
        return _Subject(
            file_name, source_locale or context.memory.settings.source, content
        )
    if request.text is not None:
        require_storable_text(request.text)
        lines = [line for line in request.text.splitlines() if line.strip()]
        if not lines:
            raise InputError("the text is empty", parameters=("text",))
        text_language = find_query_language(
            request.text, context.list_languages(), context.memory.settings.source
        )
        return _make_text_subject(
            lines[0].strip(), source_locale or text_language, lines, None
        )
    if request.article is not None:
        article = context.memory.articles.get(request.article)
        summary = article.article
        return _make_text_subject(
            summary.headline or summary.key,
            Locale.parse(summary.locale),
            [line.text for line in article.lines],
            summary.url or summary.key,
        )
    assert request.address is not None
    page = fetch_page_text(request.address, settings=context.memory.settings)
    return _make_text_subject(
        page.headline,
        source_locale or Locale.parse(page.locale),
        page.paragraphs,
        page.address,
    )


def _make_text_subject(
    headline: str,
    source_locale: Locale | None,
    paragraphs: Iterable[str],
    origin_address: str | None,
) -> _Subject:
    """Make a text file of paragraphs."""
    content = "\n\n".join(paragraphs).encode()
    words = re.findall(r"[^\W_]+", headline)[:_MAX_FILE_STEM_WORD_COUNT]
    file_name = (
        f"{'-'.join(words)[:_MAX_FILE_STEM_LENGTH] or _TEXT_FORMAT}.{_TEXT_FORMAT}"
    )
    return _Subject(
        INVISIBLE_CHARACTER_PATTERN.sub(" ", headline)[:_MAX_TITLE_LENGTH].strip()
        or file_name,
        source_locale,
        DraftContent(file_name, _TEXT_FORMAT, content),
        origin_address,
    )


def _choose_target_locale(
    context: RequestContext, source_locale: Locale | None
) -> Locale | None:
    """Choose the language to translate into: of the settings, or the memory's other."""
    settings = context.memory.settings
    other_languages = [
        locale
        for locale in (settings.target, *context.list_languages())
        if locale is not None
        and (source_locale is None or locale.language != source_locale.language)
    ]
    return other_languages[0] if other_languages else None
