"""A role in one termbase: it changes the concepts of that termbase only."""

from pathlib import Path

import pytest

import padanan
from tests.web.people.team import OPEN, make_team
from web.access import open_context
from web.api.termbase.concepts import (
    ConceptEditRequest,
    ConceptRemoval,
    NewConcept,
    NewTerm,
    add_concept,
    edit_concept,
    remove_concept,
)
from web.people.access_errors import Forbidden
from web.people.caller_rights import Caller, Credential, Rights, RoleGrant
from web.people.role import Role
from web.server import Server

_OWN, _OTHER = "Client A", "Client B"


def test_a_concept_of_another_termbase_is_not_changed(tmp_path: Path) -> None:
    team = make_team(tmp_path)
    with padanan.open(team.settings.memories[OPEN], source="vi", target="id") as memory:
        for termbase in (_OWN, _OTHER):
            term = padanan.ConceptTerm("vi", f"Bộ {termbase}")
            memory.terms.add([term], concept=termbase[-1], termbase=termbase)
        server = Server.open(team.settings, memory.settings)
    grants = [RoleGrant(OPEN, Role.READER), RoleGrant(OPEN, Role.REVIEWER, _OWN)]
    caller = Caller(Credential.SESSION, Rights.make(grants), "p1")
    try:
        context = open_context(
            server, caller, OPEN, role=Role.REVIEWER, termbase_name=_OWN
        )
        added = add_concept(
            context, NewConcept(terms=(NewTerm(locale="vi", text="Sở"),), termbase=_OWN)
        )
        assert added.concept.termbase == _OWN
        edited = edit_concept(context, ConceptEditRequest(concept="A", note="n"))
        assert edited.concept.note == "n"
        for change in (
            lambda: edit_concept(context, ConceptEditRequest(concept="B", note="n")),
            lambda: edit_concept(
                context, ConceptEditRequest(concept="B", termbase=_OWN)
            ),
            lambda: remove_concept(context, ConceptRemoval(concept="B", termbase=_OWN)),
        ):
            with pytest.raises(Forbidden):
                change()
        assert remove_concept(context, ConceptRemoval(concept="A"))
        with pytest.raises(Forbidden):
            open_context(
                server, caller, OPEN, role=Role.TRANSLATOR, termbase_name=_OTHER
            )
    finally:
        server.close()
        team.database.close()
