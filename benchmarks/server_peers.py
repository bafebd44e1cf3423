"""Servers that give an answer of the same size without a memory behind it.

`bare` is an application of ASGI that sends fixed bytes; `make_fastapi_app` answers the
same values from models of its own. Started by `server.py` with the answer in the
environment; `main` serves one of them.
"""

import json
import os
import sys
from typing import Any

import uvicorn

ANSWER = json.loads(os.environ.get("BENCHMARK_ANSWER", "{}"))
ANSWER_BYTES = json.dumps(ANSWER, ensure_ascii=False, separators=(",", ":")).encode()


async def bare(scope: Any, receive: Any, send: Any) -> None:
    """Send the answer, whatever is asked."""
    if scope["type"] != "http":
        return
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(ANSWER_BYTES)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER_BYTES})


def make_fastapi_app() -> Any:
    """Make an application of FastAPI with the parameters and answer of a lookup."""
    from fastapi import FastAPI
    from pydantic import BaseModel

    class Match(BaseModel):
        """A match with whatever fields the answer has."""

        model_config = {"extra": "allow"}
        rate: float
        source: str
        target: str

    class Lookups(BaseModel):
        """The matches of a text."""

        matches: list[Match]

    app = FastAPI()

    def look_up(text: str, source: str, target: str) -> Any:
        assert text and source and target
        return ANSWER

    app.get("/api/v1/lookup", response_model=Lookups)(look_up)
    return app


def main() -> None:
    """Serve the application named by the first argument on the port of the second."""
    name, port = sys.argv[1:]
    app = bare if name == "bare" else make_fastapi_app()
    uvicorn.run(app, port=int(port), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
