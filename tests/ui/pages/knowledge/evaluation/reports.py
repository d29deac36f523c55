"""Reports of an evaluation, and how a worker tells them."""

from workbench.domain.bot import RetrievalSettings
from workbench.domain.knowledge_settings import ChunkerSettings, IndexSpec
from workbench.domain.retrieval_report import (
    ConfigurationResult,
    Measured,
    MetricDifference,
    QueryScores,
    RetrievalReport,
)
from workbench.knowledge_messages import DocumentRow
from workbench.messages import SuiteItem
from workbench.retrieval_messages import RetrievalEvaluated

REFUNDS = DocumentRow("refunds.md", "Refunds", "customer", "", (), "", "", 6)
CARDS = DocumentRow("cards.md", "Cards", "customer", "", (), "", "", 3)
SUITE = SuiteItem("golden", "Golden", ("few-shot-retrieval",), 3, 1, "golden")
BROKEN = SuiteItem("broken", "Broken", (), 0, 1, "gone", "There is no dataset gone.")
DEEP = IndexSpec("deep", ChunkerSettings("sentences", 100, 20))


def last(bridge, kind):
    return bridge.sent_of(kind)[-1]


def scores(query_id, found, relevant=("refunds.md",), no_evidence=""):
    rank = next((n for n, path in enumerate(found, 1) if path in relevant), 0)
    value = 1 / rank if rank else 0.0
    values = (("nDCG@5", value), ("nDCG@10", value), ("MRR", value)) if relevant else ()
    return QueryScores(query_id, f"Question {query_id}?", values, found, relevant, 0.01,
                       no_evidence)  # fmt: skip


FOUND = scores("c1", ("refunds.md", "cards.md"))
LATE = scores("c1", ("cards.md", "refunds.md"))
MISSED = scores("c2", ("cards.md",))
UNANSWERABLE = scores("c3", ("cards.md",), ())


def result(name, value, queries, p50_s=0.01, **more):
    metrics = tuple(
        Measured(metric, value, value - 0.1, value + 0.1)
        for metric in ("nDCG@5", "nDCG@10", "recall@10", "MRR")
    )
    settings = more.pop("settings", RetrievalSettings())
    return ConfigurationResult(name, settings, metrics, queries, p50_s, p50_s * 2, **more)


WORDS = result("words", 0.5, (FOUND, MISSED, UNANSWERABLE), is_on_front=True)
BETTER = MetricDifference("nDCG@10", 0.25, 0.05, 0.4, 0.01, 0.02)
BOTH = result("both", 0.75, (LATE, MISSED, UNANSWERABLE), 0.03, differences=(BETTER,),
              is_on_front=True)  # fmt: skip


def tell(bridge, request_id, results=(WORDS, BOTH), baseline="words", **report):
    for each in results:
        short = ConfigurationResult(**{
            name: getattr(each, name) for name in ConfigurationResult.__slots__
        } | {"queries": ()})  # fmt: skip
        first, rest = each.queries[:1], each.queries[1:]
        bridge.tell(RetrievalEvaluated(request_id, 0, 0, None, each.name, first))
        bridge.tell(RetrievalEvaluated(request_id, 0, 0, None, each.name, rest, short))
    whole = RetrievalReport("golden", "cases", 2, baseline, (), **report)
    bridge.tell(RetrievalEvaluated(request_id, 6, 6, whole))


def choose_sweep(page):
    page.evaluation.controls.kind.set_current("sweep")
    page.evaluation.controls.kind.current_changed.emit("sweep")


def heads(table):
    return [column.title for column in table.rows.columns]


def texts(table, place):
    return [column.text(table.rows.rows[place]) for column in table.rows.columns]


def cell(table, place, title):
    return texts(table, place)[heads(table).index(title)]


def query_words(page):
    return [row.words for row in page.evaluation.queries.queries.rows.rows]
