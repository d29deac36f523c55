"""How long a prompt is, without a tokenizer."""

import json

from workbench.domain.bot import Bot
from workbench.domain.conversation import Conversation


def prompt_characters(bot: Bot, messages: Conversation) -> int:
    """Of all that the model reads: the messages, and the tools that it may call."""
    said = sum(len(message.text) for message in messages)
    offered = bot.tools if bot.strategy == "function_calling" else ()
    return said + sum(len(json.dumps(each.parameters) + each.description) for each in offered)
