"""The server for assistants: tools and resources, by the Model Context Protocol.

It has no state: each call opens the memory that its caller may use.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from importlib.metadata import version
from typing import Any

from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import (
    ResourceError,
    ResourceNotFoundError,
    ToolError,
)
from mcp_types import CallToolResult, ResourceTemplate, TextContent, Tool
from mcp_types import ToolAnnotations as ToolHints

from tm.errors import NotFound, PadananError, UnknownName
from tm.text.control_characters import show_control_characters
from web.assistants.resources import RESOURCES, AssistantResource, find_resource
from web.assistants.schemas import make_tool_schema
from web.assistants.tool import BUDGET_NAME, AssistantTool, ToolCall
from web.people.role import Role
from web.request_context import RequestContext

_INSTRUCTIONS = (
    "Translation memory and termbase of a newsroom. Before translating, call prompt; "
    "afterwards check, with the source text, and repair what it lists. Languages are "
    "tags such as vi, id, en. Cite padanan://unit/KEY. budget is the most tokens of "
    "an answer."
)
_MAX_NAME_LENGTH = 100
AnswerInThread = Callable[[Any, Role, Callable[[RequestContext], str]], Awaitable[str]]
"""Answers in a thread for the sender of an HTTP request, who needs a role; without a
request, over stdio, for the user of this machine."""


class AssistantServer(MCPServer[None]):
    """Serves tools and resources of memories; the schemas are those of the routes."""

    def __init__(
        self, tools: Sequence[AssistantTool], answer_in_thread: AnswerInThread
    ) -> None:
        super().__init__(
            "padanan",
            title="Padanan",
            version=version("padanan"),
            instructions=_INSTRUCTIONS,
            log_level="WARNING",
        )
        self._tool_by_name = {tool.name: tool for tool in tools}
        self._answer_in_thread = answer_in_thread

    async def list_tools(self) -> list[Tool]:
        """List the tools, with schemas as short as possible."""
        return [_describe_tool(tool) for tool in self._tool_by_name.values()]

    async def call_tool(
        self,
        name: str,
        arguments: dict[str, Any],
        context: Context[None, Any] | None = None,
    ) -> CallToolResult:
        """Call a tool. Raises ToolError with what is wrong and what to do."""
        try:
            tool = self._tool_by_name.get(name)
            if tool is None:
                raise UnknownName("tool", name, self._tool_by_name)
            text = await self._answer_in_thread(
                _find_http_request(context),
                tool.role,
                lambda request_context: tool.answer(
                    ToolCall(request_context, _find_assistant_name(context)), arguments
                ),
            )
        except PadananError as error:
            raise ToolError(str(error)) from error
        return CallToolResult(content=[TextContent(type="text", text=text)])

    async def list_resource_templates(self) -> list[ResourceTemplate]:
        """List the kinds of resources: units, concepts and articles."""
        return [_describe_resource(resource) for resource in RESOURCES]

    async def read_resource(
        self, uri: Any, context: Context[None, Any] | None = None
    ) -> Iterable[ReadResourceContents]:
        """Read a unit, a concept or an article by its address. Raises ResourceError."""
        address = str(uri)
        try:
            resource, key = find_resource(address)
            text = await self._answer_in_thread(
                _find_http_request(context),
                Role.READER,
                lambda request_context: resource.read(request_context.memory, key),
            )
        except NotFound as error:
            raise ResourceNotFoundError(str(error)) from error
        except PadananError as error:
            raise ResourceError(str(error)) from error
        return [ReadResourceContents(text, "text/plain")]


def _describe_tool(tool: AssistantTool) -> Tool:
    schema = make_tool_schema(tool.request_type, tool.shown_names)
    if tool.shows_budget:
        schema["properties"][BUDGET_NAME] = {"type": "integer"}
    return Tool(
        name=tool.name,
        description=tool.description,
        input_schema=schema,
        annotations=ToolHints(read_only_hint=True) if tool.only_reads else None,
    )


def _describe_resource(resource: AssistantResource) -> ResourceTemplate:
    return ResourceTemplate(
        name=resource.name,
        uri_template=f"{resource.prefix}{{key}}",
        description=resource.description,
        mime_type="text/plain",
    )


def _find_http_request(context: Context[None, Any] | None) -> Any:
    """Find the HTTP request of a tool call; None over stdio."""
    return None if context is None else context.request_context.request


def _find_assistant_name(context: Context[None, Any] | None) -> str:
    """Find the name that an assistant gives itself; the newer protocol need not."""
    client_parameters = None
    if context is not None:
        client_parameters = context.request_context.session.client_params
    name = (
        client_parameters.client_info.name
        if client_parameters is not None
        else "assistant"
    )
    return show_control_characters(name)[:_MAX_NAME_LENGTH]
