"""The rules of XLIFF, told where a file breaks them.

They are those of the specifications that a reader relies on: structure, ids, pairs of
codes, references, languages and the values of attributes.
"""

from collections.abc import Iterator
from pathlib import Path

from exports.entry import FormatViolation
from exports.xliff.names import Generation, prefix_of
from exports.xliff.reader import CONTAINERS, UNITS
from exports.xliff.rule import RuleViolation
from exports.xliff.v1 import rules as rules_one
from exports.xliff.v2 import rules as rules_two
from exports.xml.document import Element, XmlDocument
from tm.errors import FormatError


def validate(path: Path) -> Iterator[FormatViolation]:
    """Where an XLIFF file of any version breaks its rules, in about their order.

    A file that is no XML ends with a fault, and one without faults gives none.
    """
    check = _XliffValidator()
    document = XmlDocument(
        path,
        root="xliff",
        entry_names=UNITS,
        containers=CONTAINERS,
        announce_containers=True,
        choose_prefix=prefix_of,
    )
    try:
        for element in document:
            if element.name in CONTAINERS:
                check.enter(element)
            else:
                check.unit(element)
            yield from _faults(path, check)
        check.leave_file()
        yield from _faults(path, check)
    except FormatError as error:
        yield from _faults(path, check)
        yield FormatViolation(str(path), error.line, error.reason)
    if document.removed:
        reason = f"{document.removed} characters that XML cannot hold"
        yield FormatViolation(str(path), None, reason)


class _XliffValidator:
    """The rules of a whole file, which see one unit after the other."""

    def __init__(self) -> None:
        self.found: list[RuleViolation] = []
        self._generation = Generation.ONE
        self._file: Element | None = None
        self._units = 0
        self._files = 0
        self._ids: dict[str, set[int]] = {}
        """Hashes of the ids of each kind of element in the file."""
        self._file_ids: set[str] = set()

    def enter(self, element: Element) -> None:
        """A `<xliff>`, `<file>` or `<group>` begins."""
        if element.name == "xliff":
            self._generation = Generation.of(element.attributes.get("version", ""))
        rules = rules_one if self._generation is Generation.ONE else rules_two
        self.found += rules.check_container(element)
        if element.name == "file":
            self.leave_file()
            self._file = element
            self._files += 1
            id = element.attributes.get("id")
            if self._generation is Generation.TWO and id is not None:
                if id in self._file_ids:
                    self.found.append((element.line, f"id={id!r} is there twice"))
                self._file_ids.add(id)
        elif element.name == "group":
            self._units += 1  # a file of 2.x may have groups only
            self._unique(element)

    def unit(self, element: Element) -> None:
        """A unit is there."""
        self._units += 1
        if element.damage:
            self.found.append((element.line, element.damage))
            return
        expected = "unit" if self._generation is Generation.TWO else "trans-unit"
        if element.name not in (expected, "bin-unit"):
            reason = f"<{element.name}> is not an element of this version"
            self.found.append((element.line, reason))
            return
        if not any(container.name == "file" for container in element.within):
            self.found.append((element.line, f"<{element.name}> outside of a <file>"))
        self._unique(element)
        if self._generation is Generation.ONE:
            self.found += rules_one.check_unit(element)
        else:
            self.found += rules_two.check_unit(element)

    def leave_file(self) -> None:
        """A `<file>` has ended, or the whole has."""
        if self._generation is Generation.TWO and self._file and not self._units:
            self.found.append((self._file.line, "<file> without <unit> or <group>"))
        self._units = 0
        self._ids.clear()

    def _unique(self, element: Element) -> None:
        id = element.attributes.get("id")
        if id is None:
            return
        kind = "group" if element.name == "group" else "unit"
        seen = self._ids.setdefault(kind, set())
        if hash(id) in seen:
            reason = f"id={id!r} of <{element.name}> is there twice in the <file>"
            self.found.append((element.line, reason))
        seen.add(hash(id))


def _faults(path: Path, check: _XliffValidator) -> Iterator[FormatViolation]:
    for line, reason in sorted(check.found, key=lambda finding: finding[0]):
        yield FormatViolation(str(path), line, reason)
    check.found.clear()
