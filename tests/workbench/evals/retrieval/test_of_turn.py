from tests.workbench.evals.retrieval.test_judged import chunk
from workbench.domain.document import Retrieved
from workbench.domain.suite import Case
from workbench.evals.retrieval.of_turn import turn_retrieval
from workbench.trace.event import TraceEvent
from workbench.trace.facts import ChunksRetrieved, TurnFinished


def events(*facts):
    return [TraceEvent("t1", n, "turn", None, 0.0, fact) for n, fact in enumerate(facts)]


CASE = Case("c1", ("How?",), documents=("b.md",))
FOUND = ChunksRetrieved(Retrieved((chunk("a.md"), chunk("b.md"), chunk("b.md", 2))))


def test_what_the_bot_was_given_is_judged_by_what_the_case_names():
    found = dict(turn_retrieval(CASE, events(FOUND, TurnFinished("Ok."))))
    assert (found["recall"], found["precision"], found["MRR"]) == (1.0, 0.5, 0.5)


def test_a_search_that_found_nothing_scores_nothing():
    found = turn_retrieval(CASE, events(ChunksRetrieved(Retrieved(()))))
    assert dict(found)["recall"] == 0.0


def test_without_a_search_or_a_judgement_there_is_nothing_to_say():
    assert turn_retrieval(CASE, events(TurnFinished("Ok."))) == ()
    assert turn_retrieval(Case("c2", ("How?",)), events(FOUND)) == ()
