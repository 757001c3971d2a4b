"""`torchtutor lsp`: the language server on standard streams, a TCP port or a WebSocket."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import signal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the subcommand."""
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument("--stdio", action="store_true", help="use standard streams (default)")
    transport.add_argument("--tcp", action="store_true", help="wait for a client on a TCP port")
    transport.add_argument("--ws", action="store_true", help="wait for a client on a WebSocket")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8888, help="port to listen on; 0: a free one")
    parser.add_argument(
        "--log-level", choices=("debug", "info", "warning", "error"), default="info"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until the client exits; 1 when it exits without `shutdown` before."""
    # Importing creates many objects that stay: collecting meanwhile costs a third of the start.
    gc.disable()
    from .. import on_demand

    on_demand.lsprotocol_classes()
    from .. import log
    from ..app import create_server
    from ..resting import YOUNG_OBJECTS

    log.set_up(arguments.log_level)
    server = create_server()
    gc.freeze()
    gc.enable()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)

    async def serve() -> None:
        # A killed server must still end the learner's processes.
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
        if arguments.tcp:
            await server.serve_tcp(arguments.host, arguments.port)
        elif arguments.ws:
            await server.serve_websocket(arguments.host, arguments.port)
        else:
            await server.serve_stdio()

    asyncio.run(serve())
    return server.exit_code
