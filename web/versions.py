"""Versions of what is stored, as HTTP knows them: ETag, If-Match, If-None-Match."""

import re

from starlette.requests import Request

from tm.errors import InputError

ENTITY_TAG_PATTERN = re.compile(r'\*|"[0-9a-f]{32}"')


def read_expected_version(request: Request) -> str | None:
    """Read the version that If-Match names; None for any version.

    Raises InputError for what is not one strong ETag.
    """
    entity_tag = request.headers.get("if-match", "*").strip()
    if not ENTITY_TAG_PATTERN.fullmatch(entity_tag):
        raise InputError(
            f"If-Match: {entity_tag[:80]} is not the ETag of an answer; give it as it "
            "came, with its quotation marks"
        )
    return None if entity_tag == "*" else entity_tag.strip('"')


def make_entity_tag(version: str) -> str:
    """Make the strong ETag of a version."""
    return f'"{version}"'


def is_known_version(request: Request, version: str) -> bool:
    """Whether the caller has this version already, by If-None-Match."""
    entity_tags = request.headers.get("if-none-match", "").split(",")
    known_tags = {entity_tag.strip().removeprefix("W/") for entity_tag in entity_tags}
    return make_entity_tag(version) in known_tags
