"""Reading XLIFF as people have it: languages, states, encodings, and what does harm."""

import io
import tracemalloc
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from exports.edit.file_filling import open_editable_file
from exports.editable_file import Filling
from exports.entry import Entry, Loss, WriteResult
from exports.files import detect_unit_format, read
from exports.format import ReadOptions, WriteOptions
from exports.format_registries import formats
from exports.xml.document import ENTRY_TOO_LONG_REASON, MAX_DEPTH
from tm.errors import FormatError, InputError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import Property

VI, ID = Locale.parse("vi"), Locale.parse("id")
PAIR = WriteOptions(VI, ID)
LANGUAGES = 'source-language="vi" target-language="id"'


def whole(unit: str, *, languages: str = LANGUAGES, prolog: str = "") -> str:
    return (
        f'{prolog}<xliff version="1.2"><file original="a" {languages}'
        f' datatype="plaintext"><body>{unit}</body></file></xliff>'
    )


def reading(
    tmp_path: Path, text: str | bytes, options: ReadOptions | None = None
) -> list[Entry]:
    path = tmp_path / "file.xlf"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(read(path, options or ReadOptions()))


def only(entries: list[Entry]) -> TranslationUnit:
    [unit] = entries
    assert isinstance(unit, TranslationUnit)
    return unit


def target(attributes: str, *, unit: str = "") -> str:
    return (
        f'<trans-unit id="1" {unit}><source>a</source>'
        f"<target {attributes}>b</target></trans-unit>"
    )


@pytest.mark.parametrize(
    ("attributes", "unit", "state"),
    [
        ("", "", State.TRANSLATED),
        ("", 'approved="yes"', State.REVIEWED),
        ("", 'approved="no"', State.TRANSLATED),
        ('state="translated"', 'approved="yes"', State.REVIEWED),
        ('state="new"', 'approved="yes"', State.INITIAL),
        ('state="needs-translation"', "", State.INITIAL),
        ('state="needs-review-l10n"', "", State.INITIAL),
        ('state="signed-off"', "", State.REVIEWED),
        ('state="final"', "", State.FINAL),
        ('state="x-mine"', "", State.TRANSLATED),
        ('state-qualifier="mt-suggestion"', "", State.INITIAL),
        ('state-qualifier="exact-match"', "", State.TRANSLATED),
        ('state="translated" state-qualifier="leveraged-mt"', "", State.TRANSLATED),
    ],
)
def test_state_of_1_2_is_read_in_our_words(
    attributes: str, unit: str, state: State, tmp_path: Path
) -> None:
    found = only(reading(tmp_path, whole(target(attributes, unit=unit))))
    assert found.state is state
    # What is written says the same, in its own words or as a property.
    data = io.BytesIO()
    formats["xliff1"].load_module().write([found], data, PAIR)
    assert only(reading(tmp_path, data.getvalue())) == found
    assert attributes.partition(" ")[0].encode() in data.getvalue()


def test_languages_come_from_the_options_where_the_file_has_none(
    tmp_path: Path,
) -> None:
    text = whole(target(""), languages="")
    found = only(reading(tmp_path, text, ReadOptions(VI, ID)))
    assert found.target is not None
    assert (found.source.locale, found.target.locale) == (VI, ID)
    with pytest.raises(FormatError, match="its source language; name it"):
        reading(tmp_path, text)
    with pytest.raises(FormatError, match="its target language; name it"):
        reading(tmp_path, whole(target(""), languages='source-language="vi"'))


def test_a_translation_may_say_its_language_itself(tmp_path: Path) -> None:
    text = whole(target('xml:lang="id"'), languages='source-language="vi"')
    found = only(reading(tmp_path, text))
    assert found.target is not None and found.target.locale == ID


def test_a_tag_that_is_none_gives_way_to_the_options(tmp_path: Path) -> None:
    text = whole(target(""), languages=LANGUAGES.replace('"vi"', '"!!"'))
    assert only(reading(tmp_path, text, ReadOptions(VI, ID))).source.locale == VI


def test_a_file_without_translations_needs_no_target_language(tmp_path: Path) -> None:
    text = whole(
        '<trans-unit id="1"><source>a</source></trans-unit>',
        languages='source-language="vi"',
    )
    assert only(reading(tmp_path, text)).target is None


def test_a_language_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"file\.xlf:1.*source-language: "):
        reading(tmp_path, whole(target(""), languages='source-language="!!"'))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_are_understood(encoding: str, tmp_path: Path) -> None:
    text = whole(target("").replace(">a<", ">Huế<"))
    assert only(reading(tmp_path, text.encode(encoding))).source.text == "Huế"


@pytest.mark.parametrize("name", ["file.tmx", "file.po", "file"])
def test_content_tells_the_format_whatever_the_suffix(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    prolog = '<?xml version="1.0"?>\n<!-- <tmx> -->\n<!DOCTYPE xliff SYSTEM "x.dtd">\n'
    path.write_text(whole(target(""), prolog=prolog), "utf-8")
    assert detect_unit_format(path).name == "xliff1"
    path.write_text(
        prolog + '<x:xliff\n a="1"\n version = "2.2" xmlns:x="u"/>', "utf-8"
    )
    assert detect_unit_format(path).name == "xliff"


def test_text_is_composed_and_trimmed(tmp_path: Path) -> None:
    odd = unicodedata.normalize("NFD", "\n Huế \n")
    found = only(reading(tmp_path, whole(target("").replace(">a<", f">{odd}<"))))
    assert found.source.text == "Huế"


@pytest.mark.parametrize(
    ("space", "expected"), [("", "a b\nc"), ('xml:space="preserve"', "a\n  b\nc")]
)
def test_indentation_is_text_only_where_white_space_is_preserved(
    space: str, expected: str, tmp_path: Path
) -> None:
    unit = target("", unit=space).replace(">a<", ">a\n  b\nc<")
    assert only(reading(tmp_path, whole(unit))).source.text == expected


def test_comments_and_instructions_in_a_text_are_not_text(tmp_path: Path) -> None:
    unit = target("").replace(">a<", ">a<!-- x --><?y z?>b<![CDATA[<c>]]><")
    assert only(reading(tmp_path, whole(unit))).source.text == "ab<c>"


def test_the_core_may_have_a_prefix(tmp_path: Path) -> None:
    text = (
        '<x:xliff xmlns:x="urn:oasis:names:tc:xliff:document:2.2" version="2.2"'
        ' srcLang="vi" trgLang="id"><x:file id="f"><x:unit id="u"><x:segment>'
        '<x:source>a<x:ph id="1"/></x:source></x:segment></x:unit></x:file></x:xliff>'
    )
    assert only(reading(tmp_path, text)).source.codes == (Code("ph", "1", ""),)


def test_an_unknown_inline_element_is_a_code(tmp_path: Path) -> None:
    unit = target("").replace(
        ">a<", '>a<k:b xmlns:k="u" k:c="1">d</k:b><k:e xmlns:k="u"/><'
    )
    found = only(reading(tmp_path, whole(unit))).source
    assert found.text == f"a{CODE}d{CODE}{CODE}"
    assert [code.kind for code in found.codes] == ['k:b k:c="1"', "/k:b", "k:e"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            whole("", prolog='<!DOCTYPE xliff [\n<!ENTITY a "b">]>'),
            r":2.*an entity, 'a'",
        ),
        (whole("<group>\n" * MAX_DEPTH), r":9\d.*nested more than"),
        (whole("<trans-unit>")[:-20], r":1.*too early|:1.*not well-formed"),
        (whole("").replace("xliff", "tmx"), ":1.*<xliff> expected"),
        (whole("<a:b/>"), ":1.*not well-formed XML: unbound prefix"),
    ],
)
def test_what_does_harm_or_is_no_xliff_is_refused_with_its_line(
    text: str, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.xlf"
    path.write_text(text, "utf-8")
    with pytest.raises(FormatError, match=rf"file\.xlf{reason}"):
        list(read(path, ReadOptions(), format_name="xliff"))


def test_codes_that_are_none_cost_one_unit(tmp_path: Path) -> None:
    context = (
        '<context-group purpose="x-padanan"><context'
        ' context-type="x-padanan-source-codes">[1]</context></context-group>'
    )
    bad = target("").replace("</trans-unit>", context + "</trans-unit>")
    found = reading(tmp_path, whole(bad + target("")))
    assert isinstance(found[0], SkippedEntry) and "not a JSON object" in found[0].reason
    assert isinstance(found[1], TranslationUnit)


@pytest.mark.parametrize("name", ["xliff", "xliff1"])
def test_writing_needs_a_pair_of_languages(name: str) -> None:
    with pytest.raises(InputError, match="one source and one target language"):
        formats[name].load_module().write([], io.BytesIO(), WriteOptions(VI))


@pytest.mark.parametrize("name", ["xliff", "xliff1"])
def test_each_article_is_a_file_and_ids_are_kept_where_they_are_unique(
    name: str, tmp_path: Path
) -> None:
    def unit(text: str, article: str, id: str | None) -> TranslationUnit:
        origin = Origin(article=article, tuid=id, page_url=f"http://{article}")
        return TranslationUnit(Segment.of(VI, text), None, State.INITIAL, origin)

    given = [unit("a", "x", "1"), unit("b", "x", "1"), unit("c", "y", "1")]
    given.append(unit("d", "y", None))
    file = io.BytesIO()
    assert formats[name].load_module().write(given, file, PAIR) == WriteResult(4)
    data = file.getvalue().decode()
    assert data.count("<file ") == 2 and 'original="http://y"' in data
    assert data.count(' id="1"') == 2
    assert ' id="padanan-2"' in data and ' id="padanan-4"' in data
    assert reading(tmp_path, data) == given


def test_what_1_2_cannot_hold_is_counted(tmp_path: Path) -> None:
    unit = TranslationUnit(Segment.of(VI, "a\x01b"), None, State.INITIAL)
    file = io.BytesIO()
    written = formats["xliff1"].load_module().write([unit], file, PAIR)
    assert written.lost == (Loss("characters that XML cannot hold", 1),)
    assert only(reading(tmp_path, file.getvalue())).source.text == "ab"


def test_a_fact_that_another_tool_adds_to_our_file_is_read_too(tmp_path: Path) -> None:
    known = Property("po:flag", "x")
    unit = TranslationUnit(
        Segment.of(VI, "a"), Segment.of(ID, "b"), properties=(known,)
    )
    file = io.BytesIO()
    formats["xliff1"].load_module().write([unit], file, PAIR)
    more = file.getvalue().replace(b"<trans-unit ", b'<trans-unit resname="r" ')
    found = only(reading(tmp_path, more))
    assert found.properties == (Property("xliff:resname", "r"), known)


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["xliff", "xliff1"])
def test_memory_does_not_grow_with_the_file(name: str, tmp_path: Path) -> None:
    def units(count: int) -> Iterator[TranslationUnit]:
        for number in range(count):
            origin = Origin(article=str(number // 40), position=number % 40)
            source = Segment.of(VI, f"câu số {number}")
            yield TranslationUnit(source, Segment.of(ID, "kalimat"), origin=origin)

    def peak(count: int) -> int:
        path = tmp_path / f"{count}.xlf"
        tracemalloc.start()
        with path.open("wb") as file:
            formats[name].load_module().write(units(count), file, PAIR)
        found = sum(1 for _ in read(path, ReadOptions()))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == count
        return used

    peak(300)  # what is cached for good
    # A unit that is kept takes over 500 bytes; when rubbish is collected varies by 150.
    assert peak(6_000) - peak(2_000) < 4_000 * 250


def test_a_unit_that_is_too_long_costs_itself_and_stays_where_others_are_filled(
    tmp_path: Path,
) -> None:
    note = f"<note>{'x' * 10_000_001}</note>"
    long = target("").replace("</tr", f"{note}\n</tr")
    empty = target("").replace(">b<", "><")
    found = reading(tmp_path, whole(long + empty + long))
    path = tmp_path / "file.xlf"
    skipped = [SkippedEntry(str(path), line, ENTRY_TOO_LONG_REASON) for line in (1, 2)]
    assert [one for one in found if isinstance(one, SkippedEntry)] == skipped
    document = open_editable_file(path, ReadOptions())
    assert (document.skipped, len(document.segments)) == (skipped, 1)
    given = Filling(Segment.of(ID, "isi"), is_sure=True, rate=100, remark="")
    made = io.BytesIO()
    assert document.fill(0, given)
    document.write(made)
    before = path.read_bytes()
    at = before.index(b"</trans-unit>") + len(b"</trans-unit>")
    assert made.getvalue()[:at] == before[:at]
    assert made.getvalue().endswith(before[before.rindex(b"<trans-unit") :])
    assert made.getvalue().count(b">isi</target>") == 1


@pytest.mark.thorough
@pytest.mark.slow
def test_ids_of_very_large_documents_are_unique_in_each_of_their_files() -> None:
    def units() -> Iterator[TranslationUnit]:
        for number in range(50_001):
            origin = Origin(article="a", tuid=str(number))
            yield TranslationUnit(Segment.of(VI, "a"), None, State.INITIAL, origin)

    file = io.BytesIO()
    formats["xliff"].load_module().write(units(), file, PAIR)
    data = file.getvalue()
    assert data.count(b"<file ") == 2 and data.count(b'original="a"') == 2
    assert data.count(b'<unit id="padanan-') == 0


def test_what_a_file_or_group_says_is_counted(tmp_path: Path) -> None:
    text = whole(
        '<group id="g"><note>a</note><prop-group><prop prop-type="b">c</prop>'
        f"</prop-group>{target('')}</group>"
    ).replace(
        "<body>",
        "<header><skl/><note>d</note><tool tool-id='e'/></header>"
        '<prop-group><prop prop-type="f">g</prop></prop-group><body>',
    )
    unit, *lost = reading(tmp_path, text)
    assert isinstance(unit, TranslationUnit)
    assert Property("xliff:prop:b", "c") in unit.properties
    assert lost == [
        Loss("<skl> of a file or group", 1),
        Loss("<note> of a file or group", 1),
        Loss("<prop-group> of a file or group", 1),
    ]
