"""Local models by a real worker: listed, added, loaded, served, measured, downloaded."""

import json
from contextlib import closing
from dataclasses import replace

import httpx2
import pytest

from tests.workbench.downloads.hub import Hub, serving
from tests.workbench.models.gguf_files import write_gguf
from tests.workbench.worker.providers import Provider
from tests.workbench.worker.scripted_workspace import Desk, add_bot, add_model, scripted_workspace
from workbench.commands import ReloadWorkspace, UndoSave
from workbench.domain.bot import ModelSpec
from workbench.errors import WorkbenchError
from workbench.machine import MachineSettings
from workbench.messages import Refused, Saved, ServersChanged
from workbench.model_commands import (
    AddModelFile,
    ChangeMachine,
    ChangeModel,
    DownloadModel,
    ListLocalModels,
    ListSpeedTests,
    LoadModel,
    MeasureMemory,
    RemoveModel,
    ServeModel,
    StartSpeedTest,
    StopDownload,
    StopServing,
    StopSpeedTest,
    UnloadModel,
)
from workbench.model_messages import (
    DownloadProgressed,
    LocalModelsListed,
    MemoryMeasured,
    ModelLoaded,
    ServingChanged,
    SpeedTestProgressed,
    SpeedTestsListed,
)

pytestmark = pytest.mark.timeout(180)

SMOL = "smollm2-135m"
SMALL = ModelSpec(SMOL, context_tokens=512)
REPOSITORY = "Someone/Tiny-GGUF"
MEGABYTE = 1024 * 1024
BODY = json.dumps({"data": [{"id": "small"}, {"id": "large"}]}).encode()
MODELS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
    len(BODY),
    BODY,
)


@pytest.fixture(scope="module")
def hub():
    with serving(Hub()) as made:
        yield made


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def desk(hub, home, tmp_path_factory):
    folder = scripted_workspace(tmp_path_factory.mktemp("models") / "workspace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(home))
        patch.setenv("HF_ENDPOINT", hub.url)
        patch.setenv("SERVE_KEY", "a key of my own")
        with closing(Desk(folder)) as made:
            made.answer(ChangeModel("c", SMALL), Saved, request_id="c")
            yield made


def listed(desk):
    desk.send(ListLocalModels("l"))
    told = desk.until(lambda item: isinstance(item, LocalModelsListed) and item.is_last)
    pieces = [item for item in told if isinstance(item, LocalModelsListed)]
    return {model.name: model for piece in pieces for model in piece.models}


def saved(desk, command):
    return desk.answer(command, Saved, request_id=command.request_id)


def refused(desk, command):
    told = desk.answer(command, Refused)
    assert told.hint or told.is_conflict
    return f"{told.message} {told.hint}"


def end_of(desk, kind, name):
    def is_over(item):
        running = {"running", "waiting", "fetching", "checking"}
        return isinstance(item, kind) and item.name == name and item.state not in running

    return desk.until(is_over)


def test_the_bundled_model_and_the_catalog_are_listed_with_what_they_need(desk):
    models = listed(desk)
    bundled = models[SMOL]
    assert (bundled.origin, bundled.spec, bundled.problem) == ("bundled", SMALL, "")
    assert (bundled.quantisation, bundled.shape.layers) == ("Q4_1", 30)
    catalog = [model for model in models.values() if model.origin == "catalog"]
    assert len(catalog) >= 12
    assert all(model.shape and model.size_bytes and model.entry for model in catalog)


def test_a_model_is_loaded_measured_and_unloaded(desk):
    desk.answer(LoadModel("1", SMOL), ModelLoaded, request_id="1", is_loaded=True)
    memory = desk.answer(MeasureMemory("m"), MemoryMeasured, request_id="m")
    (server,) = memory.servers
    assert server.name == SMOL
    # Nothing was asked yet: what is kept of prompts, and their scores, take nothing so far.
    assert 0.6 * server.needed_bytes < server.used_bytes < 1.1 * server.needed_bytes
    assert memory.room.ram_bytes == int(0.7 * memory.host.total_bytes)
    desk.answer(UnloadModel("2", SMOL), ModelLoaded, request_id="2", is_loaded=False)
    assert desk.answer(MeasureMemory("m2"), MemoryMeasured, request_id="m2").servers == ()


def test_a_file_is_added_where_it_lies_and_can_be_taken_back(desk, tmp_path):
    path = write_gguf(tmp_path / "My model.Q8_0.gguf")
    done = saved(desk, AddModelFile("a", str(path)))
    model = listed(desk)["My-model.Q8_0"]
    assert (model.origin, model.spec.path, model.has_template) == ("picker", str(path), False)
    assert model.spec.context_tokens == 4096
    assert "in the models already" in refused(desk, AddModelFile("b", str(path)))
    saved(desk, UndoSave("u", done.change_id))
    assert "My-model.Q8_0" not in listed(desk)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"PK\x03\x04 a zip", "is not a GGUF file"),
        (b"GGUF\x03\x00", "is cut short"),
        (None, "cannot be read"),
    ],
    ids=["another file", "a cut one", "none"],
)
def test_what_is_no_model_is_refused_in_one_sentence(desk, tmp_path, body, words):
    path = tmp_path / "odd.gguf"
    if body is not None:
        path.write_bytes(body)
    assert words in refused(desk, AddModelFile("r", str(path)))


def test_an_architecture_that_is_unknown_is_refused(desk, tmp_path):
    path = write_gguf(tmp_path / "odd.gguf", "warpdrive")
    assert "warpdrive" in refused(desk, AddModelFile("r", str(path)))


def test_files_in_the_models_folder_are_found(desk, home):
    write_gguf(home / "models" / "sub" / "found.gguf")
    (home / "models" / "broken.gguf").write_bytes(b"nothing")
    models = listed(desk)
    assert (models["found"].origin, models["found"].spec) == ("folder", None)
    assert "not a GGUF" in models["broken"].problem


def test_settings_are_written_and_the_loaded_model_takes_them_up(desk):
    desk.answer(LoadModel("1", SMOL), ModelLoaded, request_id="1")
    saved(desk, ChangeModel("c", replace(SMALL, context_tokens=1024, kv_type="q8_0")))
    text = (desk.folder / "models.yaml").read_text()
    assert "context_tokens: 1024" in text
    assert "kv_type: q8_0" in text
    assert '"quick"' in text
    while True:
        memory = desk.answer(MeasureMemory("m"), MemoryMeasured, request_id="m")
        if [each.spec.context_tokens for each in memory.servers if each.used_bytes] == [1024]:
            break
    saved(desk, ChangeModel("d", SMALL))


def test_a_model_that_bots_use_is_not_removed(desk, tmp_path):
    path = write_gguf(tmp_path / "used.gguf")
    add_model(desk.folder, name="used", provider="llama_cpp", path=str(path))
    add_bot(desk.folder, "user", model="used", prompt="plain")
    desk.send(ReloadWorkspace())
    assert "used is used by user" in refused(desk, RemoveModel("r", "used"))
    (desk.folder / "bots/user.yaml").unlink()
    desk.send(ReloadWorkspace())
    done = saved(desk, RemoveModel("r", "used"))
    assert "used" not in listed(desk)
    assert path.exists()
    saved(desk, UndoSave("u", done.change_id))
    assert "used" in listed(desk)


def test_a_download_lands_in_the_picker(desk, hub, home, tmp_path):
    body = write_gguf(tmp_path / "x.gguf").read_bytes()
    hub.put(REPOSITORY, "tiny.Q4.gguf", body)
    desk.send(DownloadModel("", REPOSITORY, "tiny.Q4.gguf"))
    *_, end = end_of(desk, DownloadProgressed, "tiny.Q4")
    assert (end.state, end.done_bytes) == ("done", len(body))
    model = listed(desk)["tiny.Q4"]
    assert (model.origin, model.path) == ("picker", str(home / "models" / "tiny.Q4.gguf"))


def test_a_download_that_is_no_model_says_so(desk, hub):
    hub.put(REPOSITORY, "readme.gguf", b"just text")
    desk.send(DownloadModel("", REPOSITORY, "readme.gguf"))
    *_, end = end_of(desk, DownloadProgressed, "readme")
    assert end.state == "failed"
    assert "is not a GGUF file" in end.detail


def test_a_stopped_download_goes_on_where_it_was(desk, hub, home, tmp_path):
    body = write_gguf(tmp_path / "x.gguf").read_bytes() + bytes(3 * MEGABYTE)
    hub.put(REPOSITORY, "slow.gguf", body)
    hub.gate.clear()
    hub.waits_at = 2 * MEGABYTE
    desk.send(DownloadModel("", REPOSITORY, "slow.gguf"))
    hub.is_waiting.wait(60)
    while sum(part.stat().st_size for part in (home / "models").glob("slow*.part")) < MEGABYTE:
        hub.gate.wait(0.01)
    desk.send(StopDownload("slow"))
    *_, end = end_of(desk, DownloadProgressed, "slow")
    assert (end.state, end.detail) == ("stopped", "")
    hub.gate.set()
    desk.send(DownloadModel("", REPOSITORY, "slow.gguf"))
    *_, end = end_of(desk, DownloadProgressed, "slow")
    assert end.state == "done"
    assert hub.asked[-1].startswith("bytes=")


def test_a_model_of_the_catalog_that_is_not_what_was_published_is_refused(desk, hub):
    hub.put("Qwen/Qwen3-0.6B-GGUF", "Qwen3-0.6B-Q8_0.gguf", b"GGUF but another")
    desk.send(DownloadModel("qwen3-0.6b"))
    *_, end = end_of(desk, DownloadProgressed, "qwen3-0.6b")
    assert end.state == "failed"
    assert "not what was published" in end.detail
    assert "There is no model nobody" in refused(desk, DownloadModel("nobody"))


def test_another_program_uses_a_served_model_with_its_key_only(desk):
    told = desk.answer(ServeModel("s", SMOL), ServingChanged, request_id="s")
    (served,) = told.served
    assert served.base_url.startswith("http://127.0.0.1:")
    url = f"{served.base_url}/models"
    right = httpx2.get(url, headers={"Authorization": f"Bearer {served.key}"})
    assert right.json()["data"][0]["id"] == SMOL
    assert httpx2.get(url).status_code == 401
    told = desk.answer(StopServing("t", SMOL), ServingChanged, request_id="t")
    assert told.served == ()
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(url)


def test_port_and_key_can_be_chosen_and_outlive_a_restart(desk):
    with closing(Provider()) as taken:
        port = int(taken.base_url.rsplit(":", 1)[1].split("/")[0])
        assert f"Port {port} of 127.0.0.1 cannot be used" in refused(
            desk, ServeModel("p", SMOL, port)
        )
    told = desk.answer(
        ServeModel("s", SMOL, port, key_env="SERVE_KEY"), ServingChanged, request_id="s"
    )
    (served,) = told.served
    assert (served.base_url, served.key) == (f"http://127.0.0.1:{port}/v1", "a key of my own")
    desk.answer(UnloadModel("u", SMOL), ModelLoaded, request_id="u")
    assert "NOWHERE_KEY is not set" in refused(desk, ServeModel("k", SMOL, key_env="NOWHERE_KEY"))


def test_speed_is_measured_told_and_kept(desk):
    saved(desk, ChangeModel("c", replace(SMALL, context_tokens=256)))
    desk.send(StartSpeedTest(SMOL))
    told = end_of(desk, SpeedTestProgressed, SMOL)
    end = told[-1]
    assert (end.state, end.detail) == ("done", "")
    assert end.done == end.total == len(end.test.points) == 4
    assert [point.parallel for point in end.test.points] == [1, 2, 4, 8]
    assert end.test.write_tps > 0
    assert all(point.ttft_s > 0 and point.total_tps > 0 for point in end.test.points)
    kept = desk.answer(ListSpeedTests("l"), SpeedTestsListed, request_id="l").tests
    assert kept[0] == end.test


def test_a_speed_test_can_be_stopped(desk):
    desk.send(StartSpeedTest(SMOL))
    desk.until(lambda item: isinstance(item, SpeedTestProgressed) and item.total > 0)
    desk.send(StopSpeedTest(SMOL))
    assert end_of(desk, SpeedTestProgressed, SMOL)[-1].state == "stopped"
    assert "not a local model" in refused(desk, StartSpeedTest("quick"))


def test_the_memory_limit_holds_from_now_on_and_is_kept(desk, home):
    desk.answer(UnloadModel("u", SMOL), ModelLoaded, request_id="u")
    limited = MachineSettings(memory_limit_bytes=100 * MEGABYTE)
    desk.answer(ChangeMachine("c", limited), LocalModelsListed, request_id="c", settings=limited)
    assert "does not fit" in refused(desk, LoadModel("l", SMOL))
    assert json.loads((home / "settings" / "machine.json").read_text())["memory_limit_bytes"] == (
        100 * MEGABYTE
    )
    desk.answer(ChangeMachine("d", MachineSettings()), LocalModelsListed, request_id="d")
    desk.answer(LoadModel("l", SMOL), ModelLoaded, request_id="l")


def test_a_model_that_nobody_knows_is_refused(desk):
    assert 'no model "nobody"' in refused(desk, LoadModel("l", "nobody"))
    assert "not a local model" in refused(desk, LoadModel("l", "quick"))


def test_what_is_kept_warm_is_loaded_at_the_start(hub, tmp_path):
    folder = scripted_workspace(tmp_path / "workspace")
    settings = tmp_path / "home" / "settings"
    settings.mkdir(parents=True)
    (settings / "machine.json").write_text(json.dumps({"keeps_warm": [SMOL, "gone"]}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
        with closing(Desk(folder)) as desk:
            desk.until(
                lambda item: (
                    isinstance(item, ServersChanged)
                    and any(each.name == SMOL and each.state == "ready" for each in item.servers)
                )
            )


def test_the_key_of_a_served_model_is_not_in_its_description(desk):
    told = desk.answer(ServeModel("s", SMOL), ServingChanged, request_id="s")
    assert told.served[0].key not in repr(told)
    with pytest.raises(WorkbenchError):
        desk.answer(LoadModel("x", "nobody"), ModelLoaded)
