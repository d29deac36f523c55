"""The settings of retrieval as the view Evaluation names them. Qt-free."""

from workbench.domain.bot import Rerank, RetrievalSettings
from workbench.domain.knowledge_settings import ChunkerKind, ChunkerSettings
from workbench.domain.retrieval_sweep import SweepMode

CHUNKERS: dict[ChunkerKind, str] = {
    "heading": "Headings",
    "fixed": "Fixed tokens",
    "sentences": "Sentences",
    "semantic": "Meaning",
    "parent_child": "Parent and child",
}
MODES: dict[SweepMode, str] = {
    "bm25": "Words (BM25)",
    "dense": "Meaning (dense)",
    "hybrid": "Both, by rank",
    "weighted": "Both, by score",
}
# A model's own order needs a bot: bots that rerank so are evaluated, not swept.
RERANKS: dict[Rerank, str] = {"none": "None", "cross_encoder": "Cross-encoder"}


def chunker_words(chunker: ChunkerSettings) -> str:
    """`Headings, 200 tokens`, `Fixed tokens, 100 tokens, 20 overlap`."""
    overlap = f", {chunker.overlap_tokens} overlap" if chunker.overlap_tokens else ""
    return f"{CHUNKERS[chunker.kind]}, {chunker.size_tokens} tokens{overlap}"


def settings_words(settings: RetrievalSettings) -> str:
    """`Both, by rank, k 3, reranked`: how a bot searches."""
    both = "Both, by rank" if settings.fusion == "rank" else "Both, by score"
    mode = {"bm25": MODES["bm25"], "dense": MODES["dense"]}.get(",".join(settings.retrievers), both)
    said = [mode, f"k {settings.top_k}"]
    said += ["reranked"] * (settings.rerank != "none")
    said += [f"least score {settings.min_score:g}"] * bool(settings.min_score)
    said += [f"index {settings.index}"] * (settings.index != "default")
    return ", ".join(said)
