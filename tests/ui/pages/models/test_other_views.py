"""Downloads and calculators."""

from PySide6.QtCore import QPoint

from tests.ui.pages.models.desk import choose, last, press
from tests.ui.pages.models.models import (
    GIB,
)
from workbench.model_commands import (
    DownloadModel,
    ListLocalModels,
    LoadModel,
    StopDownload,
)
from workbench.model_messages import (
    DownloadProgressed,
    ModelLoaded,
)


def test_a_download_is_shown_stopped_and_gone_on_with(page, bridge):
    page.show_view("downloads")
    area = page.downloads
    area.repository.setText("Someone/Tiny-GGUF")
    area.submit()
    assert ".gguf" in area.problem.text()
    area.file.setText("tiny.Q4.gguf")
    area.submit()
    sent = last(bridge, DownloadModel)
    assert (sent.name, sent.repository, sent.file) == (
        "tiny.Q4", "Someone/Tiny-GGUF", "tiny.Q4.gguf",
    )  # fmt: skip
    bridge.tell(DownloadProgressed("tiny.Q4", "tiny.Q4.gguf", GIB, 2 * GIB, "fetching", 1e7))
    (row,) = area.rows.rows
    columns = [column.text(row) for column in area.rows.columns]
    assert columns[1:5] == ["1.0 of 2.0 GB", "9.5 MB/s", "about 1 min 47 s", "Downloading, 50%"]
    area._on_action(row)
    assert last(bridge, StopDownload).name == "tiny.Q4"
    stopped = DownloadProgressed("tiny.Q4", "tiny.Q4.gguf", GIB, 2 * GIB, "stopped")
    bridge.tell(stopped)
    area._on_action(stopped)
    assert last(bridge, DownloadModel) == sent
    page.stop()
    assert len(bridge.sent_of(StopDownload)) == 1


def test_the_address_of_a_file_is_enough(page, bridge):
    area = page.downloads
    area.repository.setText("https://huggingface.co/Qwen/Qwen3-GGUF/blob/main/sub/Q3.gguf?x=1")
    area.submit()
    sent = last(bridge, DownloadModel)
    assert (sent.name, sent.repository, sent.file) == ("Q3", "Qwen/Qwen3-GGUF", "sub/Q3.gguf")
    area.repository.setText("just a name")
    area.submit()
    assert "OWNER/NAME" in area.problem.text()


def test_stopping_everything_stops_downloads(page, bridge):
    bridge.tell(DownloadProgressed("far", "far.gguf", 1, 2, "fetching"))
    page.stop()
    assert last(bridge, StopDownload).name == "far"


def test_the_cache_is_computed_as_it_is_typed(page):
    page.show_calculators()
    assert not page.panel_area.is_open
    card = page.calculators.cache
    card.model.set_value("mine")
    card.context.setText("8192")
    card.sequences.setText("1")
    card.compute()
    assert card.total.text() == "1.1 GB, 0.1 MB a token"
    card.sequences.setText("2")
    card.sequences.textEdited.emit("2")
    assert card.total.text().startswith("2.2 GB")
    assert "2305.13245" in card.formula.text()
    page.show_view("local")
    assert page.panel_area.is_open


def test_gpus_are_found_for_targets_and_the_limit_is_named(page):
    page.show_calculators()
    card = page.calculators.serving
    card.model.set_value("Llama 3.1 70B")
    card.tpot.setText("0.04")
    card.price.setText("2")
    card.compute()
    assert card.headline.text().startswith("4 × H100 SXM 80GB, TP 4: meets all targets")
    assert "binds" in card.limits.text()
    assert "A million written tokens: $" in card.limits.text()
    card.gpus.set_value("1")
    card.tpot.setText("")
    card.compute()
    assert card.headline.text().endswith("not enough: Memory binds")
    card.price.setText("a lot")
    card.compute()
    assert "unknown without a price" in card.limits.text()


def test_a_target_names_model_or_view(page):
    page.show_target({"view": "downloads"})
    assert page.views.current == "downloads"
    page.show_target({"view": "local", "model": "mine"})
    assert page.local.table.current_row().name == "mine"


def test_loaded_answers_are_no_news_of_the_list(page, bridge):
    choose(page, "mine")
    press(page, "Space")
    asked = len(bridge.sent_of(ListLocalModels))
    bridge.tell(ModelLoaded(last(bridge, LoadModel).request_id, "mine", is_loaded=True))
    assert len(bridge.sent_of(ListLocalModels)) <= asked + 1
    assert page.mapToGlobal(QPoint(0, 0)) is not None
