"""PO: what translators get, and what comes back from them and their tools."""

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.entry import Entry, Loss, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.io.lines import MAX_LINE_LENGTH
from exports.po import format as po
from exports.po.chunks import read_chunks
from exports.po.editor import PoEditor
from exports.po.fields import make_plural_units
from tests.examples import examples
from tests.paths import DATA
from tests.properties.strategies import units
from tm.errors import FormatError, InputError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit
from tm.unit_property import Properties, Property

FOLDER = DATA / "po"
VI, ID, EN = Locale.parse("vi"), Locale.parse("id"), Locale.parse("en")
TO_FILL = WriteOptions(source=ID, target=VI)

UNTRANSLATED = TranslationUnit(
    Segment.of(ID, "Kementerian Luar Negeri mengadakan konferensi pers."),
    None,
    State.INITIAL,
    Origin(
        article="abb4b40a1eed53ae",
        position=12,
        kind="paragraph",
        page_url="https://www.vietnam.vn/id/para-pemimpin",
        source_url="https://baotintuc.vn/thoi-su/le-mo-ky-20251008164524000.htm",
        headline="Para pemimpin senior banyak negara akan menghadiri upacara.",
        source_headline="lanh dao cap cao nhieu quoc gia se tham du le mo ky",
        source_headline_status=HeadlineStatus.DERIVED,
        publisher="Báo Tin Tức",
        published="2025-10-08",
    ),
)


def written(
    *given: TranslationUnit, options: WriteOptions = TO_FILL
) -> tuple[str, WriteResult]:
    file = io.BytesIO()
    result = po.write(given, file, options)
    return file.getvalue().decode(), result


def reading(path: Path, data: str | bytes, *, usual: bool = False) -> list[Entry]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(po.read(path, ReadOptions(are_default_locales=usual)))


def test_entry_carries_article_position_urls_and_headlines() -> None:
    text, _ = written(UNTRANSLATED)
    assert text.partition("\n\n")[2] == (
        "#. source-headline: lanh dao cap cao nhieu quoc gia se tham du le mo ky\n"
        "#. source-headline-status: derived\n"
        "#. page-url: https://www.vietnam.vn/id/para-pemimpin\n"
        "#. headline: Para pemimpin senior banyak negara akan menghadiri upacara.\n"
        "#. publisher: Báo Tin Tức\n"
        "#. published: 2025-10-08\n"
        "#. extent: 1\n"
        "#. kind: paragraph\n"
        "#: https://baotintuc.vn/thoi-su/le-mo-ky-20251008164524000.htm\n"
        'msgctxt "abb4b40a1eed53ae#12"\n'
        'msgid "Kementerian Luar Negeri mengadakan konferensi pers."\n'
        'msgstr ""\n'
    )


def test_file_that_a_translator_filled_gives_units_with_their_origin(
    tmp_path: Path,
) -> None:
    path = tmp_path / "fill.po"
    path.write_text(written(UNTRANSLATED)[0], encoding="utf-8")
    file = polib.pofile(str(path))  # as a translator's tool does, with its wrapping
    file[0].msgstr = "Bộ Ngoại giao tổ chức họp báo."
    file.metadata["X-Generator"] = "Poedit 3.4"
    file.save()
    [unit] = po.read(path, ReadOptions())
    target = Segment.of(VI, "Bộ Ngoại giao tổ chức họp báo.")
    assert unit == replace(UNTRANSLATED, target=target, state=State.TRANSLATED)


@pytest.mark.parametrize("width", [72, 76, 78, 80, 100])
def test_fields_that_a_tool_has_wrapped_are_whole(tmp_path: Path, width: int) -> None:
    words = "Lãnh đạo cấp-cao nhiều quốc gia sẽ tham dự - lễ mở ký Công ước Hà Nội"
    origin = replace(
        UNTRANSLATED.origin,
        headline=f"{words}: {words}",
        source_headline=f'"{words}"',
        page_url="https://www.vietnam.vn/id/" + "para-pemimpin-" * 12 + "hadir.htm",
    )
    unit = TranslationUnit(
        UNTRANSLATED.source, Segment.of(VI, words * 4), origin=origin
    )
    path = tmp_path / "a.po"
    path.write_text(written(unit)[0], encoding="utf-8")
    file = polib.pofile(str(path), wrapwidth=width)
    file.save()
    assert list(po.read(path, ReadOptions())) == [unit]


def test_comment_of_others_is_not_taken_for_the_rest_of_a_field(tmp_path: Path) -> None:
    text = '#. author: Siti\n#. Shown in the title bar\nmsgid "a"\nmsgstr "b"\n'
    path = tmp_path / "a.po"
    path.write_text(text, encoding="utf-8")
    [unit] = po.read(path, ReadOptions(ID, VI))
    assert isinstance(unit, TranslationUnit)
    assert unit.origin.author == "Siti"
    assert unit.properties == (
        Property("po:extracted-comment", "Shown in the title bar"),
    )


def test_entry_without_translation_is_counted_once_for_all(tmp_path: Path) -> None:
    other = replace(UNTRANSLATED, source=Segment.of(ID, "Lain."))
    text, _ = written(UNTRANSLATED, other)
    path = tmp_path / "fill.po"
    assert reading(path, text) == [
        SkippedEntry(str(path), None, "2 entries without a translation")
    ]


def test_unit_without_text_on_the_source_side_is_left_out_and_counted() -> None:
    text, result = written(UNTRANSLATED, options=WriteOptions(VI, ID))
    assert result == WriteResult(0, 1)
    assert polib.pofile(text).metadata["Language"] == "id"


@pytest.mark.parametrize("options", [WriteOptions(), WriteOptions(VI)])
def test_pair_must_be_given_to_write(options: WriteOptions) -> None:
    with pytest.raises(InputError, match="a PO file has one source and one target"):
        written(options=options)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example:8080",
        "https://a.example/x:12",
        "https://a.example/long-" + "hyphenated-" * 20 + "name*with*stars.htm",
        "https://a.example/with space",
        "not a URL",
        "https://a.example/ở-đây?q=1#:~:text=a",
    ],
)
def test_source_url_survives_exactly(tmp_path: Path, url: str) -> None:
    origin = replace(UNTRANSLATED.origin, source_url=url)
    target = Segment.of(VI, "Vâng.")
    unit = TranslationUnit(UNTRANSLATED.source, target, origin=origin)
    path = tmp_path / "a.po"
    assert reading(path, written(unit)[0]) == [unit]
    assert reading(path, str(polib.pofile(str(path)))) == [unit]


def test_draft_is_fuzzy_and_fuzzy_is_a_draft(tmp_path: Path) -> None:
    unit = replace(UNTRANSLATED, target=Segment.of(VI, "Vâng."), state=State.INITIAL)
    text, _ = written(unit)
    assert "\n#, fuzzy\n" in text
    assert reading(tmp_path / "a.po", text) == [unit]
    [done] = reading(tmp_path / "a.po", text.replace("#, fuzzy\n", ""))
    assert isinstance(done, TranslationUnit)
    assert done.state is State.TRANSLATED


def test_codes_of_a_text_that_was_edited_are_counted_as_lost(tmp_path: Path) -> None:
    source = Segment(ID, f"tekan {CODE}Enter", (Code("ph", "1", "<b>"),))
    unit = replace(UNTRANSLATED, source=source, target=Segment.of(VI, "Bấm"))
    text, _ = written(unit)
    assert reading(tmp_path / "a.po", text) == [
        replace(unit, state=State.INITIAL)  # it was a draft, so it is fuzzy
    ]
    edited = reading(tmp_path / "a.po", text.replace("tekan <b>", "Tekan: <b>"))
    assert edited[1:] == [Loss("inline codes of texts that were edited", 1)]
    endless = reading(tmp_path / "a.po", text.replace("[[6, ", "[[Infinity, "))
    assert endless[1:] == edited[1:]


def test_weblate_file_comes_in_with_comments_contexts_and_plurals() -> None:
    path = FOLDER / "weblate.po"
    found = list(po.read(path, ReadOptions(source=EN)))
    units = [entry for entry in found if isinstance(entry, TranslationUnit)]
    assert [(u.source.text, u.target and u.target.text) for u in units] == [
        ("Public Security", "Keamanan Publik"),
        ("Deputy Minister", "Wakil Menteri"),
        ("%d country", "%d negara"),
        ("%d countries", "%d negara"),
        (
            "A long text that was wrapped\nover two lines",
            "Teks panjang yang dilipat\nmenjadi dua baris",
        ),
        ("Old", "Lama"),
    ]
    assert [unit.note for unit in units[:3]] == [None, "ask the ministry", None]
    assert [unit.state for unit in units[:2]] == [State.TRANSLATED, State.INITIAL]
    assert [{(p.name, p.value) for p in unit.properties} for unit in units] == [
        {
            ("po:extracted-comment", "Shown on the front page"),
            ("po:reference", "src/main.c:12"),
            ("po:reference", "src/page.c:40"),
        },
        {
            ("po:msgctxt", "title"),
            ("po:reference", "src/main.c:13"),
            ("po:previous-msgid", "Deputy"),
        },
        {("po:flag", "c-format"), ("po:msgid-plural", "%d countries")},
        {("po:form-of", "%d country")},
        set(),
        {("po:obsolete", "yes")},
    ]
    assert found[6:] == [SkippedEntry(str(path), None, "1 entry without a translation")]


def test_entries_that_nobody_translated_are_read_where_they_are_wanted() -> None:
    wanted = ReadOptions(source=EN, with_untranslated=True)
    found = [*po.read(FOLDER / "weblate.po", wanted)]
    bare = [u for u in found if isinstance(u, TranslationUnit) and u.target is None]
    assert [unit.source.text for unit in bare] == ["Not yet"]
    assert all(isinstance(entry, TranslationUnit) for entry in found)


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("*.po")), ids=lambda path: path.stem
)
def test_file_of_another_tool_keeps_its_entries_as_msgcat_has_them(
    path: Path, tmp_path: Path
) -> None:
    if shutil.which("msgcat") is None:
        pytest.skip("msgcat, of GNU gettext, is not installed")
    language = Locale.parse(next(read_chunks(path)).parsed_file.metadata["Language"])
    wanted = ReadOptions(source=EN, with_untranslated=True)
    found = [u for u in po.read(path, wanted) if isinstance(u, TranslationUnit)]
    options = WriteOptions(source=EN, target=language, header=po.read_file_header(path))
    text, _ = written(*found, options=options)
    done = subprocess.run(["msgcat", str(path)], capture_output=True, check=True)
    assert text.split("\n\n")[1:] == done.stdout.decode().split("\n\n")[1:]


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(units(), min_size=1, max_size=4))
def test_msgcat_leaves_every_file_as_it_is(given: list[TranslationUnit]) -> None:
    if shutil.which("msgcat") is None:
        pytest.skip("msgcat, of GNU gettext, is not installed")
    words = ["Bộ trưởng", "keamanan-siber", "https://a.example/b/c-d", "8/10/2025"]
    words += [
        "“Xin",
        "chào!”",
        "(hội",
        "nghị)",
        "会议在河内举行，",
        "100%",
        "km/h",
        ";",
    ]
    given = [
        replace(
            unit,
            source=Segment.of(ID, " ".join(words[at:] * (3 + at)) or "a"),
            target=Segment.of(VI, "\n".join(words[: at + 1]) * (at + 1)),
            # What polib reads and gettext does not is no matter of how lines break.
            note=None,
            origin=UNTRANSLATED.origin,
            properties=(),
        )
        for at, unit in enumerate(given)
    ]
    text, _ = written(*given)
    done = subprocess.run(
        ["msgcat", "-"], input=text.encode(), capture_output=True, check=True
    )
    assert done.stdout.decode() == text


def test_plural_forms_are_those_of_the_language() -> None:
    for target, rule in (
        (VI, "nplurals=1; plural=0;"),
        (ID, "nplurals=1; plural=0;"),
        (EN, "nplurals=2; plural=(n != 1);"),
    ):
        source = VI if target == ID else ID
        text, _ = written(options=WriteOptions(source=source, target=target))
        assert polib.pofile(text).metadata["Plural-Forms"] == rule


def test_plural_form_that_was_edited_is_an_entry_of_its_own(tmp_path: Path) -> None:
    found = [*po.read(FOLDER / "weblate.po", ReadOptions(source=EN))]
    singular, plural = (u for u in found[2:4] if isinstance(u, TranslationUnit))
    options = WriteOptions(source=EN, target=ID)
    assert written(singular, plural, options=options)[1] == WriteResult(2)
    assert written(singular, plural, options=options)[0].count("\nmsgid ") == 1
    edited = replace(plural, target=Segment.of(ID, "%d buah negara"))
    text, _ = written(singular, edited, options=options)
    assert text.count("\nmsgid ") == 2
    assert reading(tmp_path / "a.po", text) == [singular, plural, edited]


def test_source_language_must_be_known_from_somewhere() -> None:
    with pytest.raises(
        InputError, match="X-Source-Language in the header; name the source language"
    ):
        list(po.read(FOLDER / "weblate.po", ReadOptions()))


def test_language_that_contradicts_the_header_is_refused_unless_only_usual() -> None:
    path = FOLDER / "weblate.po"
    with pytest.raises(InputError, match="says Language: id, but target says vi"):
        list(po.read(path, ReadOptions(source=EN, target=VI)))
    found = list(
        po.read(path, ReadOptions(source=EN, target=VI, are_default_locales=True))
    )
    assert isinstance(found[0], TranslationUnit) and found[0].target
    assert found[0].target.locale == ID


@pytest.mark.parametrize("mark", ["\x1c", "\x1e", "\x85", "\u2028", "\u2029", "\v"])
def test_text_with_characters_that_look_like_line_ends_is_whole(
    tmp_path: Path, mark: str
) -> None:
    unit = TranslationUnit(
        Segment.of(ID, f"satu{mark}dua"), Segment.of(VI, f"một{mark}hai")
    )
    assert reading(tmp_path / "a.po", written(unit)[0]) == [unit]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-crlf"])
def test_encodings_and_line_ends_are_read(tmp_path: Path, encoding: str) -> None:
    unit = TranslationUnit(Segment.of(ID, "ya"), Segment.of(VI, "vâng"))
    text = written(unit)[0]
    if encoding.endswith("-crlf"):
        text = text.replace("\n", "\r\n")
    data = text.encode(encoding.removesuffix("-crlf"))
    assert reading(tmp_path / "a.po", data) == [unit]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b'nonsense\n\nmsgstr "b"\n', 1, "PO file"),
        (b'msgid "a"\nmsgstr "b"c"\n', 2, "double quote"),
        (b'msgid "\xff"\nmsgstr "b"\n', 1, "not UTF-8"),
    ],
)
def test_damage_is_reported_with_its_line(
    tmp_path: Path, data: bytes, line: int | None, reason: str
) -> None:
    with pytest.raises(FormatError, match=reason) as caught:
        reading(tmp_path / "a.po", data)
    assert caught.value.line == line
    assert caught.value.path == str(tmp_path / "a.po")


@settings(max_examples=examples(10))
@given(st.lists(units(), min_size=1, max_size=5))
def test_msgfmt_accepts_every_file(given: list[TranslationUnit]) -> None:
    if shutil.which("msgfmt") is None:
        pytest.skip("msgfmt, of GNU gettext, is not installed")
    aligned = [
        replace(
            unit,
            source=replace(unit.source, locale=ID),
            target=replace(unit.target, locale=VI) if unit.target else None,
        )
        for unit in given
    ]
    # gettext wants both texts to begin and end alike, as inline codes may not.
    aligned = [unit for unit in aligned if not unit.source.codes and not _coded(unit)]
    text, _ = written(*aligned)
    done = subprocess.run(
        ["msgfmt", "--check-format", "--check-domain", "-o", "/dev/null", "-"],
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def _coded(unit: TranslationUnit) -> bool:
    return unit.target is not None and bool(unit.target.codes)


def test_header_passes_all_checks_of_msgfmt() -> None:
    if shutil.which("msgfmt") is None:
        pytest.skip("msgfmt, of GNU gettext, is not installed")
    done = subprocess.run(
        ["msgfmt", "--check", "-o", "/dev/null", "-"],
        input=written(UNTRANSLATED)[0].encode(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def facts() -> st.SearchStrategy[Properties]:
    """Properties as PO files have them, and some that they cannot have."""
    words = st.sampled_from(
        ["a", "b c", "author: x", "é\n", "", "c-format", "src/a.c:1"]
    )
    names = st.sampled_from(
        [
            *("po:msgctxt", "po:extracted-comment", "po:reference", "po:flag"),
            *("po:previous-msgid", "po:msgid-plural", "po:msgstr[1]", "po:obsolete"),
            *("po:msgid-end", "po:msgstr-begin", "tmx:usagecount"),
        ]
    )
    known = st.builds(Property, name=names, value=words | st.just("yes"))
    return st.lists(known, max_size=4).map(
        lambda some: tuple(sorted(some, key=lambda one: _ORDER.index(one.name)))
    )


_ORDER = [
    *("tmx:usagecount", "po:msgctxt", "po:extracted-comment", "po:reference"),
    *("po:flag", "po:previous-msgid", "po:msgid-plural", "po:msgstr[1]"),
    *("po:msgid-end", "po:msgstr-begin", "po:obsolete"),
]


@given(st.lists(facts(), min_size=1, max_size=3), st.sampled_from([VI, EN]))
def test_what_po_says_beyond_our_fields_comes_back(
    given: list[Properties], target: Locale
) -> None:
    options = WriteOptions(source=ID, target=target)
    made = [
        TranslationUnit(
            Segment.of(ID, "ya"), Segment.of(target, f"{at}"), properties=properties
        )
        for at, properties in enumerate(given)
    ]
    text, result = written(*made, options=options)
    assert result == WriteResult(len(made))
    with TemporaryDirectory() as folder:
        found = reading(Path(folder) / "a.po", text)
    kept = [u for u in found if u in made]
    assert sorted(kept, key=made.index) == made
    derived = [form for unit in made for form in make_plural_units(unit)]
    assert all(unit in made or unit in derived for unit in found)


BARE = """msgid ""
msgstr ""
"Language: vi\\n"
"Content-Type: text/plain; charset={}\\n"

msgid "satu"
msgstr "một"
"""


@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_wide_text_without_a_mark_is_read(
    tmp_path: Path, encoding: str, ending: str
) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(BARE.replace("\n", ending).encode(encoding))
    [unit] = po.read(path, ReadOptions(ID))
    assert isinstance(unit, TranslationUnit) and unit.target
    assert unit.target.text == "một"


@pytest.mark.parametrize("charset", ["zip", "idna", "nobody-knows", "CHARSET"])
def test_a_charset_that_is_none_is_utf_8(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "a.po"
    path.write_text(BARE.format(charset), "utf-8")
    [unit] = po.read(path, ReadOptions(ID))
    assert isinstance(unit, TranslationUnit)


def test_a_charset_that_the_file_is_not_in_is_told_with_the_line(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.po"
    text = BARE.format("EUC-JP").replace("một", "é").encode("latin-1")
    path.write_bytes(text)
    with pytest.raises(
        FormatError, match="the text is not EUC-JP, which the header"
    ) as caught:
        list(po.read(path, ReadOptions(ID)))
    assert caught.value.line == 7


def test_an_entry_that_is_not_utf_8_costs_itself_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    damaged = '\n# caf\xe9\nmsgid "b"\nmsgstr "c"\n'.encode("latin-1")
    last = b'\nmsgid "tiga"\nmsgstr "ba"\n'
    path.write_bytes(BARE.format("UTF-8").encode() + damaged + last)
    skipped, *units = po.read(path, ReadOptions(ID))
    assert skipped == SkippedEntry(
        str(path), 9, "the line is not UTF-8, unlike the rest of the file"
    )
    texts = [one.source.text for one in units if isinstance(one, TranslationUnit)]
    assert texts[-1] == "tiga" and len(texts) == 2
    file, made = PoEditor(path, ReadOptions(ID)), io.BytesIO()
    assert [one.line for one in file.skipped] == [9]
    file.write(made)
    assert made.getvalue() == path.read_bytes()


def test_an_entry_with_marks_of_a_conflict_is_told_with_its_line(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.po"
    conflict = 'msgid "b"\n<<<<<<< HEAD\nmsgstr "c"\n=======\nmsgstr "d"\n>>>>>>> e\n'
    last = '\nmsgid "tiga"\nmsgstr "ba"\n'
    path.write_text(BARE.format("UTF-8") + conflict + last, "utf-8")
    *skipped, first, third = po.read(path, ReadOptions(ID))
    assert isinstance(first, TranslationUnit)
    assert isinstance(third, TranslationUnit) and third.source.text == "tiga"
    expected = [
        (
            line,
            "an unresolved conflict between two versions; keep one and remove the "
            "markers",
        )
        for line in (9, 11, 13)
    ]
    told = [(e.line, e.reason) for e in skipped if isinstance(e, SkippedEntry)]
    assert told == expected
    # To be filled, it keeps all of that as it stands.
    assert [one.line for one in PoEditor(path, ReadOptions(ID)).skipped] == [9, 11, 13]
    assert [fault.line for fault in po.validate(path)][:3] == [9, 11, 13]


def test_an_entry_that_no_unit_should_be_is_skipped(tmp_path: Path) -> None:
    long = "a" * MAX_LINE_LENGTH
    text = f'msgid "{long}"\nmsgstr "b"\n\nmsgid "c"\nmsgstr "d"\n'
    many = 'msgid "e"\nmsgstr ""\n' + f'"{"f" * 1000}"\n' * 10_000
    (tmp_path / "a.po").write_text(f"{text}\n{many}", "utf-8")
    first, last, unit = po.read(tmp_path / "a.po", ReadOptions(VI, ID))
    reason = "the entry has more than 10,000,000 characters"
    assert [first, last] == [
        SkippedEntry(str(tmp_path / "a.po"), line, reason) for line in (1, 7)
    ]
    assert isinstance(unit, TranslationUnit) and unit.source.text == "c"


def test_forms_that_a_language_does_not_have_come_back_once(tmp_path: Path) -> None:
    """The header may say two for Indonesian, which has one where we write it."""
    head = 'msgid ""\nmsgstr ""\n"Language: id\\n"\n"X-Source-Language: en\\n"\n\n'
    entry = 'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "a"\nmsgstr[1] "b"\n'
    units = reading(tmp_path / "a.po", head + entry)
    assert len(units) == 2
    given = [unit for unit in units if isinstance(unit, TranslationUnit)]
    text, _ = written(*given, options=WriteOptions(EN, ID))
    assert reading(tmp_path / "b.po", text) == units


def test_many_equal_units_have_contexts_of_their_own_in_linear_time() -> None:
    file = io.BytesIO()
    po.write([UNTRANSLATED] * 3000, file, TO_FILL)
    entries = polib.pofile(file.getvalue().decode())
    assert len({entry.msgctxt for entry in entries}) == 3000
