"""The parts of a prompt, in the order that all stacks of the app have. Qt-free."""

from collections.abc import Iterable

from workbench.trace.facts import Segment

PARTS = ("System", "Evidence", "History", "Tools", "Answer")
_PART_OF = {
    "system": "System",
    "examples": "System",
    "evidence": "Evidence",
    "account": "Evidence",
    "history": "History",
    "question": "History",
    "tools": "Tools",
}


def tokens_by_part(segments: Iterable[Segment], reply_tokens: float) -> dict[str, float]:
    sums = dict.fromkeys(PARTS, 0.0)
    for segment in segments:
        sums[_PART_OF.get(segment.name, "Evidence")] += segment.tokens
    sums["Answer"] = reply_tokens
    return sums
