"""Servers that give answers of the same size without a memory behind them.

`bare` is an application of ASGI that sends the bytes of each answer; `make_fastapi_app`
answers the median one from models of its own. Started by `server.py` with the file of
the answers in the environment; `main` serves one of them.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import uvicorn

ANSWERS_FILE = os.environ.get("BENCHMARK_ANSWERS")
ANSWERS = json.loads(Path(ANSWERS_FILE).read_text("utf-8")) if ANSWERS_FILE else {}
ANSWER_BY_QUERY = {
    path.partition("?")[2].encode(): answer.encode() for path, answer in ANSWERS.items()
}


async def bare(scope: Any, receive: Any, send: Any) -> None:
    """Send the answer to a query, in whatever path."""
    if scope["type"] != "http":
        return
    body = ANSWER_BY_QUERY[scope["query_string"]]
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


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
    answers = sorted(ANSWER_BY_QUERY.values(), key=len)
    median_answer = json.loads(answers[len(answers) // 2])

    def look_up(text: str, source: str, target: str) -> Any:
        assert text and source and target
        return median_answer

    app.get("/api/v1/lookup", response_model=Lookups)(look_up)
    return app


def main() -> None:
    """Serve the application named by the first argument on the port of the second."""
    name, port = sys.argv[1:]
    app = bare if name == "bare" else make_fastapi_app()
    uvicorn.run(app, port=int(port), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
