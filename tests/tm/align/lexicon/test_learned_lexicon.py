"""The lexicon of a memory, kept between calls."""

import json
import stat

import pytest
from platformdirs import user_cache_path

from tests.tm.store.samples import changed_by, unit
from tm.align.lexicon.learned_lexicon import load_learned_lexicon
from tm.align.lexicon.lexicon import WordTable
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale

VIETNAMESE, INDONESIAN = Locale.parse("vi"), Locale.parse("id")


def _lexicon(database: Database) -> WordTable | None:
    return load_learned_lexicon(
        UnitStore(database), source_locale=VIETNAMESE, target_locale=INDONESIAN
    )


def _add(database: Database, source: str, target: str, count: int) -> None:
    with changed_by(database) as changes:
        UnitStore(database).add(
            [
                unit(f"{source} {number}", f"{target} {number}", target_locale="id")
                for number in range(count)
            ],
            changes,
        )


def test_an_empty_memory_teaches_nothing(database: Database) -> None:
    assert _lexicon(database) is None


def test_what_was_learnt_is_kept_until_the_memory_grows(database: Database) -> None:
    _add(database, "chim", "burung", 40)
    first = _lexicon(database)
    assert first is not None
    assert max(first.find_targets("chim")) == "burung"
    _add(database, "chó", "anjing", 1)
    second = _lexicon(database)
    assert second is not None
    assert not second.find_targets("chó")
    _add(database, "chó", "anjing", 20)
    third = _lexicon(database)
    assert third is not None
    assert third.find_targets("chó")


def test_only_its_owner_may_read_a_kept_lexicon(database: Database) -> None:
    _add(database, "chim", "burung", 4)
    _lexicon(database)
    paths = [*(user_cache_path("padanan") / "lexicon").iterdir()]
    assert paths and {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"format": 1, "pairs": 5}',
        b'{"format": 1, "pairs": 5, "oldest": "OLDEST",'
        b' "by_source": 1, "by_target": 1}',
        b'{"format": 1, "pairs": 5, "oldest": "OLDEST", "by_source": {"a": 1},'
        b' "by_target": {}}',
    ],
)
def test_what_was_kept_and_is_damaged_is_learnt_anew(
    database: Database, content: bytes
) -> None:
    _add(database, "chim", "burung", 5)
    first = _lexicon(database)
    kept = list((user_cache_path("padanan") / "lexicon").iterdir())
    assert len(kept) == 1
    oldest = json.loads(kept[0].read_bytes())["oldest"]
    kept[0].write_bytes(content.replace(b"OLDEST", oldest.encode()))
    assert _lexicon(database) == first
    kept[0].unlink()
    kept[0].parent.rmdir()
    kept[0].parent.touch()
    assert _lexicon(database) == first
