"""Checks of the segments of a draft, which know each change of the termbase."""

from pathlib import Path

import padanan


def test_a_changed_termbase_is_known_to_the_next_check(tmp_path: Path) -> None:
    segments = [("1", "Họp báo ở Hà Nội.", "Temu pers di  Hanoi.")]
    with padanan.open(
        str(tmp_path / "memory.db"), source="vi", target="id", author="siti"
    ) as memory:
        memory.add("Có mưa.", "Hujan.")

        def list_checks() -> list[str]:
            other = memory.with_author("budi")
            found = other.checks.check_in_context(segments=segments)
            assert {finding.unit for finding in found} <= {"1"}
            found = memory.checks.check_in_context(segments=segments)
            return sorted(finding.check for finding in found)

        assert list_checks() == ["space.double"]
        concept = memory.terms.add(
            [
                padanan.ConceptTerm("vi", "họp báo"),
                padanan.ConceptTerm("id", "jumpa pers"),
            ]
        ).concept
        assert list_checks() == ["space.double", "term.missing"]
        memory.terms.remove(concept.concept)
        assert list_checks() == ["space.double"]
