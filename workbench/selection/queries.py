"""What the bot's model is asked to write before a search, and how its reply is read."""

import re
from collections.abc import Sequence

from workbench.domain.bot import Example
from workbench.domain.conversation import Conversation, Message
from workbench.domain.document import SearchText

LONGEST_HISTORY = 6
LONGEST_QUERY = 400
_MARK = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.)])\s*")
_LABEL = re.compile(r"^(?:search query|query|question|rewritten question|passage)\s*:\s*", re.I)

REWRITE = (
    "Rewrite the customer's last message as one search query that can be understood alone. "
    "Keep names, numbers and codes. Reply with the query only."
)
REWRITE_EXAMPLES = (
    Example(
        "Customer: Can I cancel a session?\nAssistant: Yes, up to 24 hours before.\n"
        "Customer: And how much does it cost if I'm late?",
        "fee for cancelling a session late",
    ),
)
HYDE = (
    "Write two or three sentences of a help page that would answer the question. "
    "Reply with the passage only."
)
MULTI_QUERY = (
    "Write {count} other ways to search for the answer to this question, one a line, each with "
    "different words. Reply with the queries only."
)


def rewrite_prompt(said: Conversation) -> tuple[Message, ...]:
    """The last message among those before it."""
    examples = [
        message
        for each in REWRITE_EXAMPLES
        for message in (Message("user", each.question), Message("assistant", each.answer))
    ]
    return (Message("system", REWRITE), *examples, Message("user", _talk(said)))


def hyde_prompt(question: str) -> tuple[Message, ...]:
    return (Message("system", HYDE), Message("user", question))


def multi_query_prompt(question: str, count: int) -> tuple[Message, ...]:
    return (Message("system", MULTI_QUERY.format(count=count)), Message("user", question))


def rewritten(reply: str, question: str) -> SearchText:
    """The first line of the reply; the question itself if there is none."""
    line = next(iter(_lines(reply)), "")
    return SearchText(line, "rewrite") if line else SearchText(question)


def made_up(reply: str) -> tuple[SearchText, ...]:
    text = _LABEL.sub("", " ".join(reply.split()))
    return (SearchText(text, "hyde"),) if text else ()


def further_queries(reply: str, known: Sequence[str], count: int) -> tuple[SearchText, ...]:
    """At most `count` lines that are not among the `known` texts, each once."""
    seen = {text.casefold() for text in known}
    fresh = []
    for line in _lines(reply):
        if line.casefold() not in seen:
            seen.add(line.casefold())
            fresh.append(SearchText(line, "multi_query"))
    return tuple(fresh[:count])


def _lines(reply: str) -> list[str]:
    stripped = (_LABEL.sub("", _MARK.sub("", line)).strip(" \"'“”") for line in reply.splitlines())
    return [line[:LONGEST_QUERY] for line in stripped if line]


def _talk(said: Conversation) -> str:
    names = {"user": "Customer", "assistant": "Assistant"}
    return "\n".join(
        f"{names[message.role]}: {message.text}"
        for message in said[-LONGEST_HISTORY:]
        if message.role in names and message.text
    )
