"""Candidates to choose from."""

from workbench.domain.document import Candidates, Chunk

TEXTS = {
    "a": "You can ask for a refund within fourteen days of a payment.",
    "b": "You can ask for a refund within fourteen days of a payment!",
    "c": "Change your card in the settings.",
    "d": "Sessions are booked in the calendar.",
}


def chunk(key, score=0.0, path="", text=""):
    words = text or TEXTS.get(key, key)
    return Chunk(key, path or f"{key}.md", key, "", words, 0, len(words), "customer", score=score)


def candidates(*ranked, relevance=(), **more):
    """`ranked`: ids with scores, best first."""
    chunks = tuple(chunk(key, score) for key, score in ranked)
    return Candidates(chunks, relevance=relevance or tuple(s for _, s in ranked), **more)
