"""How fast a local model is on this machine: the points of one speed test."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpeedPoint:
    """One measurement: `parallel` requests at once, each with a cold prompt.

    `prompt_tokens` and `reply_tokens` are of one request, as the server counted them. The median
    over the requests: `ttft_s`, and `write_tps`, tokens a second after the first. `read_tps`:
    prompt tokens / time to first token, for one request alone. `total_tps`: tokens of all answers
    / time from sending to the last token. None where an answer was too short to say.
    """

    length: int
    parallel: int
    prompt_tokens: int
    reply_tokens: int
    ttft_s: float
    read_tps: float | None
    write_tps: float | None
    total_tps: float


@dataclass(frozen=True, slots=True)
class SpeedTest:
    """`started_at` is ISO, UTC. `on_battery` None: there is none, or nobody knows."""

    test_id: str
    model: str
    quantisation: str
    started_at: str
    context_tokens: int
    gpu_layers: int
    kv_type: str
    threads: int
    points: tuple[SpeedPoint, ...]
    on_battery: bool | None = None

    @property
    def write_tps(self) -> float | None:
        """Alone, at the shortest prompt: what people feel in a chat."""
        alone = [point for point in self.points if point.parallel == 1 and point.write_tps]
        return min(alone, key=lambda point: point.length).write_tps if alone else None

    @property
    def read_tps(self) -> float | None:
        """Alone, at the prompt nearest to 2,048 tokens."""
        alone = [point for point in self.points if point.parallel == 1 and point.read_tps]
        return min(alone, key=lambda point: abs(point.length - 2048)).read_tps if alone else None
