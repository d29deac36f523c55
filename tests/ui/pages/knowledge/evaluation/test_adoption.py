from ruamel.yaml import YAML

from tests.ui.fake_bridge import BOTS
from ui.pages.knowledge.evaluation.adoption import Adoption, adopted, adoption, as_yaml
from workbench.domain.bot import RetrievalSettings
from workbench.domain.knowledge_settings import ChunkerSettings, IndexSpec
from workbench.domain.retrieval_sweep import SweepPoint
from workbench.workspace.schema import RetrievalEntry


def test_what_no_evaluation_measures_stays_the_bots():
    bot = BOTS[2]
    old = RetrievalSettings(
        neighbours=2, token_budget=900, no_evidence_reply="Ask us.", mmr_lambda=0.5
    )
    before = type(bot)(**{name: getattr(bot, name) for name in bot.__slots__} | {"retrieval": old})
    after = adopted(before, Adoption(RetrievalSettings(top_k=7))).retrieval
    assert after == RetrievalSettings(
        top_k=7, neighbours=2, token_budget=900, no_evidence_reply="Ask us."
    )


def test_yaml_of_settings_is_what_the_files_take():
    settings = RetrievalSettings(retrievers=("dense",), top_k=5, fusion="score", min_score=0.3)
    point = SweepPoint(ChunkerSettings("fixed", 50, 10), "minilm", "dense", 5, "none")
    made = adoption(settings, point, (IndexSpec(),))
    read = YAML(typ="safe").load(as_yaml(made))
    entry = RetrievalEntry(**read["retrieval"])
    assert (entry.top_k, entry.retrievers, entry.min_score) == (5, ["dense"], 0.3)
    assert read["indexes"][entry.index]["chunker"] == {
        "kind": "fixed", "size_tokens": 50, "overlap_tokens": 10,
    }  # fmt: skip
