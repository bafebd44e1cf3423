"""Looking up titles that no entry has."""

from collections.abc import Iterator

import pytest

from exports.terms import csv as terms_csv
from glossary.concept_store import ConceptStore
from glossary.lookup.term_lookup import TermLookup
from glossary.lookup.term_search import SearchMatchKind
from glossary.lookup.title_lookup import find_terms_and_titles
from tests.paths import ROOT
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.text.locale import Locale

id_ = Locale.parse("id")
_SEED = ROOT / "seeds" / "glossary" / "official_titles.csv"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with the starter termbase, in which tests look things up only."""
    path = tmp_path_factory.mktemp("starter") / "memory.db"
    with Database.open(path) as database:
        with open_change_set(
            database, command="terms import", author="Siti"
        ) as changes:
            ConceptStore(database).add(terms_csv.read_content(_SEED).entries, changes)
        yield database


@pytest.mark.parametrize(
    ("locale", "text", "title"),
    [
        ("id", "wakil menteri perhubungan", "Wakil Menteri Perhubungan"),
        ("vi", "giam doc so y te", "Giám đốc Sở Y tế"),
        ("en", "deputy minister of transport", "Deputy Minister of Transport"),
    ],
)
def test_a_title_is_composed_of_office_and_body(
    filled: Database, locale: str, text: str, title: str
) -> None:
    hit = find_terms_and_titles(TermLookup(filled), text, Locale(locale), limit=5)[0]
    assert (hit.entry.composed, hit.term.text) == (True, title)
    assert hit.entry.list_preferred_texts(id_)


@pytest.mark.parametrize(
    ("locale", "text", "title", "indonesian"),
    [
        (
            *("vi", "bo truong ngoai giao phap", "Bộ trưởng Ngoại giao Pháp"),
            "Menteri Luar Negeri Prancis",
        ),
        (
            *("vi", "thứ trưởng quốc phòng của mỹ", "Thứ trưởng Quốc phòng của Mỹ"),
            "Wakil Menteri Pertahanan Amerika Serikat",
        ),
        ("id", "menlu rusia", "Menlu Rusia", "Menteri Luar Negeri Rusia"),
        (
            *("id", "menteri kesehatan korea selatan"),
            *("Menteri Kesehatan Korea Selatan", "Menteri Kesehatan Korea Selatan"),
        ),
        (
            *("en", "minister of health of france", "Minister of Health of France"),
            "Menteri Kesehatan Prancis",
        ),
    ],
)
def test_a_title_of_a_country_is_composed(
    filled: Database, locale: str, text: str, title: str, indonesian: str
) -> None:
    for given in (Locale(locale), None):
        hit = find_terms_and_titles(TermLookup(filled), text, given, limit=5)[0]
        assert (hit.entry.composed, hit.term.text) == (True, title)
        assert hit.entry.list_preferred_texts(id_)[0] == indonesian


@pytest.mark.parametrize("text", ["ngoai truong phap", "bo truong ngoai giao phap"])
def test_a_body_of_a_country_is_of_no_other_country(
    filled: Database, text: str
) -> None:
    hits = find_terms_and_titles(TermLookup(filled), text, None, limit=20)
    titles = [hit.term.text for hit in hits if hit.entry.composed]
    assert titles == ["Bộ trưởng Ngoại giao Pháp"]


@pytest.mark.parametrize(
    "text", ["menlu as", "ngoai truong indonesia", "prancis", "rusia prancis", "của mỹ"]
)
def test_a_country_composes_no_title_where_an_entry_or_nothing_is(
    filled: Database, text: str
) -> None:
    hits = find_terms_and_titles(TermLookup(filled), text, None, limit=20)
    assert not any(hit.entry.composed for hit in hits)


@pytest.mark.parametrize("text", ["thu truong bo ngoai giao", "Wakil Menteri", "thu"])
def test_an_entry_of_its_own_overrides_what_is_composed(
    filled: Database, text: str
) -> None:
    for hit in find_terms_and_titles(TermLookup(filled), text, None, limit=20):
        assert not hit.entry.composed


@pytest.mark.parametrize("text", ["", " ", "…", "x " * 500, "thu truong", "bo bo bo"])
def test_odd_text_composes_nothing(filled: Database, text: str) -> None:
    found = find_terms_and_titles(TermLookup(filled), text, None)
    assert not any(hit.entry.composed for hit in found)


@pytest.mark.parametrize(
    ("text", "vietnamese"),
    [
        ("presiden china", "Chủ tịch nước Trung Quốc"),
        ("sekjen pkv", "Tổng Bí thư Đảng Cộng sản Việt Nam"),
        ("Duta Besar Vietnam untuk Indonesia", "Đại sứ Việt Nam tại Indonesia"),
    ],
)
def test_a_title_is_read_in_context(
    filled: Database, text: str, vietnamese: str
) -> None:
    hit = find_terms_and_titles(TermLookup(filled), text, id_, limit=5)[0]
    assert hit.entry.list_preferred_texts(Locale.parse("vi")) == (vietnamese,)


@pytest.mark.parametrize(
    ("text", "title", "indonesian"),
    [
        (
            "pho chu tich thuong truc ubnd tp ha noi",
            "Phó Chủ tịch Thường trực Ủy ban nhân dân thành phố Hà Nội",
            "Wakil Ketua Tetap Komite Rakyat Kota Hanoi",
        ),
        (
            "pho chu tich ubnd tinh quang ngai",
            "Phó Chủ tịch Ủy ban nhân dân tỉnh Quảng Ngãi",
            "Wakil Ketua Komite Rakyat Provinsi Quang Ngai",
        ),
        (
            "bi thu thanh uy tp hcm",
            "Bí thư Thành ủy Thành phố Hồ Chí Minh",
            "Sekretaris Komite Partai Kota Ho Chi Minh",
        ),
    ],
)
def test_a_title_typed_without_diacritics_is_read_as_with_them(
    filled: Database, text: str, title: str, indonesian: str
) -> None:
    hit = find_terms_and_titles(TermLookup(filled), text, Locale("vi"), limit=5)[0]
    assert (hit.term.text, hit.match) == (title, SearchMatchKind.FOLDED)
    assert hit.entry.list_preferred_texts(id_) == (indonesian,)


@pytest.mark.parametrize(
    "text", ["thu truong cong an", "ha noi", "pho chu tich ubnd tinh quang ngai"]
)
def test_next_to_a_certain_hit_there_is_no_fuzzy_one(
    filled: Database, text: str
) -> None:
    hits = find_terms_and_titles(TermLookup(filled), text, Locale("vi"), limit=20)
    assert hits and SearchMatchKind.FUZZY not in {hit.match for hit in hits}
