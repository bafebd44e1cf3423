"""Resources that answers refer to: units, concepts and articles, as text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from padanan.memory import Memory
from tm.errors import NotFound
from web.assistants.result_lines import (
    ARTICLE_ADDRESS,
    CONCEPT_ADDRESS,
    UNIT_ADDRESS,
    format_concept_lines,
    format_unit_lines,
)


@dataclass(frozen=True, slots=True)
class AssistantResource:
    """A kind of resource, whose addresses are a prefix and a key."""

    name: str
    prefix: str
    description: str
    read: Callable[[Memory, str], str]
    """Reads the text of one by its key. Raises NotFound."""


def find_resource(address: str) -> tuple[AssistantResource, str]:
    """Find the kind of an address, and its key. Raises NotFound."""
    for resource in RESOURCES:
        if address.startswith(resource.prefix):
            return resource, address.removeprefix(resource.prefix)
    known_addresses = ", ".join(f"{resource.prefix}KEY" for resource in RESOURCES)
    raise NotFound(f"no resource {address!r}; there are {known_addresses}")


def _read_unit(memory: Memory, key: str) -> str:
    return "\n".join(format_unit_lines(memory.units.get(key)))


def _read_concept(memory: Memory, key: str) -> str:
    return "\n".join(format_concept_lines(memory.terms.get(key)))


def _read_article(memory: Memory, key: str) -> str:
    return memory.assistant.read_article(key)


RESOURCES: Sequence[AssistantResource] = (
    AssistantResource("unit", UNIT_ADDRESS, "A unit that an answer cites", _read_unit),
    AssistantResource(
        "concept", CONCEPT_ADDRESS, "A concept with its terms", _read_concept
    ),
    AssistantResource(
        "article",
        ARTICLE_ADDRESS,
        "An article, sentence by sentence with its translation",
        _read_article,
    ),
)
