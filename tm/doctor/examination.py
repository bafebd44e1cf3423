"""All examinations of a database in turn, and the repairs that lose nothing."""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from sqlalchemy import update

from tm.doctor import contents, environment, history, search
from tm.doctor.symptom import Examination, Examined, RepairStep, Symptom
from tm.errors import StoreError
from tm.finding import Severity
from tm.match.index.manifest import discard_index
from tm.match.lookup import open_index
from tm.store import schema
from tm.store.phrases.index import create_phrase_index, update_phrase_index
from tm.store.phrases.search_columns import fill_missing_search_columns

EXAMINATION_BY_NAME: dict[str, Examination] = {
    **contents.EXAMINATION_BY_NAME,
    **history.EXAMINATION_BY_NAME,
    **search.EXAMINATION_BY_NAME,
    **environment.EXAMINATION_BY_NAME,
}
"""All examinations, by the names that reports use, in their order."""


@dataclass(frozen=True, slots=True)
class ExaminationResult:
    """The symptoms that one examination found; none is good."""

    name: str
    symptoms: tuple[Symptom, ...]


def examine(examined: Examined) -> Iterator[ExaminationResult]:
    """Examine a database; a part that cannot be read is a symptom, too."""
    for name, find_symptoms in EXAMINATION_BY_NAME.items():
        symptoms: list[Symptom] = []
        try:
            symptoms.extend(find_symptoms(examined))
        except (StoreError, ValueError, LookupError) as error:
            symptoms.append(make_error_symptom(examined.database.name, error))
        yield ExaminationResult(name, tuple(symptoms))


def make_error_symptom(database_name: str, error: Exception) -> Symptom:
    """Make the symptom of a database that cannot be read."""
    message = str(error).removeprefix(f"{database_name}: ")
    return Symptom(Severity.ERROR, message, database_name, "restore a backup")


def repair(examined: Examined, repairs: Set[RepairStep]) -> None:
    """Make again what can be made from the rest. Raises StoreError, OSError."""
    database = examined.database
    if repairs & {RepairStep.SQL_INDEXES, RepairStep.SEARCH}:
        with database.open_transaction() as connection:
            if RepairStep.SQL_INDEXES in repairs:
                database.backend.rebuild_indexes(connection)
            if RepairStep.SEARCH in repairs:
                no_columns = {"folded": None, "tokens": None, "match_key": None}
                connection.execute(update(schema.segment).values(no_columns))
                fill_missing_search_columns(connection)
                database.backend.phrase_index.drop(connection)
                connection.execute(
                    schema.meta.delete().where(schema.meta.c.name == "phrase_index")
                )
                create_phrase_index(connection)
                update_phrase_index(connection)
    if RepairStep.INDEX in repairs:
        discard_index(database)
        open_index(database).update(rebuild=True)
