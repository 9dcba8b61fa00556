"""The web server process: starts quickly, and stops quickly when it is told to, open pages or not."""

from __future__ import annotations

from types import FrameType

import uvicorn

from bot.app import App

GRACE_SECONDS = 5  # for requests that are being answered
KEEP_ALIVE_SECONDS = 30


class Server(uvicorn.Server):
    """Ends event streams as soon as it is asked to stop; they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, app: App) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._app.guard.close_streams_soon()


def serve(app: App, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM.  ``port`` 0 takes any free one.  Raises SystemExit if the port is taken."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=2048,
        h11_max_incomplete_event_size=64 * 1024,
    )
    Server(config, app).run()
