"""Which devices the learner's PyTorch has, and picking the one that runs use."""

from __future__ import annotations

from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from .. import convert
from ..arguments import one_object
from ..language import say
from ..session import App
from . import configuration, running


def register(server: App) -> None:
    """Add the commands."""

    @server.command("torchtutor.devices")
    async def devices(ls: App, arguments: list[Any]) -> dict[str, Any]:
        one_object(arguments, ls.session.language)
        running.require_trust(ls)
        return await running.describe(ls)

    @server.command("torchtutor.selectDevice")
    async def select(ls: App, arguments: list[Any]) -> dict[str, Any]:
        session = ls.session
        given = one_object(arguments, session.language, (), ("device",))
        running.require_trust(ls)
        found = await running.describe(ls)
        offered = [str(device) for device in found["devices"]]
        chosen = given.get("device")
        if chosen is None:
            if not offered:
                raise JsonRpcInvalidParams(str(found["error"]))
            text = say(session.language, "server.pick-device", interpreter=found["interpreter"])
            answer = await ls.window_show_message_request_async(convert.question(text, offered))
            if answer is None:
                return {"device": session.device}
            chosen = answer.title
        if chosen not in offered:
            known = ", ".join(offered)
            sentence = say(session.language, "server.no-device", device=chosen, devices=known)
            raise JsonRpcInvalidParams(sentence)
        session.chosen_device = chosen
        configuration.refresh(ls)
        return {"device": chosen}
