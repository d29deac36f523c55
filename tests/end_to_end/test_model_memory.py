"""What the server of the bundled model really takes, and models that take turns in memory."""

from contextlib import closing
from dataclasses import replace

import httpx2
import pytest

from workbench.assembly.children import Children
from workbench.assembly.host_memory import HostMemory, resident_bytes
from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.errors import ModelUnavailableError
from workbench.machine import MachineSettings
from workbench.models.catalog import bundled_chat_model
from workbench.sizing.memory import load_settings, memory_needed

pytestmark = pytest.mark.timeout(180)

# Of the estimate, in either direction.
TOLERANCE = 0.10
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(("context", "parallel"), [(1024, 0), (1024, 1), (2048, 0)])
def test_the_estimate_is_near_what_the_process_uses(tmp_path, context, parallel):
    """After long prompts, so that all is used that may be."""
    spec = ModelSpec("smollm2-135m", context_tokens=context, parallel=parallel)
    with closing(Children(tmp_path, tmp_path / "logs")) as children:
        address = children.model(spec, CancelToken())
        for number in range(3):
            answer = httpx2.post(
                f"{address.base_url}/v1/completions",
                json={"prompt": [100 + number] * (context - 40), "max_tokens": 20},
                headers={"Authorization": f"Bearer {address.token}"},
                timeout=120,
            )
            answer.raise_for_status()
        (pid,) = children.pids().values()
        used = resident_bytes(pid)
        shape = children.servers.sizes.facts(spec).shape
    estimate = memory_needed(shape, load_settings(spec, shape)).total
    print(f"{context}, {parallel}: {used / 1e6:.1f} MB used, {estimate / 1e6:.1f} estimated")
    assert estimate == pytest.approx(used, rel=TOLERANCE)


def test_models_take_turns_within_the_limit(tmp_path):
    """The bundled model under two names; the limit holds one of them."""
    path = bundled_chat_model("smollm2-135m")
    one = ModelSpec("one", path=str(path), context_tokens=512)
    two = replace(one, name="two")
    settings = MachineSettings(memory_limit_bytes=350 * MEGABYTE)
    with closing(Children(tmp_path, tmp_path / "logs", lambda: settings)) as children:
        for spec in (one, two, one):
            children.model(spec, CancelToken())
            assert list(children.pids()) == [spec.name]


def test_a_model_larger_than_the_limit_is_refused_with_a_context_that_fits(tmp_path):
    path = str(bundled_chat_model("smollm2-135m"))
    spec = ModelSpec("mine", path=path, context_tokens=8192, parallel=1)
    settings = MachineSettings(memory_limit_bytes=450 * MEGABYTE)
    with closing(Children(tmp_path, tmp_path / "logs", lambda: settings)) as children:
        with pytest.raises(ModelUnavailableError, match="mine does not fit: it needs") as refused:
            children.model(spec, CancelToken())
        assert refused.value.hint.startswith("Use 2,048 tokens of context")
        assert children.states() == ()


def test_the_host_says_its_memory_and_its_engine():
    host = HostMemory().measure()
    assert 0 < host.available_bytes <= host.total_bytes
    assert host.engine.startswith("0.3.")
    assert all(device.total_bytes >= device.free_bytes for device in host.devices)
