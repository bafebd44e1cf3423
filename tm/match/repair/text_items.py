"""The items of a text that a repair compares: values, terms, names and other words."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple

from tm.finding import Span
from tm.language_data import read_table
from tm.match.repair.names_in_translation import remove_possessive
from tm.match.repair.repair_resources import KnownTerm
from tm.match.replacement import ReplacementKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.normal import (
    fold_text,
    fold_words,
    list_match_forms,
    match_form,
    remove_diacritics,
)
from tm.text.tokens import Token, split_tokens
from tm.text.values.value import Value

_MARKS_BEFORE_SENTENCE = frozenset('.!?:…"“”‘«([•')
_MAX_NAME_WORD_COUNT = 6
"""The most words of a name; a longer run of capitals is a heading."""
_NAME_JOINERS = (" ", "\u00a0", "-")
"""What stands between the words of a name."""


class ItemClass(StrEnum):
    """What an item is; only items of one class may replace each other."""

    VALUE = "\ue010"
    NAME = "\ue011"
    TERM = "\ue012"
    WORD = "\ue013"
    """A word that is no name, or a punctuation mark."""


class TextItem(NamedTuple):
    """A value, term, name, word or mark of a text; a tuple, since texts have many."""

    item_class: ItemClass
    comparison_key: str
    """What is equal for equal items: the match form; kind and key of a value."""
    start: int
    end: int
    value: Value | None = None
    term: KnownTerm | None = None

    @property
    def span(self) -> Span:
        """Its span in the text; made when it is asked for, as of few items."""
        return Span(self.start, self.end)

    @property
    def class_symbol(self) -> str:
        """The class, for values with their kind."""
        kind = self.value.kind.value if self.value else ""
        return f"{self.item_class}{kind}"


def split_items(
    text: str,
    locale: Locale,
    values: Sequence[Value],
    terms: Sequence[KnownTerm],
    *,
    ignores_diacritics: bool = False,
) -> Sequence[TextItem]:
    """Split a text into its items, in order; inline codes are left out.

    With `ignores_diacritics`, words are compared without their diacritics.
    """
    tokens = [token for token in split_tokens(text) if token.kind != "code"]
    is_vietnamese = locale.language == "vi"
    long_items = [
        *(_make_value_item(value) for value in values),
        *(_make_term_item(term, text, is_vietnamese) for term in terms),
    ]
    item_by_start = _select_long_items(long_items)
    token_forms = list_match_forms(
        [token.text for token in tokens], is_vietnamese=is_vietnamese
    )
    if ignores_diacritics:
        token_forms = fold_words(token_forms)
    items: list[TextItem] = []
    token_index = 0
    while token_index < len(tokens):
        token = tokens[token_index]
        item = item_by_start.get(token.start)
        if item is not None:
            while token_index < len(tokens) and tokens[token_index].start < item.end:
                token_index += 1
            items.append(item)
            continue
        name_end_index = (
            _find_name_end(tokens, token_index, text, item_by_start)
            if _is_capitalised_word(token)
            else token_index
        )
        if name_end_index > token_index and _opens_sentence(tokens, token_index):
            is_common_word = token.text.lower() in _read_common_words(locale.language)
            name_end_index = token_index if is_common_word else name_end_index
        if name_end_index > token_index:
            last_word = tokens[name_end_index - 1]
            end = last_word.start + len(remove_possessive(last_word.text))
            form = _make_comparison_key(
                text[token.start : end], is_vietnamese, ignores_diacritics
            )
            items.append(TextItem(ItemClass.NAME, form, token.start, end))
            token_index = name_end_index
        else:
            form = token_forms[token_index]
            items.append(TextItem(ItemClass.WORD, form, token.start, token.end))
            token_index += 1
    return items


def is_typed_without_diacritics(query_text: str, source_text: str) -> bool:
    """Whether a query has no diacritics, and the stored source has some."""
    return (
        remove_diacritics(query_text) == query_text
        and remove_diacritics(source_text) != source_text
    )


def _make_comparison_key(
    text: str, is_vietnamese: bool, ignores_diacritics: bool = False
) -> str:
    form = match_form(text, is_vietnamese=is_vietnamese)
    return fold_text(form) if ignores_diacritics else form


def _make_value_item(value: Value) -> TextItem:
    form = " ".join((value.kind.value, *map(str, value.key)))
    return TextItem(ItemClass.VALUE, form, value.start, value.end, value=value)


def _make_term_item(term: KnownTerm, text: str, is_vietnamese: bool) -> TextItem:
    item_class = ItemClass.TERM if term.kind is ReplacementKind.TERM else ItemClass.NAME
    form = _make_comparison_key(term.span.of(text), is_vietnamese)
    return TextItem(item_class, form, term.span.start, term.span.end, term=term)


def _select_long_items(items: Sequence[TextItem]) -> dict[int, TextItem]:
    """Select items that do not overlap, by their start; the longest first."""
    selected_items: list[TextItem] = []
    for item in sorted(items, key=lambda item: item.start - item.end):
        if not any(
            item.span.overlaps(selected_item.span) for selected_item in selected_items
        ):
            selected_items.append(item)
    return {item.start: item for item in selected_items}


def _find_name_end(
    tokens: Sequence[Token],
    start_index: int,
    text: str,
    long_item_starts: Collection[int],
) -> int:
    """Find the token after a name that begins with a capitalised word.

    The start itself if the run of capitals is too long for a name. After a hyphen, a
    name may go on in small letters: `Mát-xcơ-va`.
    """
    end_index, word_count = start_index + 1, 1
    while end_index < len(tokens):
        joiner_start, next_index = tokens[end_index - 1].end, end_index
        if tokens[end_index].text == "-" and end_index + 1 < len(tokens):
            next_index += 1
        token = tokens[next_index]
        joiner = text[joiner_start : token.start]
        if (
            joiner not in _NAME_JOINERS
            or token.kind != "word"
            or not (_is_capitalised_word(token) or joiner == "-")
            or token.start in long_item_starts
        ):
            break
        end_index = next_index + 1
        word_count += 1
    return end_index if word_count <= _MAX_NAME_WORD_COUNT else start_index


def _is_capitalised_word(token: Token) -> bool:
    return token.kind == "word" and token.text[0].isupper()


def _opens_sentence(tokens: Sequence[Token], token_index: int) -> bool:
    return token_index == 0 or tokens[token_index - 1].text in _MARKS_BEFORE_SENTENCE


@lazy_constant
def _read_common_words(language: str) -> frozenset[str]:
    """Read the common words of a language, which may open a sentence before a name."""
    return frozenset(read_table(language, "common_words.toml").get("words", "").split())
