from workbench.domain.knowledge_settings import ChunkerSettings, EmbedderSpec
from workbench.domain.retrieval_sweep import SweepAxes, sweep_points

SIZES = (ChunkerSettings(size_tokens=50), ChunkerSettings(size_tokens=200))


def test_points_are_every_combination_and_bm25_needs_no_embedder():
    axes = SweepAxes(SIZES, ("minilm", "other"), ("bm25", "dense"), (3, 5), ("none",))
    names = [point.name for point in sweep_points(axes)]
    assert len(names) == len(set(names)) == 2 * 2 + 2 * 2 * 2
    assert names[0] == "heading 50+0 · bm25 · k 3"
    assert "heading 200+0 · other · dense · k 5" in names


def test_embedders_of_one_name_are_told_apart_by_their_address():
    assert EmbedderSpec().key == "minilm"
    far = EmbedderSpec("openai_compatible", "small", base_url="https://one.example/v1")
    assert far.key == "small at https://one.example/v1"
    assert EmbedderSpec("sentence_transformers", "bge-small").key == "bge-small"
