"""Ids of glossaries and memories, which DeepL's clients take for UUIDs."""

from collections.abc import Sequence
from uuid import NAMESPACE_OID, uuid5

from padanan.contents.word_lists import WordList
from padanan.memory import Memory
from tm.errors import NotFound


def make_id(kind: str, name: str) -> str:
    """Make the id of something with a name, which is the same as long as the name is.

    >>> make_id("glossary", "Client A") == make_id("glossary", "Client A")
    True
    """
    return str(uuid5(NAMESPACE_OID, f"padanan:{kind}:{name}"))


def find_memory_name(memory_id: str, memory_names: Sequence[str]) -> str:
    """Find the name of the memory of an id. Raises NotFound."""
    for name in memory_names:
        if make_id("memory", name) == memory_id.lower():
            return name
    raise NotFound(f"there is no translation memory {memory_id}")


def find_glossary(memory: Memory, glossary_id: str) -> WordList:
    """Find the termbase of an id. Raises NotFound."""
    for word_list in memory.word_lists.list():
        if make_id("glossary", word_list.name) == glossary_id.lower():
            return word_list
    raise NotFound(f"there is no glossary {glossary_id}")
