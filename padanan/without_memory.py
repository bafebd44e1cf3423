"""Checking, aligning and segmenting texts, and fetching a page, without a memory."""

from collections.abc import Sequence

from checks.engine.unit import Unit
from checks.session import CheckSelection, CheckSession
from padanan.argument_validation import require_name_lists, require_texts
from padanan.checking import iterate_findings
from padanan.locales import parse_locale, parse_locale_pair, require_locale_pair
from padanan.values.sentences import AlignedPair, PageText, TextSegment
from tm.align.sentences import split_into_sentences
from tm.align.text_alignment import align_texts, split_sentences
from tm.articles.lazy_fetch import make_fetch
from tm.articles.page.page_loading import is_address, load_page
from tm.errors import InputError
from tm.finding import Finding
from tm.settings import Settings
from tm.text.locale import Locale

_DEFAULT_SETTINGS = Settings()


def check_text(
    text: str,
    *,
    target: str | Locale,
    source_text: str | None = None,
    source: str | Locale | None = None,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    settings: Settings | None = None,
) -> list[Finding]:
    """Check a translation, a sentence or a paragraph, without a memory or a termbase.

    `target` is the language of the text. With `source_text`, in the language `source`,
    the two are compared too. `only`, `skip`: ids or families of checks. The spans of
    findings are those of the two texts. Raises InputError.
    """
    require_texts(text=text, source_text=source_text or "")
    require_name_lists(only=only, skip=skip)
    settings = settings or _DEFAULT_SETTINGS
    source_locale, target_locale = parse_locale(source), parse_locale(target)
    if source_text is not None:
        source_locale, target_locale = require_locale_pair(settings, source, target)
    check_session = CheckSession.open(
        settings.checks,
        target_locale=target_locale,
        source_locale=source_locale,
        selection=CheckSelection(only=only, skip=skip),
    )
    unit = Unit(id="text", target=text, source=source_text)
    return list(iterate_findings(check_session, [unit], may_be_uncomposed=True))


def align(
    source_text: str,
    target_text: str,
    *,
    source: str | Locale,
    target: str | Locale,
    profile: str = "news",
) -> list[AlignedPair]:
    """Pair the sentences of a text with those of its translation, in their order.

    A line is never joined to the next one. Every sentence is in one pair, of which one
    side may be empty. `profile`: `news`, whose translations leave out and add
    paragraphs, or `faithful`. Raises InputError and UnknownName.
    """
    require_texts(source_text=source_text, target_text=target_text)
    source_locale, target_locale = parse_locale_pair(source, target)
    alignment = align_texts(
        split_sentences(source_text, source_locale),
        split_sentences(target_text, target_locale),
        profile=profile,
    )
    return [
        AlignedPair(
            alignment.source.join_sentences(bead.source_range),
            alignment.target.join_sentences(bead.target_range),
            bead.score,
        )
        for bead in alignment.ladder
    ]


def segment(text: str, *, locale: str | Locale) -> list[TextSegment]:
    """Split a text into sentences, with their offsets. Raises InputError."""
    require_texts(text=text)
    return [
        TextSegment(span.start, span.end, span.of(text))
        for span in split_into_sentences(text, parse_locale(locale))
    ]


def fetch_page_text(address: str, *, settings: Settings | None = None) -> PageText:
    """Fetch a page, and read its article. Raises FetchError and InputError."""
    require_texts(address=address)
    settings = settings or _DEFAULT_SETTINGS
    if not is_address(address):
        raise InputError(
            f"{address!r} is not an address; it begins with https://",
            parameters=("address",),
        )
    fetch = make_fetch(settings.fetch, offline=settings.fetch.is_offline)
    page = load_page(address, fetch).page
    return PageText(
        page.headline or address,
        page.locale.tag,
        tuple(" ".join(block.text.split()) for block in page.blocks),
        page.url or address,
    )
