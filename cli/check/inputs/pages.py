"""A page to check, alone or aligned with the original that it was translated from."""

from collections.abc import Iterator
from dataclasses import dataclass

from checks.engine.unit import Unit
from checks.inputs.page import (
    Alignment,
    is_html,
    parse_page,
    read_page_units,
    read_text_units,
)
from cli.check.inputs.json_lines import place_name
from cli.console.languages import Languages
from exports.entry import Remark
from exports.requested_locales import contradiction
from tm.articles.page.page import Page
from tm.errors import FormatError, InputError
from tm.text.input.encoding import LARGEST_PAGE, contents, decode
from tm.text.input.stream import readable, told
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class Original:
    """The page that another one was translated from, and how the two are aligned."""

    name: str
    translation: str
    """The name of the other page."""
    alignment: Alignment

    def page(self, locale: Locale | None = None) -> Page:
        """The page; its language is recognised, if none is given.

        Raises InputError where it cannot be read, or is no page of news.
        """
        with readable(self.name):
            data = contents(self.name, largest=LARGEST_PAGE)
        text = decode(data, path=told(self.name)).text
        try:
            return parse_page(text, path=told(self.name), locale=locale)
        except FormatError as error:
            raise self.refusal(error) from error

    def refusal(self, error: FormatError) -> InputError:
        """What to say where one of the two is no page of news."""
        pair = "-s LOCALE -t LOCALE"
        return InputError(
            f"{error}; texts that are no pages of news are aligned first: `padanan "
            f"align {self.name} {self.translation} {pair} -O pairs.tmx`, and then "
            f"`padanan check pairs.tmx {pair}`"
        )


def from_page(
    name: str, data: bytes, languages: Languages, original: Original | None
) -> Iterator[Unit | Remark]:
    """The segments of a page, with those of its original; else the text's sentences.

    Raises InputError for a text that is no page and has an original.
    """
    text = decode(data, path=told(name)).text
    path = place_name(name)
    try:
        page = parse_page(text, path=told(name), locale=languages.target)
    except FormatError as error:
        if is_html(text):
            raise
        if original is not None:
            raise original.refusal(error) from error
        # A sentence or two.
        yield from read_text_units(text, languages.target, name=name, path=path)
        return
    if original is None:
        yield from read_page_units(page, path=path).units
        return
    found = read_page_units(
        page,
        path=path,
        source=languages.source,
        original=original.page(languages.source),
        alignment=original.alignment,
    )
    if found.original_language is not None:
        words = contradiction(
            found.original_language, languages.source, languages.asked_by[0]
        )
        language = found.original_language
        yield Remark(f"{told(original.name)}: seems to be in {language}; {words}")
    yield from (Remark(f"{told(name)}: {words}") for words in found.remarks)
    yield Remark(
        f"{told(name)}: {found.aligned} of {found.segments} segments have their source "
        f"in {told(original.name)}; the others are judged by themselves"
    )
    yield from found.units
