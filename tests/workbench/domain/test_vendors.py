from typing import get_args

import pytest

from workbench.domain.bot import ModelSpec
from workbench.domain.vendors import VENDORS, vendor_of
from workbench.workspace.schema import VendorName


def test_files_may_name_every_vendor_and_no_other():
    assert get_args(VendorName) == ("", *(vendor.name for vendor in VENDORS))


def test_a_vendor_gives_address_and_variable_of_its_key():
    spec = ModelSpec("fast", "openai_compatible", vendor="groq", remote_name="llama")
    assert spec.address == "https://api.groq.com/openai/v1"
    assert (spec.key_variables, spec.key_name) == (("GROQ_API_KEY",), "groq")


def test_a_vendor_is_known_by_its_host_too():
    spec = ModelSpec("x", "openai_compatible", base_url="https://api.openai.com/v1")
    assert spec.who.name == "openai"
    assert vendor_of("anthropic", "", "").name == "anthropic"
    assert vendor_of("openai_compatible", "", "http://127.0.0.1:11434/v1").name == ""


def test_a_vendors_key_is_never_looked_up_for_another_host():
    """A file from elsewhere must not be able to have it sent to its author."""
    spec = ModelSpec("x", "openai_compatible", vendor="openai", base_url="https://evil.example/v1")
    assert spec.key_variables == ()
    assert spec.key_name == "evil.example"
    named = ModelSpec("x", "openai_compatible", base_url="https://h.example/v1", key_env="MY_KEY")
    assert named.key_variables == ("MY_KEY",)


@pytest.mark.parametrize(
    ("spec", "is_local", "is_remote"),
    [
        (ModelSpec("smollm2-135m"), True, False),
        (ModelSpec("x", "scripted"), True, False),
        (ModelSpec("x", "openai_compatible", base_url="http://127.0.0.1:9/v1"), False, True),
        (ModelSpec("x", "openai_compatible", vendor="ollama", remote_name="qwen3"), True, True),
        (ModelSpec("x", "openai_compatible", vendor="ollama", remote_name="gpt-oss:120b-cloud"),
         False, True),
        (ModelSpec("x", "openai_compatible", vendor="vllm", base_url="http://gpu:8000/v1"),
         False, True),
        (ModelSpec("x", "anthropic"), False, True),
        (ModelSpec("x", "gemini"), False, True),
        (ModelSpec("x", "openai_compatible", vendor="openai"), False, True),
    ],
)  # fmt: skip
def test_only_what_runs_here_is_local(spec, is_local, is_remote):
    assert (spec.is_local, spec.is_remote) == (is_local, is_remote)
