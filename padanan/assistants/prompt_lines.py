"""The lines of text that the items of a package are for a language model."""

from collections.abc import Iterable, Iterator
from functools import singledispatch

from padanan.assistants.prompt_package import (
    PromptContent,
    PromptExample,
    PromptMatch,
    PromptMistranslation,
    PromptName,
    PromptNeighbour,
    PromptRequest,
    PromptRule,
    PromptTerm,
    PromptWord,
)
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.unit import Origin

HEADING_BY_KIND: dict[type[PromptContent], str] = {
    PromptTerm: "Terms (write the first form)",
    PromptName: "Names",
    PromptWord: "Words",
    PromptMistranslation: "Known mistranslations",
    PromptMatch: "Translations of similar texts",
    PromptNeighbour: "Texts before and after",
    PromptRule: "House rules",
    PromptExample: "Other translations with words of the text",
}
"""The headings of the sections, in their order."""


def write_first_lines(request: PromptRequest) -> Iterator[str]:
    """Write the first lines, with the text to translate, sentence by sentence."""
    source_locale, target_locale = request.locales
    yield (
        f"Translate from {_make_language_name(source_locale)} into "
        f"{_make_language_name(target_locale)}. Date of the text: {request.day}."
    )
    yield ""
    for segment_number, text in enumerate(request.segments, 1):
        yield f"[{segment_number}] {_join_lines(text)}"


def write_heading(kind: type[PromptContent]) -> list[str]:
    """Write the heading of a section."""
    return ["", f"{HEADING_BY_KIND[kind]}:"]


@singledispatch
def write_line(content: object) -> str:
    """Write the line of an item."""
    raise TypeError(content)


@write_line.register
def _write_term(term: PromptTerm) -> str:
    line_parts = [f"- {term.source} = {' | '.join(term.preferred)}"]
    if term.allowed:
        line_parts.append(f"also {', '.join(term.allowed)}")
    if term.avoid:
        line_parts.append(f"not {', '.join(term.avoid)}")
    if term.valid_from or term.valid_to:
        line_parts.append(f"valid {term.valid_from or ''}–{term.valid_to or ''}")
    return "; ".join(line_parts)


@write_line.register
def _write_name(name: PromptName) -> str:
    return f"- {name.source} = {name.target}"


@write_line.register
def _write_word(word: PromptWord) -> str:
    return f"- {word.source} = {', '.join(word.targets)}"


@write_line.register
def _write_mistranslation(mistranslation: PromptMistranslation) -> str:
    line = (
        f"- {mistranslation.source}: {_list_quoted(mistranslation.right)}; "
        f"not {_list_quoted(mistranslation.wrong)}"
    )
    topics = " or ".join(topic.replace("_", " ") for topic in mistranslation.topics)
    return f"{line} (if about {topics})" if topics else line


@write_line.register
def _write_match(match: PromptMatch) -> str:
    notes = [f"{match.rate} %"]
    if match.open_words:
        notes.append(f"still to translate: {_list_quoted(match.open_words)}")
    notes += _describe_origin(match.origin)
    notes += [f"unit {key}" for key in match.units]
    text_with_translation = f"{_join_lines(match.source)} = {_join_lines(match.target)}"
    return f"- [{match.segment}] {text_with_translation} ({'; '.join(notes)})"


@write_line.register
def _write_example(example: PromptExample) -> str:
    text_with_translation = (
        f"{_join_lines(example.source)} = {_join_lines(example.target)}"
    )
    return f"- {text_with_translation} (unit {example.unit})"


@write_line.register
def _write_neighbour(neighbour: PromptNeighbour) -> str:
    line = f"- {'before' if neighbour.is_before else 'after'}: " + _join_lines(
        neighbour.source
    )
    if neighbour.target is None:
        return line
    return f"{line} = {_join_lines(neighbour.target)}"


@write_line.register
def _write_rule(rule: PromptRule) -> str:
    return f"- {_join_lines(rule.message)}"


def _describe_origin(origin: Origin) -> Iterator[str]:
    """Describe the article that a unit is from."""
    publication_day = origin.published[:10] if origin.published else None
    for origin_part in (publication_day, origin.publisher, origin.headline):
        if origin_part:
            yield _join_lines(origin_part)


@lazy_constant
def _make_language_name(locale: Locale) -> str:
    """Name a language in English, with its tag."""
    from babel.core import Locale as Cldr  # slow to import
    from babel.core import UnknownLocaleError

    try:
        return f"{Cldr.parse(locale.language).english_name} ({locale})"
    except (UnknownLocaleError, ValueError):
        return str(locale)


def _list_quoted(texts: Iterable[str]) -> str:
    return ", ".join(f"“{text}”" for text in texts)


def _join_lines(text: str) -> str:
    """Write a text in one line."""
    return " ".join(text.split())
