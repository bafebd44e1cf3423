"""Terms and names of a text, with their translations on a day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from checks.match_repair.resources import MatchRepairResources
from glossary.entries.entry import (
    USABLE_STATUSES,
    ConceptEntry,
    Term,
    TermHit,
    TermStatus,
)
from glossary.entries.period import is_valid_on
from padanan.assistants.name_renderings import find_name_rendering
from padanan.assistants.prompt_package import (
    PromptMistranslation,
    PromptName,
    PromptTerm,
    PromptWord,
)
from padanan.assistants.related_segments import read_common_words
from tm.align.lexicon.starter_vocabulary import find_vocabulary
from tm.finding import Span
from tm.match.repair.repair_resources import KnownTerm
from tm.match.repair.text_items import ItemClass, split_items
from tm.match.replacement import ReplacementKind
from tm.text.locale import Locale
from tm.text.normal import remove_diacritics

_PLACE_SUBJECT_FIELD = "geo"


def make_prompt_term(
    hit: TermHit, text: str, target_locale: Locale, day: str
) -> PromptTerm | None:
    """Make the term of a hit; None if the target language has no form to use."""
    entries = [hit.entry, *(reading.entry for reading in hit.other_readings)]
    preferred_texts = tuple(
        dict.fromkeys(
            preferred_text
            for entry in entries
            for preferred_text in entry.list_preferred_texts(target_locale, day)
        )
    )
    if not preferred_texts:
        return None
    source = text[hit.start : hit.end]
    # Of a title with its holder, the forms of the title are to be known, too; those of
    # its country would be read as forms of the whole.
    entries += [
        part.entry
        for part in hit.parts
        if part.entry.subject_field != _PLACE_SUBJECT_FIELD
    ]
    terms = [term for entry in entries for term in entry.list_terms_in(target_locale)]
    allowed_texts = _list_texts(
        (
            term
            for term in terms
            if _is_usable_term(term, day)
            and not any(
                term.text in preferred_text for preferred_text in preferred_texts
            )
        ),
        excluded_texts=preferred_texts,
    )
    avoided_texts = _list_texts(
        (term for term in terms if not _is_usable_term(term, day)),
        excluded_texts=(*preferred_texts, *allowed_texts),
    )
    if preferred_texts == (source,) and not avoided_texts:
        return None  # it stays as it is
    validity_period = _find_validity_period(hit.entry, target_locale, preferred_texts)
    return PromptTerm(
        source=source,
        preferred=preferred_texts,
        allowed=allowed_texts,
        avoid=avoided_texts,
        valid_from=validity_period[0],
        valid_to=validity_period[1],
        concept=hit.entry.id,
    )


def correct_prompt_term(
    term: PromptTerm, mistranslations: Iterable[PromptMistranslation]
) -> PromptTerm:
    """Correct a term whose form to use is a known mistranslation of it.

    A title that is composed of its words, as `Perdana Menteri Pemerintah`, may be one.
    """
    for mistranslation in mistranslations:
        if mistranslation.source.casefold() != term.source.casefold():
            continue
        wrong_texts = tuple(
            form for form in term.preferred if form in mistranslation.wrong
        )
        if wrong_texts:
            right_text = mistranslation.right[0]
            allowed = dict.fromkeys((*mistranslation.right[1:], *term.allowed))
            return replace(
                term,
                preferred=(right_text,),
                allowed=tuple(form for form in allowed if form != right_text),
                avoid=(*wrong_texts, *term.avoid),
            )
    return term


def _is_usable_term(term: Term, day: str) -> bool:
    return term.status in USABLE_STATUSES and is_valid_on(
        term.valid_from, term.valid_to, day
    )


def _list_texts(
    terms: Iterable[Term], *, excluded_texts: Sequence[str]
) -> tuple[str, ...]:
    texts = dict.fromkeys(term.text for term in terms)
    return tuple(text for text in texts if text not in excluded_texts)


def _find_validity_period(
    entry: ConceptEntry, target_locale: Locale, preferred_texts: Sequence[str]
) -> tuple[str | None, str | None]:
    """Find the period of the first preferred form, or else that of its concept."""
    for term in entry.list_terms_in(target_locale):
        if term.text == preferred_texts[0] and (term.valid_from or term.valid_to):
            if term.status is not TermStatus.DEPRECATED:
                return term.valid_from, term.valid_to
    return entry.valid_from, entry.valid_to


def find_prompt_names(
    text: str,
    locales: tuple[Locale, Locale],
    term_spans: Sequence[Span],
    word_spans: Sequence[Span],
    resources: MatchRepairResources,
) -> Iterator[tuple[Span, PromptName]]:
    """Find names and places outside the terms of a text that translations write so.

    Names that stay as they are, are left out. `word_spans`: where its words of news
    are, which tell the beginning of a common noun from a name.
    """
    known_spans = [
        KnownTerm(span, ReplacementKind.TERM, None, ()) for span in term_spans
    ]
    places = resources.find_places(text)
    items = split_items(text, locales[0], (), (*known_spans, *places))
    for item in items:
        name = item.span.of(text)
        if item.item_class is not ItemClass.NAME:
            continue
        if item.term is not None:
            rendering = item.term.preferred_text
        elif item.span.start == 0 and " " not in name:
            continue  # any word, at the beginning of a sentence
        else:
            rendering = find_name_rendering(name, locales, resources)
            if rendering == remove_diacritics(name) and _is_common_noun(
                text, item.span, word_spans
            ):
                continue
        if rendering is not None and rendering != name:
            yield item.span, PromptName(name, rendering)


def _is_common_noun(text: str, span: Span, word_spans: Sequence[Span]) -> bool:
    """Whether what begins with a capital may be the beginning of a common noun.

    In `Hội nghị các Nhà Lãnh đạo vào thứ Sáu` neither `Hội`, `Nhà Lãnh` nor `Sáu` is a
    name; a single word before one in small letters may be.
    """
    for word_span in word_spans:
        is_within = span.start <= word_span.start and word_span.end <= span.end
        if word_span.overlaps(span) and not is_within:
            return True
    if " " in span.of(text):
        return False
    following_text = text[span.end : span.end + 2]
    return following_text[:1] == " " and following_text[1:].islower()


def find_prompt_words(
    text: str, locales: tuple[Locale, Locale]
) -> list[tuple[Span, PromptWord]]:
    """Find the words of news of a text that are written otherwise in translations.

    A single word that is common in its language, as `nước`, may mean anything.
    """
    common_words = read_common_words(locales[0].language)
    spans_and_words = []
    for span, targets in find_vocabulary(text, locales):
        word = span.of(text).lower()
        if word not in common_words and word not in map(str.lower, targets):
            spans_and_words.append((span, PromptWord(word, targets)))
    return spans_and_words
