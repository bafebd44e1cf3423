"""Validation of XLIFF files by the rules of their version.

They are those of the specifications that a reader relies on: structure, ids, pairs of
codes, references, languages and the values of attributes.
"""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from exports.entry import FormatViolation
from exports.xliff.element_names import MajorVersion, choose_prefix
from exports.xliff.reader import CONTAINER_ELEMENTS, UNIT_ELEMENTS
from exports.xliff.requirements import RuleViolation
from exports.xliff.v1 import validation_rules as rules_one
from exports.xliff.v2 import validation_rules as rules_two
from exports.xliff.v2.file_rules import FileRules
from exports.xml.document import Element, ElementSelection, XmlDocument
from tm.errors import FormatError


def validate(path: Path) -> Iterator[FormatViolation]:
    """Find where an XLIFF file of any version breaks its rules.

    In a file that is not well-formed XML, the last violation says where it breaks off.
    """
    yield from _merge_violations(path, _find_own_violations(path))


def _merge_violations(
    path: Path, rule_violations: Iterator[FormatViolation]
) -> Iterator[FormatViolation]:
    """Add the violations of the schema where the rules below find nothing."""
    from exports.xliff.schema import find_schema_violations  # takes long to import

    try:
        schema_violations = deque(find_schema_violations(path))
    except FormatError:
        schema_violations = deque()
    for violation in rule_violations:
        while schema_violations and schema_violations[0][0] <= (violation.line or 0):
            line_number, reason = schema_violations.popleft()
            if line_number != violation.line:
                yield FormatViolation(str(path), line_number, reason)
        yield violation
    for line_number, reason in schema_violations:
        yield FormatViolation(str(path), line_number, reason)


def _find_own_violations(path: Path) -> Iterator[FormatViolation]:
    """Find where a file breaks rules that need no schema, or go beyond it."""
    validator = _XliffValidator()
    document = XmlDocument(
        path,
        ElementSelection(
            "xliff",
            entry_names=UNIT_ELEMENTS | {"skeleton"},
            container_names=CONTAINER_ELEMENTS,
            announces_containers=True,
            includes_outside=True,
        ),
        choose_prefix=choose_prefix,
    )
    try:
        for element in document:
            if element.name in CONTAINER_ELEMENTS:
                validator.check_container_start(element)
            elif element.name in UNIT_ELEMENTS:
                validator.check_unit(element)
            else:
                validator.check_outside_element(element)
            yield from _take_violations(path, validator)
        validator.check_file_end()
        yield from _take_violations(path, validator)
    except FormatError as error:
        yield from _take_violations(path, validator)
        yield FormatViolation(str(path), error.line, error.reason)
    if document.removed_character_count:
        reason = f"{document.removed_character_count} characters that XML cannot hold"
        yield FormatViolation(str(path), None, reason)


class _XliffValidator:
    """Validator of a whole file, one unit after the other."""

    def __init__(self) -> None:
        self.violations: list[RuleViolation] = []
        self._major_version = MajorVersion.ONE
        self._source_language: str | None = None
        self._file_element: Element | None = None
        self._unit_count = 0
        self._file_count = 0
        self._id_hashes_by_element_group: dict[str, set[int]] = {}
        """Hashes of the ids of each kind of element in the file."""
        self._file_ids: set[str] = set()
        self._file_rules: FileRules | None = None
        """Rules of 2.x for the file that is read."""

    def check_container_start(self, element: Element) -> None:
        """Check the start of an `<xliff>`, `<file>` or `<group>`."""
        if element.name == "xliff":
            self._major_version = MajorVersion.from_version(
                element.attributes.get("version", "")
            )
            self._source_language = element.attributes.get("srcLang")
        rules = rules_one if self._major_version is MajorVersion.ONE else rules_two
        self.violations += rules.check_container(element)
        if element.name == "file":
            self.check_file_end()
            self._file_element = element
            self._file_count += 1
            if self._major_version is MajorVersion.TWO:
                self._file_rules = FileRules(self._source_language)
            file_id = element.attributes.get("id")
            if self._major_version is MajorVersion.TWO and file_id is not None:
                if file_id in self._file_ids:
                    self.violations.append(
                        (element.line_number, f"id={file_id!r} occurs twice")
                    )
                self._file_ids.add(file_id)
        elif element.name == "group":
            self._unit_count += 1  # a file of 2.x may have groups only
            self._check_unique_id(element)
        if self._file_rules is not None:
            self._file_rules.start_container()

    def check_outside_element(self, element: Element) -> None:
        """Check an element that is in no unit."""
        if self._file_rules is not None:
            self.violations += self._file_rules.check_outside_element(element)

    def check_unit(self, element: Element) -> None:
        """Check a unit."""
        self._unit_count += 1
        if element.damage:
            self.violations.append((element.line_number, element.damage))
            return
        unit_name = "unit" if self._major_version is MajorVersion.TWO else "trans-unit"
        if element.name not in (unit_name, "bin-unit"):
            reason = f"<{element.name}> is not an element of this version"
            self.violations.append((element.line_number, reason))
            return
        if not any(container.name == "file" for container in element.containers):
            self.violations.append(
                (element.line_number, f"<{element.name}> outside of a <file>")
            )
        self._check_unique_id(element)
        if self._major_version is MajorVersion.ONE:
            self.violations += rules_one.check_unit(element)
        else:
            self.violations += rules_two.check_unit(element)
            if self._file_rules is not None:
                self.violations += self._file_rules.check_unit(element)

    def check_file_end(self) -> None:
        """Check a `<file>` at its end."""
        if (
            self._major_version is MajorVersion.TWO
            and self._file_element
            and not self._unit_count
        ):
            self.violations.append(
                (self._file_element.line_number, "<file> without <unit> or <group>")
            )
        if self._file_rules is not None:
            self.violations += self._file_rules.check_end()
            self._file_rules = None
        self._unit_count = 0
        self._id_hashes_by_element_group.clear()

    def _check_unique_id(self, element: Element) -> None:
        element_id = element.attributes.get("id")
        if element_id is None:
            return
        element_group = "group" if element.name == "group" else "unit"
        seen_hashes = self._id_hashes_by_element_group.setdefault(element_group, set())
        if hash(element_id) in seen_hashes:
            reason = f"id={element_id!r} of <{element.name}> occurs twice in the <file>"
            self.violations.append((element.line_number, reason))
        seen_hashes.add(hash(element_id))


def _take_violations(
    path: Path, validator: _XliffValidator
) -> Iterator[FormatViolation]:
    for line_number, reason in sorted(
        validator.violations, key=lambda violation: violation[0]
    ):
        yield FormatViolation(str(path), line_number, reason)
    validator.violations.clear()
