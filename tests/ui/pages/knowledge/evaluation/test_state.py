from ui.pages.knowledge.evaluation.controls import progress_words
from ui.pages.knowledge.evaluation.state import EvaluationState
from workbench.retrieval_commands import StartRetrievalEvaluation
from workbench.retrieval_messages import RetrievalEvaluated


def test_late_answers_to_another_evaluation_are_not_taken():
    state = EvaluationState()
    state.begin(StartRetrievalEvaluation("new", "golden"), 0.0)
    assert not state.take(RetrievalEvaluated("old", 1, 2))
    assert progress_words(state, 1.0) == "Reading the questions"
    assert state.take(RetrievalEvaluated("new", 1, 3))
    assert progress_words(state, 10.0) == "1 of 3, about 20 s left"
