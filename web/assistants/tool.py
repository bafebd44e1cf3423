"""A tool for assistants: its name, what it takes, and what it does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import msgspec.structs

from padanan.memory import Memory
from tm.errors import InputError, UnknownName
from web.assistants.answer import write_answer
from web.people.role import Role
from web.request_context import RequestContext
from web.requests import convert_values

BUDGET_NAME = "budget"
DEFAULT_BUDGET = 400
_LOWEST_BUDGET, _HIGHEST_BUDGET = 100, 20_000


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a tool: what the person who uses the assistant may do."""

    context: RequestContext
    assistant: str
    """The name that the assistant gives itself."""

    @property
    def memory(self) -> Memory:
        """The memory; it holds only what the person may read."""
        return self.context.memory


@dataclass(frozen=True, slots=True)
class AssistantTool:
    """A tool, made of a function and the request type of a route."""

    name: str
    write_lines: Callable[[ToolCall, Any, int], Iterable[str]]
    """Takes the tool call, a value of the type `request_type` and the budget."""
    request_type: type[msgspec.Struct]
    shown_names: tuple[str, ...]
    """The fields that assistants are told of; the others have their defaults."""
    empty_answer: str
    """The answer if there is no line."""
    default_budget: int = DEFAULT_BUDGET
    role: Role = Role.READER
    """The lowest role that may use it."""

    only_reads: bool = True
    shows_budget: bool = True
    """Whether assistants are told that they may set the budget."""

    @property
    def description(self) -> str:
        """What it does, for the assistant: the docstring of the function."""
        return " ".join((self.write_lines.__doc__ or "").split()).rstrip(".")

    def answer(self, tool_call: ToolCall, arguments: dict[str, object]) -> str:
        """Answer a call with a text. Raises InputError and what the memory raises."""
        request_fields = {**arguments}
        budget = _read_budget(request_fields.pop(BUDGET_NAME, self.default_budget))
        for name in request_fields:
            if name not in self.shown_names:
                raise UnknownName("parameter", name, (*self.shown_names, BUDGET_NAME))
        request = convert_values(request_fields, self.request_type, strict=True)
        return write_answer(
            self.write_lines(tool_call, request, budget),
            budget,
            empty_answer=self.empty_answer,
        )


def _read_budget(budget: object) -> int:
    if (
        isinstance(budget, bool)
        or not isinstance(budget, int)
        or not _LOWEST_BUDGET <= budget <= _HIGHEST_BUDGET
    ):
        raise InputError(
            f"{BUDGET_NAME} must be a whole number from {_LOWEST_BUDGET} to "
            f"{_HIGHEST_BUDGET}, not {budget!r}"
        )
    return budget
