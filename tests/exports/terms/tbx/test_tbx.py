"""TBX: files of other tools, hostile ones, and the structure of what is written."""

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from lxml import etree

from exports.entry import Loss
from exports.format import ReadOptions
from exports.term_format import TermFileContent, TermWriteOptions, collect_items
from exports.terms.tbx import format as tbx
from exports.xml.document import ENTRY_TOO_LONG_REASON
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from tests.exports.terms.test_term_formats import entries, unhurried
from tests.paths import DATA
from tm.errors import FormatError, InputError, UnknownName
from tm.text.locale import Locale

FOLDER = DATA / "tbx"
EN, FR, VI, ID = map(Locale.parse, ("en", "fr", "vi", "id"))
ADMITTED, DEPRECATED = TermStatus.ADMITTED, TermStatus.DEPRECATED

HEAD = '<tbx type="TBX-Basic" style="dca" xml:lang="en"><text><body>'
ENTRY = '<conceptEntry id="a"><langSec xml:lang="vi">{}</langSec></conceptEntry>'
TERM = "<termSec><term>Bộ</term></termSec>"


def read(path: Path) -> TermFileContent:
    return collect_items(tbx.read(path, ReadOptions()))


def read_text(folder: Path, content: str | bytes) -> TermFileContent:
    path = folder / "a.tbx"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(path)


def test_the_edition_of_2008_is_read() -> None:
    found = read(FOLDER / "default2008.tbx")
    assert found.entries == [
        ConceptEntry(
            "IATE-1",
            (
                Term(
                    EN,
                    "treaty",
                    part_of_speech="noun",
                    note="termType: fullForm\nreliabilityCode: 3\nOf the term.",
                ),
                Term(EN, "pact", ADMITTED),
                Term(
                    FR,
                    "traité",
                    note="context: Le traité de Paris.",
                    source="Larousse",
                ),
                Term(FR, "papier", DEPRECATED),
            ),
            subject_field="diplomacy",
            definition=(
                "en: A written agreement between states.\nfr: Accord écrit entre États."
            ),
            note="crossReference: see also (IATE-7)\n"
            "transaction: origination, 2010-04-17, Tommy\nOf the concept.\n"
            "source of definition (en): Vienna Convention",
            relations=(Relation(RelationKind.BROADER, "IATE-9"),),
        )
    ]
    assert (found.skipped, found.lost) == ([], [])


def test_a_file_of_iate_is_read_whole() -> None:
    found = read(FOLDER / "iate.tbx")
    assert (found.skipped, found.lost) == ([], [])
    crime, evidence = found.entries
    context = "The Convention on Cybercrime was opened in Budapest."
    assert crime == ConceptEntry(
        "IATE-3584917",
        (
            Term(
                EN,
                "cybercrime",
                note=f"termType: fullForm\ncontext: {context}\n"
                "reliabilityCode: 4\nsource of context: ETS 185",
            ),
            Term(
                EN,
                "computer crime",
                DEPRECATED,
                note="termType: fullForm\nreliabilityCode: 1",
            ),
            Term(
                Locale.parse("mul"),
                "ETS 185",
                note="termType: abbreviation\n"
                "externalCrossReference: treaty (https://www.coe.example/185)",
            ),
        ),
        subject_field="information technology and data processing, criminal law",
        definition="offence committed by means of a computer",
        note="source of definition (en): Council of Europe",
    )
    assert evidence.terms == (
        Term(FR, "preuve électronique", note="reliabilityCode: 3"),
    )


def test_categories_of_a_term_come_back_as_they_were() -> None:
    [crime, _] = read(FOLDER / "iate.tbx").entries
    data = written([crime], TermWriteOptions()).decode()
    assert data.count('<termNote type="termType">fullForm</termNote>') == 2
    assert '<termNote type="termType">abbreviation</termNote>' in data
    context = "The Convention on Cybercrime was opened in Budapest."
    assert f'<descrip type="context">{context}</descrip>' in data


def _said(data: bytes) -> Counter[tuple[str, str, str]]:
    """Section, category and text of each element with a category."""
    sections = {"termEntry": "conceptEntry", "langSet": "langSec"}
    sections |= dict.fromkeys(("tig", "ntig"), "termSec")
    found: Counter[tuple[str, str, str]] = Counter()
    for element in etree.fromstring(data).iter("{*}descrip", "{*}admin", "{*}termNote"):
        names = [etree.QName(one).localname for one in element.iterancestors()]
        if not any(name.endswith("Grp") for name in names):
            section = sections.get(names[0], names[0])
            text = " ".join(str(element.text).split())
            found[section, element.get("type", ""), text] += 1
    return found


_FULL = """<termEntry id="a"><descrip type="reliabilityCode">4</descrip>
<admin type="entrySource">Vienna</admin><descrip type="explanation">why</descrip>
<langSet xml:lang="vi"><descrip type="explanation">tại sao</descrip>
<tig><term>Bộ</term><termNote type="termType">fullForm</termNote>
<termNote type="etymology">Hán</termNote><termNote type="register">neutralRegister
</termNote><admin type="customerSubset">a</admin><descrip type="reliabilityCode">3
</descrip><descrip type="sampleSentence">Bộ trưởng.</descrip></tig></langSet>
<langSet xml:lang="id"><admin type="keyword">k</admin><descrip type="reliabilityCode">2
</descrip><tig><term>kementerian</term></tig></langSet></termEntry>"""


def test_categories_of_tbx_default_come_back_where_they_stood(tmp_path: Path) -> None:
    given = f'<martif type="TBX"><text><body>{_FULL}</body></text></martif>'
    entries = read_text(tmp_path, given).entries
    data = written(entries, TermWriteOptions(dialect="TBX-Default"))
    said = _said(data)
    status = ("termSec", "administrativeStatus", "preferredTerm-admn-sts")
    assert said.pop(status) == 2
    assert said == _said(given.encode())
    assert b"<note>" not in data
    sections = etree.fromstring(data).iter("{*}termSec")
    orders = [[etree.QName(one).localname for one in part] for part in sections]
    # The core structure has term notes first.
    assert orders[0] == ["term", *["termNote"] * 4, "admin", "descrip", "descrip"]
    assert read_text(tmp_path, data).entries == entries
    basic = written(entries, TermWriteOptions())
    assert b"<note>reliabilityCode: 4" in basic
    assert read_text(tmp_path, basic).entries == entries


@pytest.mark.parametrize("name", ["iate", "default2008"])
def test_reliability_codes_of_other_tools_come_back(name: str) -> None:
    entries = read(FOLDER / f"{name}.tbx").entries
    data = written(entries, TermWriteOptions(dialect="TBX-Default"))
    given = (FOLDER / f"{name}.tbx").read_bytes()
    code = rb'<descrip type="reliabilityCode">\d'
    assert re.findall(code, data) == re.findall(code, given) != []


@pytest.mark.parametrize("name", ["iate", "dct", "default2008", "microsoft"])
def test_what_was_read_of_another_tool_is_read_again(name: str, tmp_path: Path) -> None:
    entries = read(FOLDER / f"{name}.tbx").entries
    again = read_text(tmp_path, written(entries, TermWriteOptions()))
    assert (again.entries, again.lost) == (entries, [])


def test_a_file_of_one_line_is_read() -> None:
    (entry,) = read(FOLDER / "microsoft.tbx").entries
    assert entry == ConceptEntry(
        "27766_1436107",
        (
            Term(Locale.parse("en-US"), "click", part_of_speech="Verb"),
            Term(Locale.parse("vi-VN"), "bấm", part_of_speech="Verb"),
        ),
        definition="To press a button.",
    )


def test_categories_as_elements_are_read_whatever_the_prefix() -> None:
    found = read(FOLDER / "dct.tbx")
    assert found.entries == [
        ConceptEntry(
            "c1",
            (
                Term(
                    EN,
                    "galactic cluster",
                    TermStatus.SUPERSEDED,
                    part_of_speech="noun",
                    note="Older.\nRare.",
                ),
                Term(EN, "open cluster", note="transaction: origination, 2010-04-17"),
            ),
            subject_field="stars",
            definition="Stars that formed together.",
            note="xGraphic: a.jpg (https://example.invalid/a.jpg)\n"
            "source of definition (en): Oxford",
            relations=(Relation(RelationKind.PART_OF, "c2"),),
        )
    ]
    assert found.lost == []


def test_what_the_back_matter_explains_is_counted(tmp_path: Path) -> None:
    text = HEAD + ENTRY.format(
        "<termSec><term>Bộ</term><transacGrp><transac type='transactionType'>"
        "modification</transac><transacNote type='responsibility' target='p1'>"
        "</transacNote></transacGrp></termSec>"
    )
    back = "<back><refObjectSec><refObject id='p1'><item>Siti</item></refObject>"
    found = read_text(
        tmp_path, f"{text}</body>{back}</refObjectSec></back></text></tbx>"
    )
    assert found.entries[0].terms[0].note == "transaction: modification (p1)"
    assert found.lost == [Loss("<refObject> of the back matter", 1)]


def test_what_is_damaged_is_skipped_with_its_line_and_the_rest_is_read() -> None:
    found = read(FOLDER / "damaged.tbx")
    assert [(entry.line, entry.reason) for entry in found.skipped] == [
        (4, "an empty term in vi"),
        (6, "unknown status 'liked' of 'Sở'"),
        (7, "duplicate concept b; it is in line 5"),
        (8, found.skipped[3].reason),
        (9, "<langSec> names no language"),
        (10, "no term"),
        (11, "unknown entity &unknown;"),
    ]
    assert found.skipped[3].reason.startswith("unknown language 'zz-1'")
    texts = [term.text for entry in found.entries for term in entry.terms]
    assert texts == ["Bộ", "café", "không có id"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            '<!DOCTYPE tbx [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>' + HEAD,
            "declares an entity",
        ),
        ('<!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + HEAD, "entity"),
        (
            '<!DOCTYPE tbx [<!ENTITY % x SYSTEM "http://a.invalid/x"> %x;]>' + HEAD,
            "entity",
        ),
        (HEAD + "<a>" * 120, "nested more than 100 deep"),
        (HEAD + ENTRY.format(TERM), "the file ends too early"),
        (HEAD + ENTRY.format("<term>"), "mismatched tag"),
        ("<tmx></tmx>", "<tbx> or <martif> or <TBX> expected, <tmx> found"),
        ('<?xml version="1.0" encoding="klingon"?>' + HEAD, "unknown encoding"),
        ("", "ends too early"),
    ],
)
def test_a_file_that_is_hostile_or_broken_is_refused(
    tmp_path: Path, content: str, reason: str
) -> None:
    with pytest.raises(FormatError, match=reason):
        read_text(tmp_path, content)


def test_an_entry_that_is_too_long_costs_itself(tmp_path: Path) -> None:
    entries = ENTRY.format(TERM), ENTRY.format("x" * 10_000_001)
    end = "</body></text></tbx>"
    found = read_text(tmp_path, HEAD + "\n".join((*entries, entries[0])) + end)
    assert [(one.line, one.reason) for one in found.skipped][:1] == [
        (2, ENTRY_TOO_LONG_REASON)
    ]
    assert [entry.id for entry in found.entries] == ["a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_any_encoding_of_unicode_is_read(tmp_path: Path, encoding: str) -> None:
    content = f"{HEAD}{ENTRY.format(TERM)}</body></text></tbx>\r\n"
    (entry,) = read_text(tmp_path, content.encode(encoding)).entries
    assert entry == ConceptEntry("a", (Term(VI, "Bộ"),))


def test_ten_megabytes_on_one_line_are_read(tmp_path: Path) -> None:
    entry = (
        '<conceptEntry id="a{}"><langSec xml:lang="vi"><termSec><term>Bộ {}</term>'
        "</termSec></langSec></conceptEntry>"
    )
    body = "".join(entry.format(n, n) + " " * 10_000 for n in range(1000))
    found = read_text(tmp_path, f"{HEAD}{body}</body></text></tbx>")
    assert (len(found.entries), found.skipped) == (1000, [])


def structure() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(FOLDER / "structure.rng"))


def written(whole: list[ConceptEntry], options: TermWriteOptions) -> bytes:
    file = io.BytesIO()
    tbx.write(whole, file, options)
    return file.getvalue()


@pytest.mark.parametrize("dialect", ["TBX-Basic", "TBX-Min", "TBX-Core"])
@pytest.mark.parametrize("style", ["dca", "dct"])
def test_what_is_written_has_the_structure_of_tbx(style: str, dialect: str) -> None:
    schema = structure()
    options = TermWriteOptions(style=style, dialect=dialect)

    @unhurried
    @given(entries((VI, ID)), entries((EN,)))
    def law(first: ConceptEntry, second: ConceptEntry) -> None:
        whole = [first] if first.id == second.id else [first, second]
        tree = etree.fromstring(written(whole, options))
        schema.assertValid(tree)
        categories = {element.tag for element in tree.iter("{*}*")}
        of_dct = {tag for tag in categories if "tbxinfo" in str(tag)}
        assert not (of_dct if style == "dca" else categories & {"descrip", "admin"})

    law()


def test_the_test_of_structure_refuses_what_is_none() -> None:
    good = written([ConceptEntry("a", (Term(VI, "Bộ"),))], TermWriteOptions())
    schema = structure()
    assert schema.validate(etree.fromstring(good))
    for old, new in (
        (b"preferredTerm-admn-sts", b"preferred"),
        (b"<term>", b"<note>x</note><term>"),
        (b' xml:lang="vi"', b""),
        (b'id="a"', b'id="1 a"'),
        (b"langSec", b"langSet"),
    ):
        assert not schema.validate(etree.fromstring(good.replace(old, new)))


def test_a_concept_that_is_not_in_the_file_has_a_place_in_the_back() -> None:
    relations = (
        Relation(RelationKind.PART_OF, "b"),
        Relation(RelationKind.BROADER, "c"),
    )
    whole = [
        ConceptEntry("a", (Term(VI, "Bộ"),), relations=relations),
        ConceptEntry("b", (Term(VI, "Sở"),)),
    ]
    content = written(whole, TermWriteOptions()).decode()
    assert '<ref type="crossReference" target="b">part of</ref>' in content
    assert content.count("<refObject ") == 1
    assert '<refObject id="c">' in content


def test_a_style_or_dialect_that_there_is_not_is_named() -> None:
    with pytest.raises(UnknownName, match="style of TBX 'dcx'; did you mean"):
        written([], TermWriteOptions(style="dcx"))
    with pytest.raises(UnknownName, match="dialect of TBX"):
        written([], TermWriteOptions(dialect="Basic!"))
    with pytest.raises(InputError, match="write it as dca"):
        written([], TermWriteOptions(style="dct", dialect="TBX-Default"))
