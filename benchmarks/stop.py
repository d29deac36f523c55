"""Stop, on a server that accepts and then hangs: from the command to the end of the turn."""

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.scripted import question, sample_copy, scripted_bot
from workbench.client import WorkerClient
from workbench.commands import StartTurn, StopTurn
from workbench.domain.bot import Bot, ModelSpec
from workbench.trace.event import TraceEvent

ROUNDS = 10


def run() -> Iterator[str]:
    with sample_copy() as folder, WorkerClient(folder) as client:
        with socket.create_server(("127.0.0.1", 0)) as hanging:
            accepted: list[socket.socket] = []
            threading.Thread(target=_accept, args=(hanging, accepted), daemon=True).start()
            url = f"http://127.0.0.1:{hanging.getsockname()[1]}/v1"
            remote = ModelSpec("hanging", "openai_compatible", base_url=url, remote_name="m")
            bot = replace(scripted_bot("hanging", 1, 0.0), model=remote)
            hung = [_stop(client, bot, f"hung-{n}", "model_asked") for n in range(ROUNDS)]
        slow = scripted_bot("slow", 10_000, 0.02)
        streamed = [_stop(client, slow, f"slow-{n}", "text_streamed") for n in range(ROUNDS)]
    for what, times in (("hanging server", hung), ("streaming model", streamed)):
        yield f"{what}: median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms"


def _stop(client: WorkerClient, bot: Bot, turn_id: str, after: str) -> float:
    """Milliseconds from Stop to the turn's end, seen from the other end of the pipe."""
    client.send(StartTurn(turn_id, question(bot)))
    client.until(lambda told: _is(told, turn_id, after))
    asked = time.monotonic()
    client.send(StopTurn(turn_id))
    client.until(lambda told: _is(told, turn_id, "turn_cancelled"))
    return (time.monotonic() - asked) * 1000


def _is(told: object, turn_id: str, kind: str) -> bool:
    return isinstance(told, TraceEvent) and (told.turn_id, told.fact.kind) == (turn_id, kind)


def _accept(listener: socket.socket, accepted: list[socket.socket]) -> None:
    while True:
        try:
            accepted.append(listener.accept()[0])
        except OSError:
            return
