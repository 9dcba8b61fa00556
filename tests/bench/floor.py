"""The floor under a turn: a bare FastAPI route that understands the message and commits as many bytes as a turn does.

    python -m tests.bench.floor FOLDER PORT

Understanding, database, group commit and HTTP server are those of the program; nothing is decided.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from nlu.parse import parse
from storage.engine import Store, Tx

BYTES = "x" * 2_000  # 16 kB a conversation of eight turns


class Said(BaseModel):
    sender: str
    message: str
    metadata: dict[str, Any] = {}


def application(store: Store) -> FastAPI:
    app = FastAPI()

    @app.post("/webhooks/rest/webhook")
    def turn(said: Said) -> list[dict[str, str]]:
        found = parse(said.message, None)

        def keep(tx: Tx) -> None:
            tx.sql.exec_driver_sql("INSERT INTO said (sender, kept) VALUES (?, ?)", (said.sender, BYTES))

        store.write(keep)
        return [{"recipient_id": said.sender, "text": str(found.intent)}]

    return app


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    store = Store(f"sqlite:///{folder}/floor.sqlite")
    store.write(
        lambda tx: tx.sql.exec_driver_sql(
            "CREATE TABLE said (id INTEGER PRIMARY KEY, sender TEXT, kept TEXT)"
        )
    )
    uvicorn.run(application(store), host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
