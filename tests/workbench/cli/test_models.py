"""`workbench models`: what the commands print, and how they end."""

import json
import os
import signal
import subprocess
import sys

import httpx2
import pytest

from tests.workbench.cli.commands import check_refusal, workbench
from tests.workbench.downloads.hub import Hub, serving
from tests.workbench.models.gguf_files import write_gguf
from tests.workbench.worker.scripted_workspace import scripted_workspace
from workbench.cli.table import table

SMOL = "smollm2-135m"
# The tests themselves may run where interruptions are ignored.
INTERRUPTIBLE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from workbench.cli.main import main
sys.exit(main())
"""


def test_list_shows_what_there_is_and_what_fits(shared):
    ended = shared("models", "list")
    assert ended.status == 0
    lines = ended.out.splitlines()
    assert lines[0].split()[:2] == ["name", "quantisation"]
    assert any(line.startswith(SMOL) and "comes with the app" in line for line in lines)
    assert any("qwen3-4b" in line and "to download" in line for line in lines)
    assert lines[-1].startswith("Models may use ")
    document = shared("models", "list", "--json").document
    assert len(document) >= 13
    assert document[0]["fits"] == "fits"


def test_add_puts_a_file_into_the_picker_or_says_why_not(shared, tmp_path):
    path = write_gguf(tmp_path / "mine.gguf")
    ended = shared("models", "add", str(path), "--name", "my-own")
    assert (ended.status, ended.out) == (0, "my-own added to the models.\n")
    assert "my-own" in (shared.folder / "models.yaml").read_text()
    check_refusal(shared("models", "add", str(path)), "already", "my-own")
    other = tmp_path / "other.gguf"
    other.write_bytes(b"no model")
    check_refusal(shared("models", "add", str(other), "--json"), "other.gguf", "not a GGUF")
    check_refusal(shared("models", "add", str(tmp_path / "gone.gguf")), "gone.gguf")


def test_fit_shows_each_formula_and_ends_with_3_if_it_does_not(shared, tmp_path):
    ended = shared("models", "fit", SMOL, "--context", "2048", "--kv-type", "q8_0")
    assert ended.status == 0
    assert "Key-value cache" in ended.out
    assert "2305.13245" in ended.out
    assert "It fits: " in ended.out
    document = shared("models", "fit", SMOL, "--json").document
    assert document["verdict"] == "fits"
    assert document["total_bytes"] == sum(
        document["need"][part] for part in ("weights", "kv_cache", "compute", "runtime")
    )
    huge = shared("models", "fit", SMOL, "--context", "2000000")
    assert huge.status == 3
    assert "It does not fit" in huge.out


def test_fit_takes_a_file_that_is_in_no_picker(shared, tmp_path):
    path = write_gguf(tmp_path / "other.gguf")
    assert shared("models", "fit", str(path)).status == 0
    check_refusal(shared("models", "fit", "nobody"), "nobody", SMOL)
    check_refusal(shared("models", "fit", str(tmp_path / "gone.gguf")), "gone.gguf")


def test_plan_finds_gpus_and_names_the_limit_that_binds(shared):
    ended = shared("models", "plan", "--parameters", "70", "--tpot", "0.04", "--price", "2")
    assert ended.status == 0
    assert ended.out.startswith("4 × H100 SXM 80GB, TP 4: meets all\nShaped like Llama 3.1 70B")
    assert "binds" in ended.out
    assert "$" in ended.out
    document = shared("models", "plan", SMOL, "--gpu", "T4", "--gpus", "1", "--json").document
    assert document["is_met"] is True
    assert document["cost_usd"] is None
    assert document["task"]["weight_bits"] == pytest.approx(8.5, abs=0.05)


def test_plan_ends_with_3_if_nothing_is_enough(shared):
    ended = shared("models", "plan", "--parameters", "70", "--tpot", "0.000001")
    assert ended.status == 3
    assert "does not meet: Time per token (TPOT)" in ended.out


def test_plan_says_what_is_missing(shared):
    check_refusal(shared("models", "plan"), "--parameters")
    check_refusal(shared("models", "plan", "--parameters", "7", "--gpu", "abacus"), "L40S")
    check_refusal(shared("models", "plan", "--parameters", "7", "--prompt", "0"), "more than zero")
    assert "H100" in shared("models", "plan", "--gpus-known").out


def test_bench_without_a_model_shows_what_was_measured(shared):
    ended = shared("models", "bench")
    assert (ended.status, "Nothing was measured yet" in ended.out) == (0, True)
    assert shared("models", "bench", "--json").document == []
    check_refusal(shared("models", "bench", "quick"), "not a local model")


@pytest.mark.timeout(180)
def test_bench_measures_a_model(tmp_path):
    folder = scripted_workspace(tmp_path / "workspace")
    with (folder / "models.yaml").open("a") as file:
        file.write("- {name: smollm2-135m, provider: llama_cpp, context_tokens: 256}\n")
    ended = workbench(folder, "models", "bench", SMOL)
    assert ended.status == 0, ended
    assert ended.out.splitlines()[0] == "smollm2-135m, Q4_1"
    assert len(ended.out.splitlines()) == 6
    (stored,) = workbench(folder, "models", "bench", "--json").document
    assert [point["parallel"] for point in stored["points"]] == [1, 2, 4, 8]


def test_download_brings_a_model_into_the_picker(tmp_path):
    folder = scripted_workspace(tmp_path / "workspace")
    body = write_gguf(tmp_path / "x.gguf").read_bytes()
    with serving(Hub()) as hub:
        hub.put("Someone/Tiny", "tiny.gguf", body)
        environment = os.environ | {"HF_ENDPOINT": hub.url, "WORKBENCH_HOME": str(tmp_path)}
        asked = ("models", "download", "--repository", "Someone/Tiny", "--file")
        ended = workbench(folder, *asked, "tiny.gguf", env=environment)
        assert (ended.status, ended.out) == (0, "tiny is here, 20 KB, and in the picker.\n")
        check_refusal(workbench(folder, *asked, "no.gguf", env=environment), "no.gguf")
        path = ("models", "download", "Someone/Tiny/no.gguf")
        check_refusal(workbench(folder, *path, env=environment), "no.gguf", "Someone/Tiny")
    check_refusal(workbench(folder, *asked, "tiny2.gguf", env=environment), "cannot be reached")
    assert "tiny.gguf" in (folder / "models.yaml").read_text()


def test_download_says_what_is_missing(shared):
    check_refusal(shared("models", "download"), "workbench models list")
    check_refusal(shared("models", "download", "--repository", "A/B"), "--file")
    check_refusal(shared("models", "download", "nobody"), "nobody", "qwen3-4b")


def test_serve_lets_another_program_use_the_model_until_it_is_interrupted(tmp_path):
    folder = scripted_workspace(tmp_path / "workspace")
    argv = [sys.executable, "-c", INTERRUPTIBLE, "models", "serve", SMOL, "--json"]
    with subprocess.Popen(
        [*argv, "--workspace", str(folder), "--key-env", "MY_KEY"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"MY_KEY": "sesame"},
    ) as process:  # fmt: skip
        served = json.loads(process.stdout.readline())
        url, key = served["base_url"], served["key"]
        assert (key, served["on_network"]) == ("sesame", False)
        body = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 2}
        headers = {"Authorization": f"Bearer {key}"}
        answer = httpx2.post(f"{url}/chat/completions", json=body, headers=headers, timeout=60)
        assert answer.json()["usage"]["completion_tokens"] == 2
        assert httpx2.post(f"{url}/chat/completions", json=body).status_code == 401
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.strip() == "workbench: stopped."
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{url}/models")


def test_numbers_stand_at_the_right():
    lines = table(("name", "size"), [("a", "9 MB"), ("long", "1.5 GB")]).splitlines()
    assert lines == ["name    size", "a       9 MB", "long  1.5 GB"]
    assert table(("name",), []) == "name\n"
