"""Rules of XLIFF 2.x beyond its schema: codes, references, languages and modules."""

from pathlib import Path

import pytest

from exports.xliff.v2.reference_rules import parse_fragment_identifier
from exports.xliff.validation import validate

OASIS = "urn:oasis:names:tc:xliff"
START = (
    f'<xliff version="2.1" xmlns="{OASIS}:document:2.0" srcLang="vi" trgLang="id" '
    f'xmlns:my="urn:my" xmlns:mtc="{OASIS}:matches:2.0" '
    f'xmlns:fs="{OASIS}:fs:2.0" xmlns:slr="{OASIS}:sizerestriction:2.0" '
    f'xmlns:val="{OASIS}:validation:2.0" xmlns:res="{OASIS}:resourcedata:2.0">\n'
)
STAY = 'canCopy="no" canDelete="no"'
FIRST, NEXT = f'canReorder="firstNo" {STAY}', f'canReorder="no" {STAY}'


def find_faults(folder: Path, text: str) -> list[str]:
    path = folder / "file.xlf"
    path.write_text(f"{START}{text}</xliff>", "utf-8")
    return [violation.reason for violation in validate(path)]


def make_unit(source: str, target: str | None = None, before: str = "") -> str:
    target_markup = "" if target is None else f"<target>{target}</target>"
    return (
        f'<file id="f"><unit id="u">{before}<segment id="s"><source>{source}</source>'
        f"{target_markup}</segment></unit></file>"
    )


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ('<sc id="1" canCopy="no"/>a<ec startRef="1"/>', None, "canCopy of <ec> must"),
        ('<sc id="1"/>a<ec startRef="1" canOverlap="no"/>', None, "canOverlap of <ec>"),
        (f'<sc id="1" {FIRST}/>a<ec startRef="1" {STAY}/>', None, "canReorder of <ec>"),
        ('<ec startRef="1"/>a<sc id="1"/>', None, "ends before it begins"),
        ('<em startRef="1"/>a<sm id="1"/>', None, "ends before it begins"),
        ('<ph id="1" canReorder="firstNo"/>a', None, 'needs canCopy="no" and canDel'),
        (f'a<ph id="1" {NEXT}/>', None, 'no code with "firstNo" is before it'),
        ('a<ph id="1"/><ph id="2" copyOf="9"/>', None, "is not a code of the unit"),
        (
            '<ph id="1" canCopy="no"/><ph id="2" copyOf="1"/>',
            None,
            "must not be copied",
        ),
        ('a<ph id="1" type="ui" subType="xlf:b"/>', None, "it needs type='fmt'"),
        ('a<ph id="1" type="fmt" subType="xlf:z"/>', None, "is not allowed"),
        ('<sc id="1"/>a<ec startRef="1" fs:fs="b"/>', None, "that is not isolated"),
        ('a<ph id="1" canDelete="no"/>', "", "'1', which must stay, is not there"),
        (
            f'<ph id="1" {FIRST}/><ph id="2" {NEXT}/><ph id="3"/>',
            f'<ph id="1" {FIRST}/><ph id="3"/><ph id="2" {NEXT}/>',
            "'2' must follow '1' at once",
        ),
        ('a<mrk id="1" type="comment" ref="#n=n9">b</mrk>', None, "is no note of the"),
        ('a<mrk id="1" type="my:x" ref="#u=u/u=u">b</mrk>', None, "u= occurs twice"),
        ('a<ph id="1" subFlows="u v"/>', None, "the sub-flow 'v' is no unit"),
        ('a<ph id="1" slr:equivStorage="1.5"/>', None, "slr:equivStorage='1.5'"),
        ('a<pc id="1" slr:sizeRestriction="many">b</pc>', None, "='many' of <pc>"),
        ('a<ph id="1" slr:sizeInfo="3" slr:sizeInfoRef="r"/>', None, "has both slr:"),
    ],
)
def test_a_broken_rule_on_codes_is_reported(
    source: str, target: str | None, reason: str, tmp_path: Path
) -> None:
    faults = find_faults(tmp_path, make_unit(source, target))
    assert any(reason in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("source", "target", "before"),
    [
        (f'<sc id="1" {STAY}/>a<ec startRef="1" {STAY}/>', None, ""),
        (f'<ph id="1" {FIRST}/><ph id="2" {NEXT}/><ph id="3"/>', None, ""),
        (
            f'<pc id="1" {FIRST}>a<ph id="2" {NEXT}/></pc>',
            f'b <pc id="1" {FIRST}><mrk id="m">a</mrk><ph id="2" {NEXT}/></pc>',
            "",
        ),
        ('a<ph id="1"/><ph id="2" copyOf="1"/>', None, ""),
        ('a<ph id="1" type="ui" subType="xlf:var"/>', None, ""),
        ('a<ec id="1" isolated="yes" fs:fs="b"/>', None, ""),
        (
            'a<mrk id="1" type="comment" ref="#f=f/u=u/n=n1">b</mrk>',
            None,
            '<notes><note id="n1">c</note></notes>',
        ),
        ('a<mrk id="1" type="term" ref="other.xlf#f=1/x=2">b</mrk>', None, ""),
        ('a<mrk id="1" type="term" ref="#s">b</mrk><ph id="2" subFlows="u"/>', "", ""),
        ('a<pc id="1" slr:sizeRestriction="0,*">b</pc>', None, ""),
    ],
)
def test_what_keeps_the_rules_has_no_fault(
    source: str, target: str | None, before: str, tmp_path: Path
) -> None:
    assert find_faults(tmp_path, make_unit(source, target, before)) == []


SEGMENT = '<segment id="s"><source>a</source></segment>'
TWO_RULES = '<val:rule startsWith="a" endsWith="b"/>'


@pytest.mark.parametrize(
    ("file_content", "reason"),
    [
        ("<skeleton/>", "<skeleton> needs href or content"),
        ('<skeleton href="a">b</skeleton>', "<skeleton> has both href and content"),
        ('<my:a id="1"/><my:b xml:id="1"/>', "id='1' of <my:b> occurs twice"),
        (
            '<notes><note id="1">a</note><note id="1">b</note></notes>',
            "id='1' of <note> occurs twice",
        ),
        (
            f"<val:validation>{TWO_RULES}</val:validation>",
            "<val:rule> needs exactly one of",
        ),
        (
            '<val:validation><val:rule isNotPresent="a" existsInSource="yes"/>'
            "</val:validation>",
            "existsInSource of <val:rule> needs",
        ),
        (
            '<res:resourceData><res:resourceItem id="1" mimeType="a/b"><res:source '
            'href="a" xml:lang="en"/></res:resourceItem></res:resourceData>',
            "is not the srcLang of the file",
        ),
    ],
)
def test_a_fault_outside_of_units_is_reported(
    file_content: str, reason: str, tmp_path: Path
) -> None:
    unit = f'<unit id="u">{SEGMENT}</unit>'
    faults = find_faults(tmp_path, f'<file id="f">{file_content}{unit}</file>')
    assert [fault for fault in faults if reason in fault], faults


@pytest.mark.parametrize(
    ("unit_content", "reason"),
    [
        ('<my:a id="1"/><my:b id="1"/>' + SEGMENT, "id='1' of <my:b> occurs twice"),
        (
            "<mtc:matches><mtc:match ref='s'><source>a</source><target>b</target>"
            f"</mtc:match></mtc:matches>{SEGMENT}",
            "ref='s' of <mtc:match> must begin with #",
        ),
        (
            "<mtc:matches><mtc:match ref='#s' subType='my:x'><source>a</source>"
            f"<target>b</target></mtc:match></mtc:matches>{SEGMENT}",
            "subType of <mtc:match> without type",
        ),
        (
            '<segment><source xml:space="preserve">a</source><target>b</target>'
            "</segment>",
            "xml:space differs",
        ),
    ],
)
def test_a_fault_of_a_unit_is_reported(
    unit_content: str, reason: str, tmp_path: Path
) -> None:
    text = f'<file id="f"><unit id="u">{unit_content}</unit></file>'
    faults = find_faults(tmp_path, text)
    assert [fault for fault in faults if reason in fault], faults


def test_a_text_must_not_inherit_another_language(tmp_path: Path) -> None:
    text = f'<file id="f" xml:lang="en"><unit id="u">{SEGMENT}</unit></file>'
    [fault] = find_faults(tmp_path, text)
    assert "<source> inherits xml:lang='en'" in fault


def test_the_same_ids_may_stand_in_different_groups(tmp_path: Path) -> None:
    extension = '<my:a id="1"/><notes><note id="1">a</note></notes>'
    text = (
        f'<file id="f">{extension}<group id="g">{extension}<unit id="u">{extension}'
        f"{SEGMENT}</unit></group></file>"
    )
    assert find_faults(tmp_path, text) == []


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("#a/b", "'a' must be the last part|only one id"),
        ("#n/n1", "only one id|last part"),
        ("#my$=1", "'my$=1' is not a prefix and id"),
        ("#z=1", "z= is not a known prefix"),
        ("#f=f/d=d/u=u", "'d=d' must be the last part"),
    ],
)
def test_a_wrong_fragment_is_explained(reference: str, reason: str) -> None:
    explanation = parse_fragment_identifier(reference)
    assert isinstance(explanation, str)
    assert any(part in explanation for part in reason.split("|"))
