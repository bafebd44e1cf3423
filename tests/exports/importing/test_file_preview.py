"""Whether a table holds units or terms, as the preview of an import guesses."""

from pathlib import Path

import pytest

from exports.format import ReadOptions
from exports.importing.file_preview import FileContents, preview_file

_LONG = "Văn phòng Bộ Nông nghiệp và Phát triển nông thôn"
_LONG_TRANSLATION = "Kantor Kementerian Pertanian dan Pembangunan Pedesaan"


@pytest.mark.parametrize(
    ("table", "holds"),
    [
        ("vi,id,note\nhọp báo,jumpa pers,bukan konferensi pers\n", "terms"),
        ("vi,id\nhọp báo,jumpa pers\nThủ tướng,Perdana Menteri\n", "terms"),
        (f"vi;id;status\n{_LONG};{_LONG_TRANSLATION};preferred\n", "terms"),
        (f"vi,id,note\n{_LONG},{_LONG_TRANSLATION},nama\n", "terms"),
        (f"vi,id\n{_LONG},{_LONG_TRANSLATION}\n", "units"),
        ("vi,id\nTrời mưa.,Hujan turun.\nTrời nắng.,Hari cerah.\n", "units"),
        ("vi,id,note\nTrời mưa.,Hujan turun.,cuaca\n", "units"),
        ("vi,id,status\nTrời mưa!,Hujan turun!,preferred\n", "units"),
        ("vi,id\nvâng,ya\nvâng,benar\nvâng,baik\n", "units"),
        # Five short titles and then sentences: the first ones do not decide.
        (
            "vi,id\n"
            + "".join(f"mục {one},bagian {one}\n" for one in range(6))
            + "".join(f"Trời mưa {one}.,Hujan turun {one}.\n" for one in range(20)),
            "units",
        ),
    ],
)
def test_a_table_is_units_or_terms_by_its_columns_and_texts(
    tmp_path: Path, table: str, holds: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(table, "utf-8")
    preview = preview_file(path, ReadOptions())
    assert (preview.holds, preview.may_hold_either) == (holds, True), preview
    other = next(one for one in FileContents if one != holds)
    assert preview_file(path, ReadOptions(), holds=other).problem is None
