"""Validation of XLIFF files by the schemas of OASIS, which are in `schemas`.

Nothing is fetched: a schema that another one imports is looked up in the same folder.
Versions before 1.2 have no schema.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, cast

from lxml import etree

from exports.xliff.element_names import (
    NAMESPACE_1,
    NAMESPACE_2,
    NAMESPACE_2_2,
    choose_prefix,
)
from exports.xliff.requirements import RuleViolation
from exports.xml.decoding import FORBIDDEN_REFERENCE_BYTES_PATTERN, XmlTextReader
from tm.result_cache import lazy_constant

_SCHEMAS_FOLDER = Path(__file__).parent / "schemas"
_SCHEMA_NAMESPACE = "{http://www.w3.org/2001/XMLSchema}"
_FOLDERS_BY_NAMESPACE = {
    NAMESPACE_1: ("1.2",),
    NAMESPACE_2: ("2.1",),
    NAMESPACE_2_2: ("2.2", "2.1"),
}
"""The folders with the schemas of a version; the first that has a name counts."""
_SCHEMA_LOCATION_ATTRIBUTE = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
_STRICT_SCHEMA_NAME = "xliff-core-1.2-strict.xsd"
_MODULE_NAMESPACE_BEGINNING = "{urn:oasis:names:tc:xliff:"
_MAX_VIOLATION_COUNT = 10_000


class _Schema(NamedTuple):
    """A compiled schema, and the names that it declares in each namespace."""

    validator: Any
    """An `etree.XMLSchema`."""
    names_by_namespace: dict[str, frozenset[str]]


def find_schema_violations(path: Path) -> list[RuleViolation]:
    """Find where a file breaks the schema of its version.

    None are found in a file that is not well-formed, or whose version has no schema.
    """
    schema = _find_schema(path)
    if schema is None or not any(_validate_chunks(path, schema, reads_by_line=False)):
        return []
    # The library names no lines, so that the file is given to it line by line. It
    # copies its list of errors for each.
    violations = list(
        islice(
            _validate_chunks(path, schema, reads_by_line=True), _MAX_VIOLATION_COUNT + 1
        )
    )
    if len(violations) > _MAX_VIOLATION_COUNT:
        line_number, _ = violations[-1]
        violations[-1] = line_number, "more faults of this kind, which are not listed"
    return violations


def _validate_chunks(
    path: Path, schema: "_Schema", *, reads_by_line: bool
) -> Iterator[RuleViolation]:
    """Validate a file piece by piece, in constant memory."""
    name_collector = _NameCollector(schema)
    parser = etree.XMLParser(
        target=cast(
            Any, name_collector
        ),  # the stub wants methods that are never called
        schema=schema.validator,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
    )
    line_number, error_count = 1, 0
    described_holders: set[tuple[int, str]] = set()
    try:
        for chunk, _ in XmlTextReader(path).read_chunks():
            chunk = FORBIDDEN_REFERENCE_BYTES_PATTERN.sub(b"", chunk)
            for piece in chunk.splitlines(keepends=True) if reads_by_line else [chunk]:
                parser.feed(piece)
                for reason in name_collector.take_reasons():
                    yield line_number, reason
                if len(parser.feed_error_log) != error_count:
                    errors = list(parser.feed_error_log)[error_count:]
                    error_count += len(errors)
                    for holder, reason in map(_describe_error, errors):
                        if reason and (line_number, holder) not in described_holders:
                            yield line_number, reason
                        # Each type that could hold a value reports it.
                        described_holders.add((line_number, holder))
                line_number += piece.endswith(b"\n")
    except (etree.XMLSyntaxError, ValueError):
        pass  # reported by the reader of units


class _NameCollector:
    """Target of a parser that collects names that a module does not have.

    The schema lets them pass where it allows anything of other namespaces.
    """

    def __init__(self, schema: "_Schema") -> None:
        self._schema = schema
        self._undeclared_names: list[str] = []

    def start(self, element_name: str, attributes: Mapping[str, str]) -> None:
        """Look at the names of an element and its attributes."""
        for name in (element_name, *attributes):
            if name.startswith(_MODULE_NAMESPACE_BEGINNING):
                namespace, _, local_name = name.removeprefix("{").partition("}")
                names = self._schema.names_by_namespace.get(namespace)
                if names is not None and local_name not in names:
                    self._undeclared_names.append(name)

    def close(self) -> None:
        """End the file."""

    def take_reasons(self) -> Iterator[str]:
        """Say for each name found since the last call what is wrong with it."""
        for name in self._undeclared_names:
            shown_name = _shorten_names(name)
            yield f"{shown_name} is not a name of XLIFF or its modules"
        self._undeclared_names.clear()


def _find_schema(path: Path) -> "_Schema | None":
    """Find the schema of a file by its root element; that of 1.2 may be strict."""
    parser = etree.XMLPullParser(
        events=("start",), encoding="utf-8", resolve_entities=False, no_network=True
    )
    for chunk, _ in XmlTextReader(path).read_chunks():
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError:
            return None
        for _, root in cast(list[tuple[str, etree._Element]], parser.read_events()):
            folder_names = _FOLDERS_BY_NAMESPACE.get(root.tag.partition("}")[0][1:])
            location = root.get(_SCHEMA_LOCATION_ATTRIBUTE, "")
            if folder_names is None:
                return None
            return _load_schema(folder_names, is_strict=_STRICT_SCHEMA_NAME in location)
    return None


@lazy_constant
def _load_schema(folder_names: tuple[str, ...], *, is_strict: bool) -> _Schema:
    """Compile the schemas in some folders as one."""
    path_by_name: dict[str, Path] = {}
    for folder_name in folder_names:
        for schema_path in sorted((_SCHEMAS_FOLDER / folder_name).glob("*.xsd")):
            is_strict_file = "strict" in schema_path.name
            if folder_name != "1.2" or is_strict_file == is_strict:
                path_by_name.setdefault(schema_path.name, schema_path)
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_SchemaResolver(path_by_name))
    imports = ""
    names_by_namespace: dict[str, frozenset[str]] = {}
    for schema_name, schema_path in path_by_name.items():
        document = etree.parse(schema_path)
        namespace = document.getroot().get("targetNamespace", "")
        declarations = document.iter(
            f"{_SCHEMA_NAMESPACE}element", f"{_SCHEMA_NAMESPACE}attribute"
        )
        names = frozenset(element.get("name", "") for element in declarations)
        names_by_namespace[namespace] = names | names_by_namespace.get(
            namespace, frozenset()
        )
        imports += f'<import namespace="{namespace}" schemaLocation="{schema_name}"/>'
    markup = f'<schema xmlns="{_SCHEMA_NAMESPACE.strip("{}")}">{imports}</schema>'
    return _Schema(etree.XMLSchema(etree.XML(markup, parser)), names_by_namespace)


class _SchemaResolver(etree.Resolver):
    """Resolver that finds imported schemas by the last part of their location."""

    # Any: the stub of the library has another signature than the library.
    resolve_filename: Any
    resolve_empty: Any

    def __init__(self, path_by_name: dict[str, Path]) -> None:
        self._path_by_name = path_by_name

    def resolve(  # type: ignore[override]
        self, url: str, _: str | None, context: object
    ) -> Any:
        """Find a schema; an unknown one is empty, and never fetched."""
        name = url.rpartition("/")[2]
        path = self._path_by_name.get(name, _SCHEMAS_FOLDER / name)
        if path.is_file():
            return self.resolve_filename(str(path), context)
        return self.resolve_empty(context)


_ERROR_PATTERN = re.compile(
    r"Element '(?P<element>[^']*)'(?:, attribute '(?P<attribute>[^']*)')?: "
    r"(?P<what>.*)",
    re.DOTALL,
)
_EXPECTED_NAMES_PATTERN = re.compile(r"(?<=\( )[^()]*(?= \)\.)")
_NAMESPACE_PATTERN = re.compile(r"\{([^{}]*)\}")
_PATTERNS_WITH_SENTENCES = (
    (
        r".*not expected\. Expected is.*?\( (.*) \)\.",
        "<{element}> stands where {1} is expected",
    ),
    (r".*not expected\.", "<{element}> is not allowed here"),
    (
        r"Missing child element\(s\)\. Expected is.*?\( (.*) \)\.",
        "<{element}> lacks {1}",
    ),
    (r"Missing child element\(s\)\.", "<{element}> lacks an element"),
    (r"The attribute '(.*)' is required but missing\.", "<{element}> without {1}"),
    (
        r"The attribute '(.*)' is not allowed\.",
        "<{element}> must not have the attribute {1}",
    ),
    (
        r"Character content other than whitespace is not allowed.*",
        "text is not allowed in <{element}>",
    ),
    (r"(?:Element|Character) content is not allowed.*", "<{element}> must be empty"),
    (
        r"\[facet 'enumeration'\] The value '(.*)' is not an element of the set"
        r" \{(.*)\}\.",
        "{holder}={1!r} is not allowed; allowed: {2}",
    ),
    (r"\[facet '\w+'\] The value '(.*?)' .*", "{holder}={1!r} is not allowed"),
    (
        r"'(.*)' is not a valid value of the .*type 'xs:(\w+)'\.",
        "{holder}={1!r} is not a valid {2}",
    ),
    (r"'(.*)' is not a valid value of .*", "{holder}={1!r} is not allowed"),
    # That a required attribute is missing is an error of its own; ids of units and of
    # segments, of which the schema sees only some, are compared elsewhere.
    (r"Not all fields of key .*|.* '(?:K_unit_id|KR_tu_segsrc_mid)'\.", ""),
    (r"Duplicate key-sequence \['(.*)'\] in .*", "{1!r} of <{element}> occurs twice"),
    (
        r"No match found for key-sequence \['(.*)'\] of keyref .*",
        "{1!r} of <{element}> refers to nothing in the file",
    ),
)
"""Messages of the library, and ours for them."""
_COMPILED_SENTENCES = tuple(
    (re.compile(expression, re.DOTALL), sentence)
    for expression, sentence in _PATTERNS_WITH_SENTENCES
)


def _describe_error(error: Any) -> tuple[str, str]:
    """Describe an error of a validator: what has the wrong value, and a sentence."""
    error_match = _ERROR_PATTERN.fullmatch(_shorten_names(error.message))
    if error_match is None:
        message = _shorten_names(error.message)
        return message, message
    name, attribute = error_match["element"], error_match["attribute"]
    error_text = _EXPECTED_NAMES_PATTERN.sub(_format_names, error_match["what"].strip())
    holder = f"<{name}>" if attribute is None else f"{attribute} of <{name}>"
    for pattern, sentence in _COMPILED_SENTENCES:
        sentence_match = pattern.fullmatch(error_text)
        if sentence_match is not None:
            sentence = sentence.format(
                error_text, *sentence_match.groups(), element=name, holder=holder
            )
            return (holder if attribute else sentence), sentence
    return holder, f"{holder}: {error_text}"


def _format_names(names_match: re.Match[str]) -> str:
    """Write names of elements as they are in a file."""
    return ", ".join(
        "elements of other tools" if name.startswith("##") else f"<{name}>"
        for name in names_match[0].split(", ")
    )


def _shorten_names(text: str) -> str:
    """Write names in namespaces with the prefixes that Padanan uses."""

    def choose_name_prefix(namespace_match: re.Match[str]) -> str:
        prefix = choose_prefix(namespace_match[1], "")
        return f"{prefix}:" if prefix and prefix != "other" else ""

    return _NAMESPACE_PATTERN.sub(choose_name_prefix, text)
