"""A text with what comparing it takes: tokens, their forms, values and strings.

Each is made once: a query is compared with many segments, and a segment in several
ways.
"""

from decimal import Decimal
from functools import cached_property, lru_cache

from tm.text.locale import Locale
from tm.text.normal import folded, match_form
from tm.text.tokens import (
    NUMBER,
    match_tokens,
    token_class,
    token_texts,
    tokens,
)
from tm.text.values.reader import read_values
from tm.text.values.value import Value


class ComparableText:
    """A text of a locale, as it is compared."""

    def __init__(self, text: str, locale: Locale) -> None:
        self.text = text
        self.locale = locale
        self.tokens = token_texts(text)
        """The texts of its tokens."""
        self.form: list[str]
        """Its tokens in match form, as `match_tokens` gives them."""
        self.token_forms: list[str]
        """The match form of each of `tokens`; numbers and codes are themselves."""
        if text.isascii():
            self.token_forms = [token.lower() for token in self.tokens]
            self.form = list(map(token_class, self.token_forms))
        else:
            self.token_forms = [_token_form(token) for token in self.tokens]
            self.form = match_tokens(text, locale)

    @cached_property
    def bare(self) -> list[str]:
        """The tokens in match form without marks."""
        if self.text.isascii():
            return self.form
        return [_bare_form(form) for form in self.form]

    @cached_property
    def string(self) -> str:
        """The whole text in match form."""
        return match_form(self.text, vietnamese=self.locale.language == "vi")

    @cached_property
    def bare_string(self) -> str:
        """The whole text without marks and case."""
        return folded(self.text)

    @cached_property
    def spellings(self) -> dict[str, str]:
        """How each of `token_forms` is written; empty where it differs in places."""
        found: dict[str, str] = {}
        for form, token in zip(self.token_forms, self.tokens, strict=True):
            if found.setdefault(form, token) != token:
                found[form] = ""
        return found

    @cached_property
    def values(self) -> list[Value]:
        """Its values, in order."""
        return read_values(self.text, self.locale)

    @cached_property
    def value_texts(self) -> list[str]:
        """Its values as texts that compare, with the digits that are none, as G20's."""
        places = [
            (value.start, f"{value.kind} {_key_text(value)}") for value in self.values
        ]
        spans = [(value.start, value.end) for value in self.values]
        if NUMBER not in self.form:
            return [text for _, text in sorted(places)]
        for token in tokens(self.text):
            if token.kind == "number" and not any(
                start < token.end and token.start < end for start, end in spans
            ):
                places.append((token.start, token.text))
        return [text for _, text in sorted(places)]


# A match is compared, and then perhaps repaired; more than that is not kept.
@lru_cache(maxsize=256)
def compared(text: str, locale: Locale) -> ComparableText:
    """A text as it is compared, the same for one that came shortly before."""
    return ComparableText(text, locale)


# Most tokens of a language are a few thousand.
@lru_cache(maxsize=8192)
def _token_form(token: str) -> str:
    return match_form(token)


@lru_cache(maxsize=8192)
def _bare_form(form: str) -> str:
    return folded(form)


def _key_text(value: Value) -> str:
    # 1.67E+10 and 16700000000 are equal, but not as texts until normalised.
    return " ".join(
        str(part.normalize() if isinstance(part, Decimal) else part)
        for part in value.key
    )
