"""One search with all that can come of it: moved, dropped and hidden chunks, a reranker."""

from workbench.domain.document import (
    Chunk,
    Dropped,
    Placing,
    Ranking,
    RankingStep,
    Retrieved,
    SearchText,
    Withheld,
)

QUESTION = "charged twice, refund one payment"


def chunk(key, text, title="Refunds", heading="", start=0):
    return Chunk(key, f"{key[0]}.md", title, heading, text, start, start + len(text), "customer")


def placed(*ids, best=1.0):
    return tuple(Placing(key, n, best / n) for n, key in enumerate(ids, start=1))


CHUNKS = (
    chunk("a1", "If you are charged twice we refund one payment.", "Refunds", "Duplicates"),
    chunk("b1", "Moving home keeps your line.", "Moving"),
    chunk("c1", "A refund takes days.", "Arrival"),
    chunk("d1", "The new policy on refunds.", "Policy 2027"),
)
BY_ID = {each.id: each for each in CHUNKS}
SECRET = "limits.md#0"
FOUND = Retrieved(
    chunks=(BY_ID["b1"], BY_ID["a1"]),
    rankings=(
        Ranking("bm25", placed("a1", "c1", "d1", best=9.0)),
        Ranking("dense", placed("b1", "a1", "c1", "d1")),
    ),
    withheld=(
        Withheld(SECRET, 'audience is "agent"'),
        Withheld("old.md#1", "superseded by a.md"),
    ),
    texts=(SearchText(QUESTION),),
    steps=(
        RankingStep("fused", placed("a1", "c1", "b1", "d1", best=0.03)),
        RankingStep(
            "in force",
            placed("a1", "c1", "b1", "d1", best=0.03),
            (Dropped("d1", "not in force yet: behind c.md"),),
        ),
        RankingStep("rerank", placed("b1", "a1", "c1", "d1")),
        RankingStep(
            "minimum score", placed("b1", "a1", "c1"), (Dropped("d1", "0.100 is below 0.3"),)
        ),
    ),
)
