"""The reference is pytrec_eval, trec_eval's own code."""

from random import Random

import pytest
import pytrec_eval

from workbench.statistics.ranking_metrics import DEPTHS, ranking_metrics, trec_order

THEIRS = {
    "MRR": "recip_rank",
    "MAP": "map",
    **{f"recall@{k}": f"recall_{k}" for k in DEPTHS},
    **{f"precision@{k}": f"P_{k}" for k in DEPTHS},
    **{f"hit rate@{k}": f"success_{k}" for k in DEPTHS},
    **{f"nDCG@{k}": f"ndcg_cut_{k}" for k in DEPTHS},
}
MEASURES = {
    "recip_rank",
    "map",
    *(f"{name}.{','.join(map(str, DEPTHS))}" for name in ("recall", "P", "success", "ndcg_cut")),
}
IDS = [f"d{number}" for number in range(30)]


def random_query(random):
    """A run with ties, and judgments that miss some of what was found and name some that wasn't."""
    found = random.sample(IDS, random.randint(1, len(IDS)))
    run = {key: random.choice((0.0, 0.25, 0.5, 0.5, 1.0, random.random())) for key in found}
    judged = random.sample(IDS, random.randint(1, len(IDS)))
    return run, {key: random.choice((0, 0, 1, 1, 2, 3)) for key in judged}


def test_every_value_is_that_of_trec_eval():
    random = Random(3)
    runs, judgments = {}, {}
    for number in range(500):
        runs[f"q{number}"], judgments[f"q{number}"] = random_query(random)
    theirs = pytrec_eval.RelevanceEvaluator(judgments, MEASURES).evaluate(runs)
    assert len(theirs) == len(runs)
    for query, run in runs.items():
        ours = ranking_metrics(trec_order(run), judgments[query])
        assert ours.keys() == THEIRS.keys()
        for name, value in ours.items():
            assert value == pytest.approx(theirs[query][THEIRS[name]], abs=1e-6), (query, name)


def test_without_anything_relevant_or_found_all_is_zero():
    assert set(ranking_metrics(("a", "b"), {"a": 0}).values()) == {0.0}
    assert set(ranking_metrics((), {"a": 1}).values()) == {0.0}
