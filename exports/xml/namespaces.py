"""Names in XML namespaces, with the prefixes that Padanan uses."""

from collections.abc import Callable

ChoosePrefix = Callable[[str, str], str]
"""Chooses the prefix for names of a namespace by its URI and prefix in the file."""

SEPARATOR = "\x01"
"""Separator that expat puts between the parts of a name; XML forbids it in names."""
_MAX_REMEMBERED_NAME_COUNT = 10_000


class NamePrefixer:
    """Gives names in XML namespaces the prefixes that Padanan uses."""

    def __init__(self, choose_prefix: ChoosePrefix) -> None:
        self._choose_prefix = choose_prefix
        self._prefixed_name_by_expat_name: dict[str, str] = {}

    def prefix_names(
        self, element_name: str, attributes: dict[str, str]
    ) -> tuple[str, dict[str, str]]:
        """Prefix the name of an element and those of its attributes."""
        return self._prefix_name(element_name), {
            self._prefix_name(attribute_name): attribute_value
            for attribute_name, attribute_value in attributes.items()
        }

    def _prefix_name(self, expat_name: str) -> str:
        prefixed_name = self._prefixed_name_by_expat_name.get(expat_name)
        if prefixed_name is None:
            if len(self._prefixed_name_by_expat_name) > _MAX_REMEMBERED_NAME_COUNT:
                self._prefixed_name_by_expat_name.clear()
            prefixed_name = self._parse_expat_name(expat_name)
            self._prefixed_name_by_expat_name[expat_name] = prefixed_name
        return prefixed_name

    def _parse_expat_name(self, expat_name: str) -> str:
        """Parse a name that expat gives as URI, local name and prefix."""
        name_parts = expat_name.split(SEPARATOR)
        if len(name_parts) == 1:
            return expat_name
        prefix = self._choose_prefix(
            name_parts[0], name_parts[2] if len(name_parts) > 2 else ""
        )
        return f"{prefix}:{name_parts[1]}" if prefix else name_parts[1]
