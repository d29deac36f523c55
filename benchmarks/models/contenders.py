"""Who takes part: our server, `llama_cpp.Llama` one request after the other, `llama-server`."""

import asyncio
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.models.workload import NEW_TOKENS, Item
from workbench.cancellation import CancelToken
from workbench.processes.launch import child_command
from workbench.processes.supervisor import Supervisor

# llama-server divides its context among its slots: each has to hold a whole request.
CONTEXT_TOKENS, SLOTS, SLOT_TOKENS = 4096, 8, 1024
READY_S = 120.0


@dataclass(frozen=True, slots=True)
class Server:
    """An OpenAI-compatible server on loopback."""

    base_url: str
    headers: dict[str, str]

    def client(self) -> httpx2.AsyncClient:
        limits = httpx2.Limits(max_connections=100)
        return httpx2.AsyncClient(
            base_url=self.base_url, headers=self.headers, trust_env=False, verify=False,
            timeout=600, limits=limits,
        )  # fmt: skip

    def tokens_per_s(self, items: Sequence[Item]) -> float:
        """New tokens a second, of all requests sent at once."""
        began = time.perf_counter()
        tokens = asyncio.run(self._ask_all(items))
        return tokens / (time.perf_counter() - began)

    async def _ask_all(self, items: Sequence[Item]) -> int:
        async with self.client() as client:
            return sum(await asyncio.gather(*(_ask(client, item) for item in items)))


async def _ask(client: httpx2.AsyncClient, item: Item) -> int:
    body = body_of(item) | {"cache_prompt": True}
    answer = (await client.post("/v1/chat/completions", json=body)).raise_for_status().json()
    return int(answer["usage"]["completion_tokens"])


def body_of(item: Item) -> dict[str, Any]:
    return {
        "messages": item.messages,
        "temperature": 0,
        "max_tokens": NEW_TOKENS,
        "ignore_eos": True,
    }


@contextmanager
def our_server(model: Path, *options: str) -> Iterator[Server]:
    argv = child_command(
        "model_server", "chat", "--model", str(model), "--context", str(CONTEXT_TOKENS), *options
    )
    supervisor = Supervisor(argv, ready_timeout_s=READY_S)
    try:
        address = supervisor.address(CancelToken())
        headers = {"Authorization": f"Bearer {address.token}", "X-Priority": "batch"}
        yield Server(address.base_url, headers)
    finally:
        supervisor.close()


def find_llama_server() -> str | None:
    return shutil.which("llama-server")


@contextmanager
def llama_server(program: str, model: Path) -> Iterator[Server]:
    """With as many slots as the table says, and prompt caching, which is its default."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    key = secrets.token_hex(16)
    argv = [
        program, "-m", str(model), "-c", str(SLOTS * SLOT_TOKENS), "-np", str(SLOTS),
        "--host", "127.0.0.1", "--port", str(port), "--api-key", key,
    ]  # fmt: skip
    quiet = subprocess.DEVNULL
    with subprocess.Popen(argv, stdout=quiet, stderr=quiet) as process:
        base_url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{base_url}/health", process)
            yield Server(base_url, {"Authorization": f"Bearer {key}"})
        finally:
            process.terminate()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + READY_S
    while process.poll() is None and time.monotonic() < give_up_at:
        try:
            if httpx2.get(url, trust_env=False).is_success:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer; its process ended with {process.poll()}")


def one_after_the_other(model: Path, items: Sequence[Item]) -> float:
    """`llama_cpp.Llama` as people use it, in a process of its own; tokens a second."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.models.sequential", str(model)],
        input=json.dumps([asdict(item) for item in items]),
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    return float(told.stdout.split()[-1])
