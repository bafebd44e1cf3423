"""The tables of the server's own database.

Secrets are stored as SHA-256 of what their owner holds, so that a stolen copy of the
database opens nothing. Times are seconds since 1970. A person's name stands in one row;
everything else, and the history of the memories, refers to them by a random id.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _make_person_column(*, is_key: bool = False) -> Column[str]:
    return Column(
        "person",
        Text,
        ForeignKey("person.id"),
        primary_key=is_key,
        nullable=False,
        index=not is_key,
    )


server_state = Table(
    "server_state",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, doc="null when the person is forgotten"),
    Column("name_key", Text, unique=True, doc="the name without case"),
    Column("password_hash", Text, doc="of argon2"),
    Column("is_disabled", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

role_grant = Table(
    "role_grant",
    metadata,
    _make_person_column(is_key=True),
    Column("memory", Text, primary_key=True, doc="* for every memory"),
    Column("termbase", Text, primary_key=True, doc="empty for the whole memory"),
    Column("role", Text, nullable=False),
)

token = Table(
    "token",
    metadata,
    Column("id", Text, primary_key=True),
    Column("hash", Text, nullable=False, unique=True),
    _make_person_column(),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False, doc="the highest that it may use"),
    Column("memories", Text, nullable=False, doc="JSON list"),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("hash", Text, primary_key=True),
    _make_person_column(),
    Column("created_at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger, nullable=False, doc="last proof of identity"),
    Column("expires_at", BigInteger, nullable=False),
)

secret_link = Table(
    "secret_link",
    metadata,
    Column("hash", Text, primary_key=True),
    _make_person_column(),
    Column("expires_at", BigInteger, nullable=False),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("hash", Text, primary_key=True),
    _make_person_column(),
)

passkey = Table(
    "passkey",
    metadata,
    Column("id", Text, primary_key=True, doc="of the credential, base64url"),
    _make_person_column(),
    Column("name", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

challenge = Table(
    "challenge",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("person", Text, ForeignKey("person.id"), index=True),
    Column("content", Text, nullable=False, doc="JSON"),
    Column("expires_at", BigInteger, nullable=False),
)

outside_identity = Table(
    "outside_identity",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    _make_person_column(),
)

login_attempt = Table(
    "login_attempt",
    metadata,
    Column("key", Text, primary_key=True, doc="hash of a name or an address"),
    Column("count", Integer, nullable=False),
    Column("first_at", BigInteger, nullable=False),
)

account_event = Table(
    "account_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, doc="id of the person; null for the command line"),
    _make_person_column(),
    Column("action", Text, nullable=False),
    Column("detail", Text, nullable=False, doc="JSON"),
)

suggestion = Table(
    "suggestion",
    metadata,
    Column("id", Text, primary_key=True),
    Column("memory", Text, nullable=False),
    Column("person", Text, doc="who suggests it; null without accounts"),
    Column("assistant", Text, doc="name of the program that wrote it"),
    Column("source_locale", Text, nullable=False),
    Column("target_locale", Text, nullable=False),
    Column("source_text", Text, nullable=False),
    Column("target_text", Text, nullable=False),
    Column("note", Text),
    Column("replaced_unit", Text, doc="key of the unit that it corrects"),
    Column("state", Text, nullable=False, doc="open, accepted or refused"),
    Column("reason", Text),
    Column("change_set", Text, doc="what accepting it changed"),
    Column("decided_by", Text),
    Column("decided_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Index(None, "memory", "state", "created_at"),
)

answered_request = Table(
    "answered_request",
    metadata,
    Column("key_hash", Text, primary_key=True, doc="of the person and their key"),
    Column("digest", Text, nullable=False, doc="hash of all that the request says"),
    Column("body", LargeBinary, doc="the answer; null until the request is done"),
    Column("version", Text, doc="its ETag"),
    Column("created_at", BigInteger, nullable=False, index=True),
)

job = Table(
    "job",
    metadata,
    Column("id", Text, primary_key=True),
    Column("memory", Text, nullable=False),
    Column("person", Text, doc="who began it; null without accounts"),
    Column("kind", Text, nullable=False),
    Column("values", Text, nullable=False, doc="JSON: what is asked for"),
    Column("state", Text, nullable=False, doc="see web.jobs.job.JobState"),
    Column("done", BigInteger, nullable=False, doc="units that are done"),
    Column("file_name", Text, doc="of the file that is read or made"),
    Column("result", Text, doc="JSON: what it came to"),
    Column("error", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("worker", Text, doc="the process that works on it"),
    Column("seen_at", BigInteger, doc="when that process last said so"),
    Column("attempts", Integer, nullable=False),
    Index(None, "state", "created_at"),
)

job_part = Table(
    "job_part",
    metadata,
    Column("job", Text, ForeignKey("job.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""The file of a job in parts: uploaded, or to be fetched."""

critical_finding = Table(
    "critical_finding",
    metadata,
    Column("memory", Text, primary_key=True),
    Column("fingerprint", Text, primary_key=True),
    Column("person", Text, doc="who marked it; null without accounts"),
    Column("marked_at", BigInteger, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),
    Column("memory", Text, nullable=False),
    Column("person", Text, index=True, doc="whose it is; null without accounts"),
    Column("is_shared", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("source_locale", Text, nullable=False),
    Column("target_locale", Text, nullable=False),
    Column("origin", Text, doc="address of the page, or key of the article"),
    Column("file_name", Text, nullable=False),
    Column("format", Text, doc="name of the format; null for that of the file"),
    Column("content", LargeBinary, nullable=False, doc="the file to translate"),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index(None, "memory", "changed_at"),
)
"""A text that is being translated; nothing of it is in a memory yet."""

draft_segment = Table(
    "draft_segment",
    metadata,
    Column("draft", Text, ForeignKey("draft.id"), primary_key=True),
    Column("number", Integer, primary_key=True, doc="from 1"),
    Column("source_text", Text, nullable=False, doc="U+FFFC for each inline code"),
    Column("source_codes", Text, nullable=False, doc="JSON list: kind, id, data"),
    Column("target_text", Text, nullable=False),
    Column("state", Text, nullable=False, doc="see tm.unit.State"),
    Column("begins_paragraph", Boolean, nullable=False),
    Column("version", Integer, nullable=False, doc="how often it was saved"),
    Column("changed_by", Text, doc="id of the person; null without accounts"),
    Column("changed_at", BigInteger),
)
