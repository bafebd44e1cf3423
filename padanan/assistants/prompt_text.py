"""The text of a package: sections of lines, filled until the budget is used up."""

from collections.abc import Iterable
from typing import TypeVar

from padanan.assistants.prompt_lines import (
    HEADING_BY_KIND,
    write_first_lines,
    write_heading,
    write_line,
)
from padanan.assistants.prompt_package import (
    PromptContent,
    PromptExample,
    PromptMatch,
    PromptMistranslation,
    PromptName,
    PromptNeighbour,
    PromptPackage,
    PromptRequest,
    PromptRule,
    PromptTerm,
    PromptWord,
)
from padanan.assistants.token_estimate import estimate_tokens
from tm.errors import InputError

_ContentT = TypeVar("_ContentT", bound=PromptContent)
_MAX_UNFITTING_ITEMS = 4
"""Items that do not fit, after which no more are tried."""
_LEFT_OUT_LINES = ("", "({count} more did not fit.)")


class PromptText:
    """A package that is being filled."""

    def __init__(self, request: PromptRequest) -> None:
        """Begin with the text itself. Raises InputError if it is over the budget."""
        self._request = request
        self._contents: list[PromptContent] = []
        self._lines_by_kind: dict[type[PromptContent], list[str]] = {
            kind: [] for kind in HEADING_BY_KIND
        }
        self._left_out_count = 0
        self._head_lines = [*write_first_lines(request)]
        min_token_count = _count_tokens(
            [*self._head_lines, *_write_left_out_lines(99_999)]
        )
        self._remaining_token_count = request.token_budget - min_token_count
        if self._remaining_token_count < 0:
            raise InputError(
                f"the text alone needs a budget of {min_token_count} tokens, not "
                f"{request.token_budget}; give a larger one, or the text in parts",
                parameters=("budget",),
            )

    def add_all(self, contents: Iterable[PromptContent]) -> None:
        """Add each item that fits into what is left of the budget."""
        for content in contents:
            self._left_out_count += not self._add(content)

    def add_while_room(self, contents: Iterable[PromptContent]) -> None:
        """Add items that fill what is left; what does not fit is not counted."""
        miss_count = 0
        for content in contents:
            miss_count += not self._add(content)
            if miss_count == _MAX_UNFITTING_ITEMS:
                break

    def _add(self, content: PromptContent) -> bool:
        """Add an item; returns whether it fitted."""
        section_lines = self._lines_by_kind[type(content)]
        new_lines = [write_line(content)]
        if not section_lines:
            new_lines = [*write_heading(type(content)), *new_lines]
        token_count = _count_tokens(new_lines)
        if token_count > self._remaining_token_count:
            return False
        self._remaining_token_count -= token_count
        section_lines += new_lines
        self._contents.append(content)
        return True

    def make_package(self) -> PromptPackage:
        """Make the package of what was added."""
        request = self._request
        source_locale, target_locale = request.locales
        lines = [*self._head_lines]
        for section_lines in self._lines_by_kind.values():
            lines += section_lines
        if self._left_out_count:
            lines += _write_left_out_lines(self._left_out_count)
        text = "".join(f"{line}\n" for line in lines)
        return PromptPackage(
            source_locale.tag,
            target_locale.tag,
            request.day,
            tuple(request.segments),
            terms=self._select_contents(PromptTerm),
            names=self._select_contents(PromptName),
            words=self._select_contents(PromptWord),
            mistranslations=self._select_contents(PromptMistranslation),
            matches=self._select_contents(PromptMatch),
            examples=self._select_contents(PromptExample),
            neighbours=self._select_contents(PromptNeighbour),
            rules=self._select_contents(PromptRule),
            left_out=self._left_out_count,
            tokens=estimate_tokens(text),
            text=text,
        )

    def _select_contents(self, kind: type[_ContentT]) -> tuple[_ContentT, ...]:
        return tuple(content for content in self._contents if isinstance(content, kind))


def _write_left_out_lines(left_out_count: int) -> list[str]:
    return [line.format(count=left_out_count) for line in _LEFT_OUT_LINES]


def _count_tokens(lines: Iterable[str]) -> int:
    return sum(estimate_tokens(f"{line}\n") for line in lines)
