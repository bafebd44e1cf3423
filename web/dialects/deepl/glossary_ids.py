"""Ids of glossaries and memories, which DeepL's clients take for UUIDs."""

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


def make_glossary_id(name: str) -> str:
    """Make the id of a glossary of a name."""
    return make_id("glossary", name)


def find_glossary(memory: Memory, glossary_id: str) -> WordList:
    """Find the termbase of an id. Raises NotFound."""
    for word_list in memory.word_lists.list():
        if make_glossary_id(word_list.name) == glossary_id.lower():
            return word_list
    raise NotFound(f"there is no glossary {glossary_id}")
