"""The log of a server: a line for each event, as text or as JSON."""

import json
import logging
from datetime import UTC, datetime
from enum import StrEnum

FIELDS_ATTRIBUTE = "fields"
"""Under `extra`, what a line has next to its message, by name."""


class LogFormat(StrEnum):
    """How a line of the log is written."""

    TEXT = "text"
    JSON = "json"


def configure_log(log_format: LogFormat, *, logs_requests: bool) -> None:
    """Write the log of the server to standard error.

    `logs_requests`: also a line for each request, not only for what went wrong.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(
        _JsonFormatter() if log_format is LogFormat.JSON else _TextFormatter()
    )
    for name in ("padanan.server", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
    level = logging.INFO if logs_requests else logging.WARNING
    logging.getLogger("padanan.server").setLevel(level)


class _JsonFormatter(logging.Formatter):
    """A JSON object on one line, with the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        log_fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "process": record.process,
            **_read_fields(record),
        }
        if record.exc_info:
            log_fields["traceback"] = self.formatException(record.exc_info)
        return json.dumps(log_fields, ensure_ascii=False, default=str)


class _TextFormatter(logging.Formatter):
    """A line to read: time, level, event and its fields."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S")
        line_parts = [time, record.levelname.lower(), record.getMessage()]
        line_parts += [
            f"{name}={value}" for name, value in _read_fields(record).items()
        ]
        if record.exc_info:
            line_parts.append("\n" + self.formatException(record.exc_info))
        return " ".join(line_parts)


def _read_fields(record: logging.LogRecord) -> dict[str, object]:
    fields: dict[str, object] = getattr(record, FIELDS_ATTRIBUTE, {})
    return fields
