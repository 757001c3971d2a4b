"""Logging: `event=… key=value` lines on standard error, and to the client from INFO up.

pygls logs every message body at INFO and would log the sending of a log message, so it is kept
at WARNING and its records are never forwarded.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

ROOT = "torchtutor"

INTERNAL_ERROR = -32603  # JSON-RPC

# level -> LSP MessageType
_TYPES = {logging.ERROR: 1, logging.WARNING: 2, logging.INFO: 3}


class Refusals(logging.Filter):
    """Drops pygls' tracebacks of errors that were raised on purpose, as an answer to a client."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to keep the record."""
        error = record.exc_info[1] if record.exc_info else None
        return getattr(error, "code", INTERNAL_ERROR) == INTERNAL_ERROR


class ClientHandler(logging.Handler):
    """Forwards our own records to the client; `send(type, text)` may itself log without recursing."""

    def __init__(self, send: Callable[[int, str], None]) -> None:
        super().__init__(logging.INFO)
        self._send = send
        self._sending = False

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record, unless it was caused by sending one."""
        if self._sending or record.name.startswith("pygls"):
            return
        self._sending = True
        try:
            level = max((known for known in _TYPES if known <= record.levelno), default=0)
            self._send(_TYPES.get(level, 4), record.getMessage())
        finally:
            self._sending = False


def set_up(level: str = "info") -> None:
    """Send log lines to standard error; `level` is a name such as `debug` or `info`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(Refusals())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("pygls").setLevel(logging.WARNING)
    logging.getLogger(ROOT).setLevel(level.upper())


def forward(send: Callable[[int, str], None]) -> Callable[[], None]:
    """Also send our records to the client from now on; returns how to stop that."""
    handler = ClientHandler(send)
    logger = logging.getLogger(ROOT)
    logger.addHandler(handler)
    return lambda: logger.removeHandler(handler)
