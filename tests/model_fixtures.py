"""The real local models, each served once for all tests of a module."""

from contextlib import closing, contextmanager

import pytest

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.io_loop import IoLoop
from workbench.models.catalog import bundled_chat_model, bundled_embedder
from workbench.processes.launch import child_command
from workbench.processes.supervisor import Supervisor

SMOLLM2 = ModelSpec("smollm2-135m", context_tokens=2048)


def served(*args):
    return closing(Supervisor(child_command("model_server", *args), ready_timeout_s=60))


def chat_supervisor(*extra):
    path = str(bundled_chat_model(SMOLLM2.name))
    context = str(SMOLLM2.context_tokens)
    return served("chat", "--model", path, "--name", SMOLLM2.name, "--context", context, *extra)


@contextmanager
def io_loop():
    with closing(IoLoop()) as loop:
        yield loop


@pytest.fixture(scope="module")
def chat_server():
    with chat_supervisor() as supervisor:
        supervisor.address(CancelToken())
        yield supervisor


@pytest.fixture(scope="module")
def embed_server():
    with served("embed", "--model-dir", str(bundled_embedder())) as supervisor:
        supervisor.address(CancelToken())
        yield supervisor


@pytest.fixture
def io():
    with io_loop() as loop:
        yield loop
