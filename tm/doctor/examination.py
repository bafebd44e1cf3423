"""All examinations of a database in turn."""

from collections.abc import Iterator
from dataclasses import dataclass

from tm.doctor import environment, history, search, stored_rows
from tm.doctor.symptom import Examination, ExaminedDatabase, Symptom
from tm.errors import StoreError
from tm.finding import Severity

EXAMINATION_BY_NAME: dict[str, Examination] = {
    **stored_rows.EXAMINATION_BY_NAME,
    **history.EXAMINATION_BY_NAME,
    **search.EXAMINATION_BY_NAME,
    **environment.EXAMINATION_BY_NAME,
}
"""All examinations, by the names that reports use, in their order."""


@dataclass(frozen=True, slots=True)
class ExaminationResult:
    """The symptoms that one examination found; empty if all is well."""

    name: str
    symptoms: tuple[Symptom, ...]


def examine_database(
    examined_database: ExaminedDatabase,
) -> Iterator[ExaminationResult]:
    """Examine a database; a part that cannot be read is a symptom, too."""
    for examination_name, find_symptoms in EXAMINATION_BY_NAME.items():
        symptoms: list[Symptom] = []
        try:
            symptoms.extend(find_symptoms(examined_database))
        except (StoreError, ValueError, LookupError) as error:
            symptoms.append(make_error_symptom(examined_database.database.name, error))
        yield ExaminationResult(examination_name, tuple(symptoms))


def make_error_symptom(database_name: str, error: Exception) -> Symptom:
    """Make the symptom of a database that cannot be read."""
    message = str(error).removeprefix(f"{database_name}: ")
    return Symptom(Severity.ERROR, message, database_name, "restore a backup")
