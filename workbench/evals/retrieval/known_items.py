"""Queries whose one right answer is known, as they are made from a document."""

from collections.abc import Iterator, Sequence
from random import Random

from workbench.domain.conversation import Message
from workbench.domain.document import Chunk
from workbench.evals.leaks.words import triples, words
from workbench.evals.retrieval.judged import JudgedQuery

FEWEST_WORDS = 3
# A question that has so much of its text's own wording is found by anybody.
MOST_COPIED = 0.35
LONGEST_SHOWN = 1200
QUESTION = (
    "Write one question that a customer would ask and that this text answers. Use your own words, "
    "and name neither the text nor its title. Reply with the question only."
)


def known_items(
    chunks: Sequence[Chunk], count: int, role: str = "customer", seed: int = 7
) -> tuple[JudgedQuery, ...]:
    """From titles and headings that only one document has, drawn evenly; at most `count`.

    They share their words with what is searched, so they tell whether retrieval works at all, and
    less about which of two ways is better.
    """
    owners: dict[str, set[str]] = {}
    for chunk in chunks:
        for text in _names(chunk):
            owners.setdefault(text, set()).add(chunk.path)
    single = sorted((text, next(iter(paths))) for text, paths in owners.items() if len(paths) == 1)
    chosen = Random(seed).sample(single, min(count, len(single)))
    return tuple(
        JudgedQuery(f"known-{number}", text, (path,), role)
        for number, (text, path) in enumerate(chosen, start=1)
    )


def sampled_chunks(chunks: Sequence[Chunk], count: int, seed: int = 7) -> list[Chunk]:
    """At most one of a document, as far as there are enough documents."""
    shuffled = Random(seed).sample(list(chunks), len(chunks))
    first = list({chunk.path: chunk for chunk in shuffled}.values())
    rest = [chunk for chunk in shuffled if chunk not in first] if len(first) < count else []
    return [*first, *rest][:count]


def question_prompt(chunk: Chunk) -> tuple[Message, ...]:
    return (Message("system", QUESTION), Message("user", chunk.text[:LONGEST_SHOWN]))


def gives_itself_away(question: str, chunk: Chunk) -> bool:
    """Whether it has no words of its own: too short, the title, or copied from the text."""
    asked = words(question)
    if len(asked) < FEWEST_WORDS:
        return True
    title = words(chunk.title)
    if title and " ".join(title) in " ".join(asked):
        return True
    mine, known = triples(question), set(triples(f"{chunk.heading}\n{chunk.text}"))
    return bool(mine) and sum(each in known for each in mine) / len(mine) > MOST_COPIED


def _names(chunk: Chunk) -> Iterator[str]:
    for text in (chunk.title, chunk.heading.rsplit(" > ", 1)[-1]):
        if len(words(text)) >= FEWEST_WORDS:
            yield text
