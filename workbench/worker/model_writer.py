"""Short texts that a bot's model writes outside of any turn."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from workbench.cancellation import CancelToken
from workbench.domain.bot import Bot
from workbench.domain.conversation import Completion, Message
from workbench.domain.model_call import ModelRequest
from workbench.domain.turn import TurnInput
from workbench.worker.outlays import Outlays

MOST_TOKENS = 80


def written(bot: Bot, messages: Sequence[Message], outlays: Outlays, cancel: CancelToken) -> str:
    """What the bot's model answers. Raises `WorkbenchError` and `StoppedError`."""
    outlays.check(bot)
    given = TurnInput(bot, (Message("user", messages[-1].text),))
    services = outlays.assembly.services(given, cancel, {}, is_interactive=False)
    sampling = replace(bot.sampling, temperature=0.0, max_tokens=MOST_TOKENS, stop=())
    with closing(services.model.stream(ModelRequest(tuple(messages), sampling), cancel)) as told:
        for piece in told:
            if isinstance(piece, Completion):
                outlays.book("writing", bot, piece)
                return piece.text.strip()
    return ""
