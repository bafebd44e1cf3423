"""The check of residue: what a content system or machine translation left in a text."""

import re
from collections.abc import Iterator

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from tm.articles.page_text.page_labels import PageLabels, load_page_labels
from tm.finding import Finding, Severity, Span
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.word_pattern import LETTERS_PATTERN

_MAX_LABEL_LENGTH = 60
"""The most characters of a label that is a line of its own."""
_MAX_RELATED_LINK_LENGTH = 250
"""The most characters of a text that may be a link to a related article."""
_SENTENCE_END_PATTERN = re.compile(r"[^.]\.[\"”]?$")
"""The end of a sentence; titles end without a full stop."""
_EDGE_BAR_PATTERN = re.compile(r"^[\s|]*\|\s*|\s*\|[\s|]*$")


@lazy_constant
def _read_residue_phrases(locale: Locale) -> PhraseList:
    """Read the words with which residue begins, in the labels of all languages."""
    return PhraseList(
        shared_prefilter(locale.language),
        "page residue",
        load_page_labels().residue_phrases,
        is_unspaced=not locale.uses_spaces,
    )


def _may_be_label(text: str) -> bool:
    """Whether a text is short, and begins with the first word of a label."""
    if len(text) > _MAX_LABEL_LENGTH + len(text) - len(text.strip()):
        return False
    first_word_match = LETTERS_PATTERN.search(text)
    return (
        first_word_match is None
        or first_word_match[0].lower() in load_page_labels().first_words
    )


def _has_colon_label(text: str) -> bool:
    labels = load_page_labels()
    return (
        labels.related_link_pattern.match(text.strip()) is not None
        or labels.language_name_pattern.search(text) is not None
    )


def _has_marker_sign(text: str) -> bool:
    return "[" in text or "|" in text


def _has_image_file(text: str) -> bool:
    return load_page_labels().image_file_pattern.match(text) is not None


@check(
    "page.residue",
    level=Level.ONE,
    severity=Severity.INFO,
    unsafe_fixes=True,
    prefilter=TARGET.meets(_may_be_label)
    | TARGET.has(Trait.COLON) & TARGET.meets(_has_colon_label)
    | TARGET.has(_read_residue_phrases)
    | TARGET.has(Trait.UNCOMMON, Trait.BRACKET) & TARGET.meets(_has_marker_sign)
    | TARGET.has(Trait.MISPLACED_MARK) & TARGET.meets(_has_image_file),
)
def find_residue(unit: Unit, context: Context) -> Iterator[Finding]:
    """A content system or machine translation left something that is no text.

    The check reports markers (`[iklan_2]`), labels and file names of images (`- foto
    1`), buttons, advertisements and links to other articles that are a line of their
    own, and the name of the language before a sentence. It ignores what the source has
    as well. Residue that fills a line of a page is reported with the number of the
    line; it is not part of the text.
    """
    source_residue_keys: set[str] | None = None
    for finding in _find_residue(unit.target):
        if unit.source is not None:
            if finding.key in ("label", "teaser"):
                continue  # it translates that of the source
            if source_residue_keys is None:
                source_residue_keys = {
                    source_finding.key for source_finding in _find_residue(unit.source)
                }
            if finding.key in source_residue_keys:
                continue
        yield finding


def _find_residue(text: str) -> Iterator[Finding]:
    """Find the residue in a text; the first key of a finding says its kind."""
    labels = load_page_labels()
    stripped_text = text.strip()
    if not stripped_text:
        return
    whole_span = Span(
        len(text) - len(text.lstrip()),
        len(text) - len(text.lstrip()) + len(stripped_text),
    )
    if len(stripped_text) <= _MAX_LABEL_LENGTH and _is_label(stripped_text, labels):
        yield Finding("label", whole_span)
        return
    if len(stripped_text) <= _MAX_RELATED_LINK_LENGTH:
        link_match = labels.related_link_pattern.match(stripped_text)
        if link_match or labels.promotion_pattern.match(stripped_text):
            if link_match and _SENTENCE_END_PATTERN.search(link_match["title"] or ""):
                # A sentence follows the title on the same line: where is unknown.
                label_length = link_match.start("title")
                whole_span = Span(whole_span.start, whole_span.start + label_length)
            yield Finding("teaser", whole_span)
            return
    yield from _find_markers(text, labels)
    yield from _find_image_labels(text, labels)
    yield from _find_language_name(text, labels)


def _is_label(text: str, labels: PageLabels) -> bool:
    """Whether a whole text is a button, a menu entry or the title of a section."""
    return bool(LETTERS_PATTERN.search(text)) and (
        labels.is_advertisement(text)
        or labels.is_menu(text)
        or labels.is_related_title(text)
        or labels.is_end_title(text)
        or labels.caption_label_pattern.fullmatch(text) is not None
    )


def _find_markers(text: str, labels: PageLabels) -> Iterator[Finding]:
    """Find markers, bars of a table at an end, and advertisements inside a text."""
    if not LETTERS_PATTERN.search(labels.marker_pattern.sub("", text)):
        if labels.marker_pattern.search(text):
            yield Finding("marker", Span(0, len(text)))
        return
    for marker_match in labels.marker_pattern.finditer(text):
        yield _make_removal("marker", text, Span(*marker_match.span()))
    if "|" in text and not labels.marker_pattern.search(text):
        for bar_match in _EDGE_BAR_PATTERN.finditer(text):
            yield Finding("marker", Span(*bar_match.span()), fix="")
    for advertisement_match in labels.inline_advertisement_pattern.finditer(text):
        yield _make_removal("marker", text, Span(*advertisement_match.span()))


def _find_image_labels(text: str, labels: PageLabels) -> Iterator[Finding]:
    """Find the label of an image (`Judul - foto 1Keterangan`) or an image file."""
    label_match = labels.image_label_pattern.search(text)
    if label_match is not None:
        is_glued = text[label_match.end() - 1].isdigit()
        caption_initial = text[label_match.end() : label_match.end() + 1]
        if (caption_initial.isupper() and (is_glued or label_match["dash"])) or (
            label_match["dash"] and not caption_initial
        ):
            label_text = label_match[0]
            start = label_match.start() + len(label_text) - len(label_text.lstrip())
            yield Finding("image", Span(start, start + len(label_text.strip())))
    file_match = labels.image_file_pattern.match(text)
    if file_match is not None and not file_match["rest"].strip()[:1].islower():
        yield Finding("image", Span(*file_match.span("name")))


def _find_language_name(text: str, labels: PageLabels) -> Iterator[Finding]:
    """Find the language's own name before a sentence: `Bahasa Indonesia: Pada …`."""
    name_matches = [*labels.language_name_pattern.finditer(text)]
    if len({name_match[0] for name_match in name_matches}) != 1:
        return
    if text.rstrip(' "”’)')[-1:] in (".", "!", "?", "…", ":", ";"):
        for name_match in name_matches:
            yield Finding("language_name", Span(*name_match.span()), fix="")


def _make_removal(key: str, text: str, span: Span) -> Finding:
    """Report a part of a text; its fix removes it with the space after it."""
    text_after = text[span.end :]
    end = span.end + len(text_after) - len(text_after.lstrip())
    start = span.start
    if end == len(text):
        start = len(text[:start].rstrip())
    return Finding(key, Span(start, end), fix="")
