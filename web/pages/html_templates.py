"""Templates as HTML: the environment of each language, with filters for its figures."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from padanan.query_direction import find_query_language
from tm.result_cache import lazy_constant
from tm.text.language_id import identify_language
from tm.text.locale import Locale as TextLocale
from web.api.checks import NOT_USEFUL
from web.pages.gettext_catalogues import load_translations
from web.pages.messages.translation import translate_message
from web.pages.static_files import get_static_address
from web.pages.value_labels import (
    COMMAND_WORDS,
    FORMAT_NAMES,
    MATCH_TYPE_WORDS,
    PENALTY_WORDS,
    ROLE_WORDS,
    STATUS_WORDS,
    SUBJECT_FIELD_WORDS,
)

TEMPLATE_FOLDER = Path(__file__).parent / "templates"
_TEMPLATE_PART_PATTERN = re.compile(r'\{% (?:extends|include|from|import) "([^"]+)"')
_MAX_CACHED_DAYS = 5_000
"""The days whose names are kept, since a list shows the same ones again and again."""


class _FixedTexts(NodeTransformer):
    """Replaces each `_("text")` without values by its translation."""

    def __init__(self, translate: Callable[[str], str]) -> None:
        self._translate = translate

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """Visit a call of a function in a template."""
        match node:
            case nodes.Call(
                node=nodes.Name(name="_"),
                args=[nodes.Const(value=str(text))],
                kwargs=[],
                dyn_args=None,
                dyn_kwargs=None,
            ):
                return nodes.Const(Markup(self._translate(text)) % ())
        return self.generic_visit(node)


class _TranslatedEnvironment(Environment):
    """Translates the fixed texts of a template when it is loaded, not when it is shown.

    Speed trick: the results of a search are rendered in 15 % less time
    (benchmarks/pages.py).
    """

    translate: Callable[[str], str]

    def _parse(
        self, source: str, name: str | None, filename: str | None
    ) -> nodes.Template:
        template = super()._parse(source, name, filename)
        _FixedTexts(self.translate).visit(template)
        return template


@lazy_constant
def load_environment(language: str) -> Environment:
    """Load the environment of a language; every text is escaped, and none may miss."""
    environment = _TranslatedEnvironment(
        loader=FileSystemLoader(TEMPLATE_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    translations = load_translations(language)
    environment.translate = translations.gettext
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        translations.gettext, translations.ngettext, newstyle=True
    )
    environment.filters["figure"] = partial(_write_figure, language)
    environment.filters["percent"] = partial(_write_percentage, language)
    environment.filters["day"] = lru_cache(_MAX_CACHED_DAYS)(
        partial(_write_day, language)
    )
    environment.filters["language"] = partial(_make_language_name, language)
    environment.filters["status"] = partial(_translate_word, language, STATUS_WORDS)
    environment.filters["role"] = partial(_translate_word, language, ROLE_WORDS)
    environment.filters["match_type"] = partial(
        _translate_word, language, MATCH_TYPE_WORDS
    )
    environment.filters["command"] = partial(_translate_word, language, COMMAND_WORDS)
    environment.filters["subject_field"] = partial(
        _translate_word, language, SUBJECT_FIELD_WORDS
    )
    environment.filters["message"] = partial(_show_message, language)
    environment.filters["reason"] = partial(_show_dismissal_reason, language)
    environment.filters["penalty"] = partial(_show_penalty, language)
    environment.filters["format_name"] = partial(_make_format_name, language)
    environment.filters["language_of"] = _find_text_language
    environment.filters["marked"] = _mark_spans
    environment.globals["static"] = get_static_address
    return environment


def render_template(
    language: str, template_name: str, **template_variables: Any
) -> str:
    """Render a template in a language. Any: values are whatever a template shows."""
    return load_template(language, template_name).render(template_variables)


def load_template(language: str, template_name: str) -> Template:
    """Load a template in a language, compiled when it is first asked for."""
    return load_environment(language).get_template(template_name)


def list_template_parts(template_name: str) -> list[str]:
    """List a template and those that it extends, includes or imports, each once."""
    template_names = [template_name]
    for name in template_names:  # which grows meanwhile
        source = (TEMPLATE_FOLDER / name).read_text("utf-8")
        template_names += [
            part_name
            for part_name in dict.fromkeys(_TEMPLATE_PART_PATTERN.findall(source))
            if part_name not in template_names
        ]
    return template_names


def translate(language: str, text: str) -> str:
    """Translate a text of the pages."""
    return load_translations(language).gettext(text)


def _write_figure(language: str, number: float) -> str:
    return str(format_decimal(number, locale=language))


def _write_percentage(language: str, percentage: float) -> str:
    """Write a percentage with at most one decimal place.

    >>> [_write_percentage(language, 58.54) for language in ("en", "id")]
    ['58.5%', '58,5%']
    """
    return str(format_percent(percentage / 100, "#,##0.#%", locale=language))


def _write_day(language: str, date_text: str) -> str:
    """Write a date of ISO 8601, a month or a year in a language; others as they are.

    >>> [_write_day("id", text) for text in ("2025-10-08T09:30:00Z", "2025-10", "2025")]
    ['8 Okt 2025', 'Okt 2025', '2025']
    """
    try:
        if len(date_text) >= len("2025-10-08"):
            return str(format_date(date.fromisoformat(date_text[:10]), locale=language))
        if len(date_text) == len("2025-10"):
            month = date.fromisoformat(f"{date_text}-01")
            return str(format_skeleton("yMMM", month, locale=language))
    except ValueError:
        pass
    return date_text


def _make_language_name(language: str, tag: str) -> str:
    """Name a language in another one; what has no name stays a tag.

    >>> [_make_language_name("en", tag) for tag in ("pt-BR", "ban", "id-VN", "cjm")]
    ['Portuguese (Brazil)', 'Balinese', 'Indonesian (id-VN)', 'cjm']
    """
    try:
        language_name = Locale.parse(tag.replace("-", "_")).get_display_name(language)
    except (UnknownLocaleError, ValueError):
        # Of most languages of small regions, only the name is known.
        language_code = tag.partition("-")[0]
        language_name = Locale.parse(language).languages.get(language_code)
        language_name = (
            f"{language_name} ({tag})"
            if language_name is not None and language_code != tag
            else language_name
        )
    return str(language_name or tag)


def _make_format_name(language: str, format_name: str) -> str:
    """Name a format as its users call it."""
    return translate(language, FORMAT_NAMES.get(format_name, format_name.upper()))


def _translate_word(language: str, word_by_value: Mapping[str, str], value: str) -> str:
    return (
        translate(language, word_by_value[value]) if value in word_by_value else value
    )


def _show_message(language: str, message: str) -> Markup:
    """Show a message of the program in a language; else in English, marked as such."""
    if language == "en":
        return escape(message)
    translation = translate_message(language, message)
    if translation is None:
        return Markup('<span lang="en">{}</span>').format(message)
    return escape(translation)


def _show_dismissal_reason(language: str, reason: str | None) -> str:
    """Show why a finding was dismissed; “not useful” is a word of the program."""
    verdict, separator, remark = (reason or "").partition(": ")
    if verdict != NOT_USEFUL:
        return reason or ""
    return translate(language, NOT_USEFUL) + separator + remark


def _show_penalty(language: str, reason: str) -> Markup:
    """Show the reason of a penalty: a word of its own, or the message of a check."""
    if reason in PENALTY_WORDS:
        return escape(translate(language, PENALTY_WORDS[reason]))
    return _show_message(language, reason)


def _mark_spans(text: str, spans: Sequence[tuple[int, int, str]]) -> Markup:
    """Mark spans (start, end, class), which do not overlap, in a text.

    >>> _mark_spans("a <b> c", [(2, 5, "found")])
    Markup('a <mark class="found">&lt;b&gt;</mark> c')
    """
    parts, end = [], 0
    for span_start, span_end, mark_class in spans:
        parts += [
            escape(text[end:span_start]),
            f'<mark class="{escape(mark_class)}">',
            escape(text[span_start:span_end]),
            "</mark>",
        ]
        end = span_end
    return Markup("".join((*parts, escape(text[end:]))))


def _find_text_language(text: str, *tags: str | None) -> str:
    """Find the language of a text that is stored without one; empty if unknown."""
    locales = [TextLocale.parse(tag) for tag in tags if tag]
    locale = (
        find_query_language(text, locales, locales[0])
        if locales
        else identify_language(text)
    )
    return "" if locale is None else locale.tag
