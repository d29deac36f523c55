"""48 requests: 4 prompts of about 550 tokens, each with 12 questions, as a grid asks them."""

from dataclasses import dataclass
from random import Random

PREFIXES, QUESTIONS, NEW_TOKENS = 4, 12, 48
STREAM_TOKENS = 192
FACTS_A_PREFIX = 26
PLANS = ("Focus", "Plus", "Basic")


@dataclass(frozen=True, slots=True)
class Item:
    system: str
    question: str

    @property
    def messages(self) -> list[dict[str, str]]:
        return [
            {"role": "system", "content": self.system},
            {"role": "user", "content": self.question},
        ]


def case_major() -> list[Item]:
    """All variants of a question, then the next question: the order of a table read by rows."""
    return [Item(system, question) for question in questions() for system in systems()]


def variant_major() -> list[Item]:
    return [Item(system, question) for system in systems() for question in questions()]


def systems() -> list[str]:
    random = Random(7)
    return [
        f"You are support assistant number {number}. Answer from these facts.\n"
        + "\n".join(
            f"Customer {random.randrange(10_000):04d} has the plan {random.choice(PLANS)}, "
            f"owes {random.randrange(500)} USD."
            for _ in range(FACTS_A_PREFIX)
        )
        for number in range(PREFIXES)
    ]


def questions() -> list[str]:
    return [
        f"Question {number}: what does customer {number * 37:04d} owe, and on which plan are they?"
        for number in range(QUESTIONS)
    ]
