"""The children of a worker: started when needed, named in the state, gone when it is closed."""

from contextlib import closing

import pytest

from tests.workbench.worker.scripted_workspace import is_alive
from workbench.assembly.children import Children
from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.errors import ModelUnavailableError

SMALL = ModelSpec("smollm2-135m", context_tokens=256)


@pytest.fixture
def children(tmp_path):
    with closing(Children(tmp_path, tmp_path / "logs")) as made:
        yield made


def test_nothing_runs_before_it_is_needed(children):
    assert children.states() == ()
    assert children.pids() == {}


def test_a_model_is_served_once_for_all_bots_and_ends_with_the_worker(tmp_path):
    with closing(Children(tmp_path, tmp_path / "logs")) as children:
        address = children.model(SMALL, CancelToken())
        assert children.model(SMALL, CancelToken()) == address
        (state,) = children.states()
        assert (state.name, state.state, state.detail) == ("smollm2-135m", "ready", "")
        (pid,) = children.pids().values()
    assert not is_alive(pid)


def test_a_model_that_is_unknown_is_refused_by_name(children):
    with pytest.raises(ModelUnavailableError, match="nowhere") as refused:
        children.model(ModelSpec("nowhere"), CancelToken())
    assert "smollm2-135m" in refused.value.hint
    assert children.states() == ()


def test_a_model_file_that_is_broken_is_told_and_shown_as_failed(children, tmp_path):
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF and then nothing that makes sense")
    with pytest.raises(ModelUnavailableError, match=r"broken\.gguf"):
        children.model(ModelSpec("mine", path=str(path)), CancelToken())
    (state,) = children.states()
    assert (state.name, state.state) == ("mine", "failed")
