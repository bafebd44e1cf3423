"""Judging answers of language models."""

import pytest

import padanan
from padanan.assistants.answer_judge import RepairKind

SOURCE = (
    "Thứ trưởng Bộ Công an thăm 3 nước. Doanh thu tăng 12,5% trong năm 2024. Tay vợt "
    "cầu lông Vũ Thị Hồng Đào về nhất."
)
GOOD = (
    "Wakil Menteri Keamanan Publik mengunjungi 3 negara. Pendapatan naik 12,5 persen "
    "pada 2024. Pebulu tangkis Vu Thi Hong Dao menjadi juara."
)


def test_good_answer_is_accepted(memory: padanan.Memory) -> None:
    judgement = memory.assistant.judge(SOURCE, GOOD)
    assert judgement.is_accepted
    assert judgement.repairs == ()
    assert judgement.repaired == GOOD


@pytest.mark.parametrize(
    ("right", "wrong", "kind", "suggestion"),
    [
        ("12,5 persen", "15,2 persen", RepairKind.NUMBER, None),
        ("2024", "2042", RepairKind.NUMBER, None),
        ("Pebulu tangkis", "Petenis", RepairKind.TERM, "Pebulu tangkis"),
        (
            "Wakil Menteri Keamanan Publik",
            "Deputi Menteri Keamanan Publik",
            RepairKind.TERM,
            "Wakil Menteri Keamanan Publik",
        ),
        ("Vu Thi Hong Dao", "Vu Thi Huong Dao", RepairKind.NAME, "Vu Thi Hong Dao"),
    ],
)
def test_fault_becomes_a_repair(
    memory: padanan.Memory,
    right: str,
    wrong: str,
    kind: RepairKind,
    suggestion: str | None,
) -> None:
    answer = GOOD.replace(right, wrong)
    judgement = memory.assistant.judge(SOURCE, answer)
    assert [repair.kind for repair in judgement.repairs] == [kind]
    [repair] = judgement.repairs
    if repair.target_span is not None:
        start, end = repair.target_span
        assert answer[start:end] == repair.wrong_text
    if repair.source_span is not None:
        start, end = repair.source_span
        assert SOURCE[start:end] == repair.source_text
    if suggestion is not None:
        assert judgement.repaired == GOOD
    assert repair.instruction


def test_sentence_without_translation_is_reported(memory: padanan.Memory) -> None:
    answer = GOOD.partition(" Pebulu")[0]
    judgement = memory.assistant.judge(SOURCE, answer)
    assert not judgement.is_accepted
    [repair] = [one for one in judgement.repairs if one.kind is RepairKind.SENTENCE]
    assert repair.source_text is not None
    assert repair.source_text.startswith("Tay vợt")


def test_empty_answer_is_refused(memory: padanan.Memory) -> None:
    with pytest.raises(padanan.InputError, match="the answer is empty"):
        memory.assistant.judge(SOURCE, "  ")
    with pytest.raises(padanan.InputError, match="the source text is empty"):
        memory.assistant.judge("", GOOD)
