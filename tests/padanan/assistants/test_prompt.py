"""Packages for language models: what they contain, and how large they are."""

from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import padanan
from padanan.assistants.prompt_terms import correct_prompt_term
from padanan.assistants.token_estimate import estimate_tokens
from tests.examples import examples

TEXT = (
    "Thứ trưởng Bộ Công an Phạm Thế Tùng đã thăm Luân Đôn. Mỗi hộ nhận chăm sóc trung "
    "bình 3 ha và cam kết giữ độ che phủ của cây ở mức ít nhất 70% diện tích. Tay vợt "
    "Vũ Thị Hồng Đào thắng trận cầu lông ở Bắc Kinh."
)


def test_package_has_repaired_matches_with_their_origin(memory: padanan.Memory) -> None:
    package = memory.assistant.prompt(TEXT, date="2025-11-12")
    assert len(package.segments) == 3
    [match] = package.matches
    assert (match.segment, match.rate, match.open_words) == (2, 98, ())
    assert "3 hektare" in match.target and "70 persen" in match.target
    assert match.origin.publisher == "Báo Mẫu"
    [key] = match.units
    assert key in package.text
    assert memory.units.get(key).source == match.source
    assert match.target in package.text
    assert [neighbour.is_before for neighbour in package.neighbours] == [True, False]
    assert all(neighbour.target for neighbour in package.neighbours)


def test_package_has_terms_with_forms_to_use_and_to_avoid(
    memory: padanan.Memory,
) -> None:
    package = memory.assistant.prompt(TEXT, date="2025-11-12")
    [title, *_] = package.terms
    assert title.source == "Thứ trưởng Bộ Công an Phạm Thế Tùng"
    assert title.preferred == ("Wakil Menteri Keamanan Publik Pham The Tung",)
    assert title.allowed == ("Wamen Keamanan Publik",)
    assert title.avoid == ("Deputi Menteri Keamanan Publik",)
    names = {name.source: name.target for name in package.names}
    assert names["Luân Đôn"] == "London"
    assert names["Vũ Thị Hồng Đào"] == "Vu Thi Hong Dao"
    [mistranslation] = package.mistranslations
    assert mistranslation.source == "Tay vợt"
    assert "petenis" in mistranslation.wrong
    assert mistranslation.right[0] == "pebulu tangkis"
    assert mistranslation.topics == ()  # the text is about badminton
    assert "not Deputi Menteri Keamanan Publik" in package.text


def test_no_line_is_of_no_use(memory: padanan.Memory) -> None:
    text = (
        "Hội nghị các Nhà Lãnh đạo ASEAN vào thứ Sáu có Đại sứ, Trưởng phái đoàn "
        "Nguyễn Hải Bằng và bà Puan Maharani ở Jakarta và Kuwait, các nước dẫn đầu."
    )
    package = memory.assistant.prompt(text, date="2025", budget=3000)
    # Beginnings of common nouns are no names.
    assert [name.source for name in package.names] == ["Nguyễn Hải Bằng"]
    words = {word.source: word.targets for word in package.words}
    assert words["thứ sáu"][0] == "Jumat"
    # Parts of names, words of many meanings, and what stays as it is.
    assert not {"bằng", "nước", "đầu", "jakarta"} & words.keys()
    assert not {"Kuwait", "Jakarta"} & {term.source for term in package.terms}
    assert all(line.count(" = ") < 2 for line in package.text.splitlines())


def test_a_known_mistranslation_is_never_the_form_to_use(
    memory: padanan.Memory,
) -> None:
    text = "Thủ tướng Chính phủ chuyển lời thăm hỏi."
    package = memory.assistant.prompt(text, date="2025")
    [term] = package.terms
    assert term.preferred == ("Perdana Menteri",)
    [mistranslation] = package.mistranslations
    assert "Perdana Menteri Pemerintah" in mistranslation.wrong
    # Nor is it where a title is composed so.
    composed_term = replace(term, preferred=("Perdana Menteri Pemerintah",))
    corrected_term = correct_prompt_term(composed_term, package.mistranslations)
    assert corrected_term.preferred == ("Perdana Menteri",)
    assert "Perdana Menteri Pemerintah" in corrected_term.avoid


def test_forms_of_a_country_are_not_those_of_its_title(memory: padanan.Memory) -> None:
    text = "Chủ tịch Quốc hội Cộng hòa Hồi giáo Iran đến Hà Nội."
    title = memory.assistant.prompt(text, date="2025").terms[0]
    assert title.preferred == ("Ketua Majelis Nasional Iran",)
    assert "Republik Islam Iran" not in title.allowed


def test_mistranslations_are_told_once(memory: padanan.Memory) -> None:
    text = "Chủ tịch Quốc hội phát biểu."
    wrong = [
        form
        for mistranslation in memory.assistant.prompt(text, date="2025").mistranslations
        for form in mistranslation.wrong
    ]
    assert "Ketua Senat" in wrong
    assert not [form for form in wrong if form.startswith("Ketua Senat ")]


def test_topic_that_the_text_does_not_prove_is_named(memory: padanan.Memory) -> None:
    package = memory.assistant.prompt("Một tay vợt đã đến.", date="2025")
    [mistranslation] = package.mistranslations
    assert mistranslation.topics == ("badminton",)
    assert "(if about badminton)" in package.text
    assert not memory.assistant.prompt(
        "Tay vợt thắng giải quần vợt.", date="2025"
    ).mistranslations


def test_terms_are_those_of_the_day(tmp_path: Path) -> None:
    terms = tmp_path / "terms.csv"
    terms.write_text(
        "concept_id,vi,id,id_variants,id_valid_from,id_valid_to\n"
        "c1,Bộ Cũ,Kementerian Baru,<Kementerian Lama,2025-01-01;,;2024-12-31\n",
        "utf-8",
    )
    with padanan.open(tmp_path / "m.db", source="vi", target="id") as memory:
        assert memory.terms.load(terms).new == 1
        [before] = memory.assistant.prompt("Bộ Cũ họp.", date="2024-05").terms
        [after] = memory.assistant.prompt("Bộ Cũ họp.", date="2025-05").terms
    assert before.preferred == ("Kementerian Lama",)
    assert (before.valid_from, before.valid_to) == (None, "2024-12-31")
    assert before.avoid == ("Kementerian Baru",)
    assert after.preferred == ("Kementerian Baru",)
    assert after.avoid == ("Kementerian Lama",)


def test_house_rules_of_the_user_come_along(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[[rule]]\nname = "dong"\npattern = "VND"\nmessage = "Write dong, not VND"\n'
        '[words]\n"resiko" = "risiko"\n',
        "utf-8",
    )
    (tmp_path / "padanan.toml").write_text(
        'source = "vi"\ntarget = "id"\n[checks]\nrules = "rules.toml"\n', "utf-8"
    )
    own_settings = padanan.load_settings(tmp_path)
    with padanan.open(tmp_path / "m.db", settings=own_settings) as memory:
        package = memory.assistant.prompt("Giá tăng.", date="2025")
    assert [rule.message for rule in package.rules] == [
        "Write dong, not VND",
        "Write “risiko”, not “resiko”",
    ]
    assert "- Write dong, not VND\n" in package.text


def test_article_and_its_sentences_are_prompted(memory: padanan.Memory) -> None:
    key = "a097afbfe29fbc65"
    whole = memory.assistant.prompt(article=key[:6], budget=20_000)
    assert whole.date == "2025-11-12"
    assert whole.segments[0].startswith("Việt Nam đăng cai")
    one = memory.assistant.prompt(article=f"{key}#3", budget=2000)
    [sentence] = one.segments
    assert sentence in whole.segments
    [before, after] = one.neighbours
    assert before.is_before and not after.is_before
    assert before.source in whole.segments and before.target
    with pytest.raises(padanan.NotFound, match="no such position"):
        memory.assistant.prompt(article=f"{key}#999")
    with pytest.raises(padanan.NotFound, match="no article"):
        memory.assistant.prompt(article="ffff")


@given(budget=st.integers(300, 1500))
@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_package_is_over_its_budget(memory: padanan.Memory, budget: int) -> None:
    package = memory.assistant.prompt(TEXT, budget=budget, date="2025-11-12")
    assert package.tokens == estimate_tokens(package.text) <= budget
    assert all(segment in package.text for segment in package.segments)
    full = memory.assistant.prompt(TEXT, budget=100_000, date="2025-11-12")
    assert full.left_out == 0
    kinds = (
        *("terms", "names", "words", "mistranslations", "matches", "neighbours"),
        "rules",
    )
    counts = [
        sum(len(getattr(each, kind)) for kind in kinds) for each in (package, full)
    ]
    assert counts[0] + package.left_out == counts[1]


def test_budget_smaller_than_the_text_is_refused(memory: padanan.Memory) -> None:
    with pytest.raises(padanan.InputError, match="the text alone needs a budget of"):
        memory.assistant.prompt(TEXT, budget=20)
    with pytest.raises(padanan.InputError, match="the text is empty"):
        memory.assistant.prompt(" \n ")
    with pytest.raises(padanan.InputError, match="is not a date"):
        memory.assistant.prompt("Giá tăng.", date="soon")
    with pytest.raises(padanan.InputError, match="give a text or an article"):
        memory.assistant.prompt()


def test_room_is_filled_with_sentences_that_have_words_of_the_text(
    memory: padanan.Memory,
) -> None:
    text = "Chuyên gia khảo sát rừng ngập mặn ven biển cùng hộ dân nuôi tôm."
    package = memory.assistant.prompt(text, budget=3000, date="2025")
    assert not package.matches
    sources = [example.source for example in package.examples]
    assert any("rừng ngập mặn" in source for source in sources[:2])
    assert any("nuôi tôm" in source for source in sources[:3])
    assert len({*sources}) == len(sources)
    for example in package.examples:
        assert memory.units.get(example.unit).target == example.target
        assert example.target in package.text
    words = {word.source: word.targets for word in package.words}
    assert words["chuyên gia"][0] == "ahli"
    small = memory.assistant.prompt(text, budget=500, date="2025")
    assert len(small.examples) < len(package.examples)
    assert small.left_out == 0  # examples only fill what is left


def test_equal_calls_give_equal_bytes(memory: padanan.Memory, tmp_path: Path) -> None:
    first = memory.assistant.prompt(TEXT, date="2025-11-12")
    path = memory._memory_database.open_or_empty().path
    with padanan.open(str(path), source="vi", target="id") as again:
        second = again.assistant.prompt(TEXT, date="2025-11-12")
    assert first == second
    assert first.text.encode() == second.text.encode()


def test_missing_database_is_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with padanan.open(path, source="vi", target="id") as memory:
        package = memory.assistant.prompt("Ông đến Luân Đôn.", date="2025")
        assert not path.exists()
        memory.add("Ông đến Luân Đôn.", "Ia tiba di London.")
        [match] = memory.assistant.prompt("Ông đến Luân Đôn.", date="2025").matches
    assert [name.target for name in package.names] == ["London"]
    assert match.target == "Ia tiba di London."


def test_a_segment_costs_little(memory: padanan.Memory) -> None:
    for _ in range(2):
        memory.assistant.prompt(TEXT, date="2025-11-12")
    start = process_time()
    for _ in range(10):
        memory.assistant.prompt(TEXT, date="2025-11-12")
    # 5 ms a segment are wanted; the machine may be slow. See benchmarks/prompt.py.
    assert process_time() - start < 10 * 3 * 0.03
