"""The bot's model puts a list of passages into order, all at once.

Sun et al., "Is ChatGPT Good at Search?", EMNLP 2023 (RankGPT): passages have numbers, the reply
is their order, and what the reply leaves out keeps its order behind.
"""

import re
from collections.abc import Sequence

from workbench.domain.conversation import Message
from workbench.domain.document import Chunk

LONGEST_PASSAGE = 600
_NUMBER = re.compile(r"\d+")
ORDER = (
    "Below are numbered passages. Put their numbers in order of how well they answer the "
    "question, best first, like [2] > [1] > [3]. Reply with the order only."
)


def listwise_prompt(question: str, chunks: Sequence[Chunk]) -> tuple[Message, ...]:
    passages = "\n".join(
        f"[{number}] {_title(chunk)}{' '.join(chunk.text.split())[:LONGEST_PASSAGE]}"
        for number, chunk in enumerate(chunks, start=1)
    )
    return (
        Message("system", ORDER),
        Message("user", f"Question: {question}\n\n{passages}\n\nOrder:"),
    )


def order_scores(reply: str, ids: Sequence[str]) -> dict[str, float]:
    """From 1 for the first down to above 0 for the last; what is not named follows in its order.

    Numbers that are no passage's, and repeated ones, are ignored; so is a reply without any.
    """
    named = [int(each) for each in _NUMBER.findall(reply)]
    order = dict.fromkeys(ids[each - 1] for each in named if 1 <= each <= len(ids))
    whole = [*order, *(key for key in ids if key not in order)]
    return {key: 1 - place / len(whole) for place, key in enumerate(whole)}


def _title(chunk: Chunk) -> str:
    return f"{chunk.title}: " if chunk.title else ""
