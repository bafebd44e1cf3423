"""Texts prepared for comparison, with their tokens, match forms and values.

Each form is computed once, since a query is compared with many segments.
"""

from decimal import Decimal
from functools import cached_property

from tm.match.inline_tags import remove_tags
from tm.text.locale import Locale
from tm.text.normal import fold_text, fold_words, list_match_forms, match_form
from tm.text.tokens import (
    NUMBER_CLASS,
    list_match_tokens,
    list_token_texts,
    mask_token,
    split_tokens,
)
from tm.text.values.reader import read_values
from tm.text.values.value import Value


class ComparableText:
    """A text with its compared forms, which are computed on first use."""

    def __init__(self, text: str, locale: Locale) -> None:
        self.text = text
        self.locale = locale
        self.compared_text = remove_tags(text)
        """The text without inline codes and tags, which is what is compared."""

    @cached_property
    def tokens(self) -> list[str]:
        """The texts of the tokens."""
        return list_token_texts(self.compared_text)

    @cached_property
    def token_forms(self) -> list[str]:
        """The match form of each token; numbers and codes stay as they are."""
        return list_match_forms(self.tokens)

    @cached_property
    def match_tokens(self) -> list[str]:
        """The tokens in match form; see `tm.text.tokens.list_match_tokens`."""
        if self.compared_text.isascii():
            return list(map(mask_token, self.token_forms))
        return list_match_tokens(self.compared_text, self.locale)

    @cached_property
    def has_diacritics(self) -> bool:
        """Whether a token has diacritics."""
        return (
            not self.compared_text.isascii() and self.folded_tokens != self.match_tokens
        )

    @cached_property
    def folded_tokens(self) -> list[str]:
        """The tokens in match form without diacritics."""
        if self.compared_text.isascii():
            return self.match_tokens
        return fold_words(self.match_tokens)

    @cached_property
    def match_form(self) -> str:
        """The whole text in match form."""
        return match_form(
            self.compared_text, is_vietnamese=self.locale.language == "vi"
        )

    @cached_property
    def folded_form(self) -> str:
        """The whole text without diacritics and case."""
        return fold_text(self.compared_text)

    @cached_property
    def spelling_by_form(self) -> dict[str, str]:
        """The spelling of each token form; empty if the text has several spellings."""
        spelling_by_form: dict[str, str] = {}
        for form, token in zip(self.token_forms, self.tokens, strict=True):
            if spelling_by_form.setdefault(form, token) != token:
                spelling_by_form[form] = ""
        return spelling_by_form

    @cached_property
    def values(self) -> list[Value]:
        """The values of the text, in order."""
        return read_values(self.text, self.locale)

    @cached_property
    def value_texts(self) -> list[str]:
        """The values and other digits (as in G20) as comparable strings, in order."""
        values = (
            self.values
            if self.compared_text == self.text
            else read_values(self.compared_text, self.locale)
        )
        offset_text_pairs = [
            (value.start, f"{value.kind} {_format_value_key(value)}")
            for value in values
        ]
        value_spans = [(value.start, value.end) for value in values]
        if NUMBER_CLASS not in self.match_tokens:
            return [text for _, text in sorted(offset_text_pairs)]
        for token in split_tokens(self.compared_text):
            if token.kind == "number" and not any(
                start < token.end and token.start < end for start, end in value_spans
            ):
                offset_text_pairs.append((token.start, token.text))
        return [text for _, text in sorted(offset_text_pairs)]


def _format_value_key(value: Value) -> str:
    # 1.67E+10 and 16700000000 are equal, but not as texts until normalised.
    return " ".join(
        str(part.normalize() if isinstance(part, Decimal) else part)
        for part in value.key
    )
