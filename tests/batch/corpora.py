"""Small corpora for batch jobs, and the outputs of jobs, to be compared."""

import json
from pathlib import Path

_SENTENCES = (
    ("Giá tăng {n} phần trăm.", "Harga naik  {n} persen."),
    ("Ông ấy đến Hà Nội ngày {n} tháng 5.", "Ia tiba di Hanoi pada {m} Mei."),
    ("Hội nghị khai mạc.", "Konferensi dibuka ."),
    ("Hội nghị khai mạc.", "Rapat dimulai."),
)


def write_corpus(path: Path, unit_count: int = 240, *, first: int = 0) -> Path:
    """Write units as JSON lines, ten a document, many of them with an error."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(first, first + unit_count):
            source, target = _SENTENCES[number % len(_SENTENCES)]
            unit = {
                "document": f"d{number // 10}",
                "id": f"u{number}",
                "source": source.format(n=number % 28 + 1),
                "target": target.format(n=number % 28 + 1, m=(number + 1) % 28 + 1),
            }
            file.write(json.dumps(unit, ensure_ascii=False) + "\n")
    return path


def read_outputs(folder: Path) -> dict[str, bytes]:
    """The files of an output folder, by their names.

    Without what a killed process was writing, which the next one removes.
    """
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".tmp"
    }
