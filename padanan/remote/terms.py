"""The termbase of a memory on a server."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Unpack
from urllib.parse import quote

from padanan.contents.stored_concepts import ConceptEdit, ConceptFields
from padanan.contents.termbase.concept_filter import ConceptConditions
from padanan.remote.answer_values import make_value
from padanan.remote.connection import ServerConnection, name_languages
from padanan.values.concepts import (
    ConceptChange,
    ConceptPage,
    ConceptTerm,
    StoredConcept,
)
from padanan.values.terms import FoundTerm, TermbaseCount, TermMatch
from tm.text.locale import Locale


class RemoteTerms:
    """The termbase of a memory on a server; its methods are those of `Terms`."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def find(
        self,
        text: str,
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
        include_forbidden: bool = False,
        date: str | None = None,
    ) -> list[FoundTerm]:
        """Find the terms in a text, as `Terms.find`."""
        answer = self._connection.post(
            "terms/find",
            {"text": text, "include_forbidden": include_forbidden, "date": date},
            source=source,
            target=target,
        )
        return [make_value(FoundTerm, term) for term in answer["terms"]]

    def lookup(
        self,
        text: str,
        *,
        limit: int = 20,
        source: str | Locale | None = None,
    ) -> list[TermMatch]:
        """Look a term up as it is typed, as `Terms.lookup`."""
        query = {"text": text, "limit": limit, **name_languages(source, None)}
        answer = self._connection.send("GET", "terms/lookup", query=query)
        return [make_value(TermMatch, match) for match in answer["matches"]]

    def get(self, concept: str) -> StoredConcept:
        """Read a concept, as `Terms.get`."""
        return make_value(
            StoredConcept, self._connection.send("GET", _make_concept_path(concept))
        )

    def list(
        self,
        *,
        limit: int = 100,
        cursor: str | None = None,
        **conditions: Unpack[ConceptConditions],
    ) -> ConceptPage:
        """List concepts page by page, as `Terms.list`."""
        query_parameters: dict[str, object] = {
            "limit": limit,
            "cursor": cursor,
            **conditions,
            **name_languages(conditions.get("source"), conditions.get("target")),
        }
        return make_value(
            ConceptPage, self._connection.send("GET", "terms", query=query_parameters)
        )

    def add(
        self,
        terms: Sequence[ConceptTerm],
        *,
        concept: str | None = None,
        homonym: bool = False,
        **fields: Unpack[ConceptFields],
    ) -> ConceptChange:
        """Add a concept, as `Terms.add`."""
        body = _make_body({"terms": terms, "homonym": homonym, **fields})
        if concept is not None:
            body["concept"] = concept
        return make_value(
            ConceptChange, self._connection.send("POST", "terms", body=body)
        )

    def edit(
        self,
        concept: str,
        *,
        version: str | None = None,
        **changes: Unpack[ConceptEdit],
    ) -> ConceptChange:
        """Edit a concept, as `Terms.edit`."""
        answer = self._connection.send(
            "PATCH",
            _make_concept_path(concept),
            body=_make_body(changes),
            version=version,
            stored_value_type=StoredConcept,
        )
        return make_value(ConceptChange, answer)

    def remove(self, concept: str, *, version: str | None = None) -> str | None:
        """Remove a concept, as `Terms.remove`."""
        answer = self._connection.send(
            "DELETE",
            _make_concept_path(concept),
            version=version,
            stored_value_type=StoredConcept,
        )
        change_set_name: str | None = answer["change_set"]
        return change_set_name

    def list_termbases(self) -> tuple[TermbaseCount, ...]:
        """List the termbases, as `Terms.list_termbases`."""
        return _read_termbases(self._connection.send("GET", "termbases"))

    def order_termbases(self, names: Sequence[str]) -> tuple[TermbaseCount, ...]:
        """Put termbases into an order, as `Terms.order_termbases`."""
        body = {"names": [*names]}
        return _read_termbases(self._connection.send("PUT", "termbases", body=body))


def _make_concept_path(concept: str) -> str:
    return f"terms/{quote(concept, safe='')}"


def _make_body(body_fields: Mapping[str, Any]) -> dict[str, Any]:  # of any types
    """Make the values of a request, with terms and relations as JSON."""
    return {
        name: [asdict(term_or_relation) for term_or_relation in value]
        if name in ("terms", "relations")
        else value
        for name, value in body_fields.items()
    }


def _read_termbases(answer: Mapping[str, Any]) -> tuple[TermbaseCount, ...]:  # JSON
    return tuple(
        make_value(TermbaseCount, termbase) for termbase in answer["termbases"]
    )
