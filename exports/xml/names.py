"""Names of XML with namespaces, in the prefixes that we know."""

from collections.abc import Callable

ChoosePrefix = Callable[[str, str], str]
"""The prefix to read names of a namespace with, given its URI and its own prefix."""

SEPARATOR = "\x01"
"""What expat puts between the parts of a name; XML cannot hold it."""
_MOST_NAMES = 10_000


class NameSpeller:
    """Names of an XML file with namespaces, in the prefixes that we know."""

    def __init__(self, choose_prefix: ChoosePrefix) -> None:
        self._spell = choose_prefix
        self._known: dict[str, str] = {}

    def spelled(
        self, name: str, attributes: dict[str, str]
    ) -> tuple[str, dict[str, str]]:
        """The name of an element and its attributes, as expat gives them, in ours."""
        return self._one(name), {
            self._one(attribute): value for attribute, value in attributes.items()
        }

    def _one(self, name: str) -> str:
        spelled_name = self._known.get(name)
        if spelled_name is None:
            if len(self._known) > _MOST_NAMES:
                self._known.clear()
            spelled_name = self._read(name)
            self._known[name] = spelled_name
        return spelled_name

    def _read(self, name: str) -> str:
        """A name that expat gives as URI, name and prefix, or fewer of them."""
        name_parts = name.split(SEPARATOR)
        if len(name_parts) == 1:
            return name
        prefix = self._spell(
            name_parts[0], name_parts[2] if len(name_parts) > 2 else ""
        )
        return f"{prefix}:{name_parts[1]}" if prefix else name_parts[1]
