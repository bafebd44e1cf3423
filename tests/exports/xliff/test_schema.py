"""Files that break the schema of their version, and what is said of them."""

from pathlib import Path

import pytest

from exports.xliff.schema import find_schema_violations

OASIS = "urn:oasis:names:tc:xliff"
START = {
    "1.2": f'<xliff version="1.2" xmlns="{OASIS}:document:1.2"><file original="a" '
    'source-language="vi" datatype="html">\n<body>',
    "strict": f'<xliff version="1.2" xmlns="{OASIS}:document:1.2" xmlns:xsi="http://'
    'www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="'
    f'{OASIS}:document:1.2 xliff-core-1.2-strict.xsd"><file original="a" '
    'source-language="vi" datatype="html">\n<body>',
    "2.1": f'<xliff version="2.1" xmlns="{OASIS}:document:2.0" srcLang="vi" '
    f'xmlns:f="{OASIS}:fs:2.0" xmlns:m="{OASIS}:metadata:2.0"><file id="f">\n',
    "2.2": f'<xliff version="2.2" xmlns="{OASIS}:document:2.2" srcLang="vi" '
    f'xmlns:m="{OASIS}:metadata:2.0"><file id="f">\n',
}
END = {"1": "</body></file></xliff>", "s": "</body></file></xliff>"}
UNIT_1 = '<trans-unit id="1" {}><source>a</source>{}</trans-unit>'
UNIT_2 = '<unit id="1" {}><segment>{}<source>a</source></segment></unit>'


def make_file(folder: Path, version: str, body: str) -> Path:
    path = folder / "file.xlf"
    end = END.get(version[0], "</file></xliff>")
    path.write_text(START[version] + "\n" + body + end, "utf-8")
    return path


@pytest.mark.parametrize(
    ("version", "body", "reason"),
    [
        ("1.2", UNIT_1.format("", "") + "<file/>", "<file> is not allowed here"),
        ("1.2", UNIT_1.format('restype="form"', ""), "restype of <trans-unit>='form'"),
        ("1.2", UNIT_1.format("", '<note x="y"/>'), "must not have the attribute x"),
        ("1.2", UNIT_1.format('phase-name="p"', ""), "refers to nothing in the file"),
        ("1.2", UNIT_1.format("", "<alt-trans/>"), "<alt-trans> lacks "),
        (
            "1.2",
            UNIT_1.format('size-unit="mile"', ""),
            "size-unit of <trans-unit>='mile' is not allowed",
        ),
        ("2.1", UNIT_2.format('name2="x"', ""), "must not have the attribute name2"),
        ("2.1", UNIT_2.format("", "<target/>"), "<target> stands where <source> is"),
        ("2.1", UNIT_2.format('translate="maybe"', ""), "='maybe' is not allowed"),
        ("2.1", UNIT_2.format('f:fs="blink"', ""), "fs:fs of <unit>='blink' is not"),
        ("2.1", UNIT_2.format('f:style="x"', ""), "fs:style is not a name of XLIFF"),
        ("2.1", "<m:metadata/>" + UNIT_2.format("", ""), "<mda:metadata> lacks"),
        ("2.1", "<group/>", "<group> without id"),
        ("2.2", UNIT_2.format("", "words"), "text is not allowed in <segment>"),
        ("2.2", UNIT_2.format('id2="1"', ""), "must not have the attribute id2"),
    ],
)
def test_a_broken_schema_is_reported_with_its_line(
    version: str, body: str, reason: str, tmp_path: Path
) -> None:
    [violation, *_] = find_schema_violations(make_file(tmp_path, version, body))
    assert reason in violation[1]
    assert violation[0] == 3


def test_the_strict_schema_counts_where_a_file_names_it(tmp_path: Path) -> None:
    body = UNIT_1.format('xmlns:x="urn:x" x:size="1"', "")
    assert not find_schema_violations(make_file(tmp_path, "1.2", body))
    assert find_schema_violations(make_file(tmp_path, "strict", body))


@pytest.mark.parametrize("version", ["1.2", "2.1", "2.2"])
def test_lines_are_right_in_a_long_file(version: str, tmp_path: Path) -> None:
    template = UNIT_1 if version == "1.2" else UNIT_2
    units = [template.replace('"1"', f'"{i}"').format("", "") for i in range(5000)]
    units[4000] = template.replace('"1"', '"x"').format('translate="1"', "")
    path = make_file(tmp_path, version, "\n".join(units))
    assert [line for line, _ in find_schema_violations(path)] == [4003]


@pytest.mark.parametrize(
    "text",
    [
        "<xliff",
        "<tmx/>",
        '<xliff version="1.1"/>',
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xliff xmlns="{OASIS}'
        ':document:2.0" version="2.0" srcLang="vi">&e;</xliff>',
    ],
)
def test_what_has_no_schema_breaks_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "file.xlf"
    path.write_text(text, "utf-8")
    assert not any("passwd" in reason for _, reason in find_schema_violations(path))


def test_no_schema_is_fetched(tmp_path: Path) -> None:
    body = UNIT_1.format('xml:lang="vi"', '<note xml:lang="!">a</note>')
    [violation] = find_schema_violations(make_file(tmp_path, "1.2", body))
    assert "xml:lang" in violation[1]  # by our schema of the names in xml:


def test_faults_without_end_are_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exports.xliff.schema._MAX_VIOLATION_COUNT", 3)
    unit = '<unit id="{}" foo="1"><segment><source>x</source></segment></unit>\n'
    body = "".join(map(unit.format, ("a", "b", "c", "d", "e")))
    violations = find_schema_violations(make_file(tmp_path, "2.1", body))
    assert len(violations) == 4 and "foo" in violations[2][1]
    assert violations[3][1] == "more faults of this kind, which are not listed"
