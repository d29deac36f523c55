"""What is asked of the worker, and how it goes."""

from tests.ui.pages.knowledge.evaluation.reports import BROKEN, WORDS, choose_sweep, last, tell
from ui.pages.knowledge.evaluation.state import LOST
from workbench.domain.knowledge_settings import EmbedderSpec, IndexSpec
from workbench.messages import ContentsListed, IndexProgressed, Refused
from workbench.retrieval_commands import (
    StartRetrievalEvaluation,
    StartRetrievalSweep,
    StopRetrievalEvaluation,
)
from workbench.retrieval_messages import RetrievalEvaluated


def test_a_suite_that_can_be_run_is_evaluated_over_its_cases(page, bridge):
    assert page.evaluation.controls.suite.value == "golden"
    page.evaluation.controls.button.click()
    told = last(bridge, StartRetrievalEvaluation)
    assert (told.suite, told.known_items, told.from_model) == ("golden", 0, 0)


def test_titles_or_questions_of_the_model_are_asked_for_by_their_number(page, bridge):
    controls = page.evaluation.controls
    for kind, wanted in (("known", (20, 0)), ("model", (0, 20))):
        controls.questions.set_value(kind)
        controls.questions.value_chosen.emit(kind)
        assert controls.many.isVisible()
        controls.many.set_value("20")
        told = controls.wanted("one")
        assert (told.known_items, told.from_model) == wanted


def test_without_a_suite_it_says_where_to_build_one(page, bridge):
    bridge.tell(ContentsListed((), (BROKEN,), (), (), ()))
    assert not page.evaluation.controls.button.isEnabled()
    assert "page Grid" in page.evaluation.controls.words.text()


def test_bots_wait_for_the_index_and_a_sweep_does_not(page, bridge):
    bridge.tell(IndexProgressed(1, 2, "refunds.md", is_done=False, documents=2, chunks=3))
    assert not page.evaluation.controls.button.isEnabled()
    assert page.evaluation.controls.words.text() == "Documents are being indexed"
    choose_sweep(page)
    assert page.evaluation.controls.button.isEnabled()


def test_the_number_of_configurations_is_said_before_a_sweep_starts(page, bridge):
    choose_sweep(page)
    axes = page.evaluation.controls.axes
    assert axes.words.text() == "8 configurations"
    axes.top_k.set_values({"1", "3", "5"})
    axes.top_k.values_changed.emit()
    assert axes.words.text() == "24 configurations"
    page.evaluation.controls.button.click()
    told = last(bridge, StartRetrievalSweep)
    assert [each.size_tokens for each in told.chunkers] == [100, 200]
    assert (told.modes, told.top_ks) == (("bm25", "dense", "hybrid", "weighted"), (1, 3, 5))


def test_what_makes_no_configuration_or_too_many_is_not_started(page):
    choose_sweep(page)
    axes, button = page.evaluation.controls.axes, page.evaluation.controls.button
    axes.size_box.set_values({"50"})
    axes.overlap.set_values({"50", "100"})
    axes.overlap.values_changed.emit()
    assert axes.words.text() == "Every overlap is as large as the piece"
    assert not button.isEnabled()
    for box in (axes.chunker, axes.size_box, axes.overlap, axes.mode, axes.top_k):
        box.set_values({option.key for option in box._options})
    axes.overlap.values_changed.emit()
    assert axes.words.text() == "More than 500 configurations"
    assert not button.isEnabled()


def test_every_embedder_of_the_workspace_can_be_swept(page):
    far = EmbedderSpec("openai_compatible", "small", base_url="https://one.example/v1")
    page.evaluating.set_indexes((IndexSpec(), IndexSpec("far", embedder=far)))
    axes = page.evaluation.controls.axes
    axes.embedder.set_values({"small at https://one.example/v1"})
    assert axes.axes.embedders == ("small at https://one.example/v1",)


def test_progress_is_shown_and_stop_keeps_what_was_measured(page, bridge):
    controls = page.evaluation.controls
    assert not controls.progress.isVisible()
    controls.button.click()
    asked = last(bridge, StartRetrievalEvaluation).request_id
    bridge.tell(RetrievalEvaluated(asked, 3, 6, doing="heading 200+0"))
    assert controls.progress.share == 0.5
    assert controls.doing.text().startswith("3 of 6, about ")
    assert controls.doing.text().endswith("heading 200+0")
    assert page.is_running()
    page.on_escape()
    assert bridge.sent_of(StopRetrievalEvaluation)
    assert controls.doing.text() == "Stopping"
    tell(bridge, asked, (WORDS,), is_whole=False)
    assert not page.is_running()
    assert "Stopped before the end" in page.evaluation.bar.text()
    assert len(page.evaluation.table.rows.rows) == 1


def test_a_refusal_is_a_sentence_and_the_report_before_stays(evaluated, bridge):
    evaluated.evaluation.controls.button.click()
    asked = last(bridge, StartRetrievalEvaluation).request_id
    bridge.tell(Refused(asked, "No case of golden names relevant documents.", "Add some."))
    assert evaluated.evaluation.bar.text() == (
        "No case of golden names relevant documents. Add some."
    )
    assert len(evaluated.evaluation.table.rows.rows) == 2
    assert evaluated.evaluation.controls.button.text() == "Evaluate"


def test_an_engine_that_ends_ends_the_evaluation_in_words(page, bridge):
    page.evaluation.controls.button.click()
    bridge.die("It was killed.")
    assert page.evaluation.bar.text() == LOST
    assert not page.is_running()


def test_nothing_can_be_used_or_exported_before_anything_is_measured(page, bridge):
    area = page.evaluation
    assert not any(each.isEnabled() for each in (area.use, area.export, area.baseline))
    assert area.table.accessibleDescription() == "Nothing is measured yet"
    area.table.link_pressed.emit()
    assert bridge.sent_of(StartRetrievalEvaluation)


def test_one_key_evaluates_and_only_once_at_a_time(page, bridge):
    run = next(each.run for each in page.commands() if each.key == "Ctrl+Return")
    run()
    run()
    assert page.views.current == "evaluation"
    assert len(bridge.sent_of(StartRetrievalEvaluation)) == 1
