"""What the engine does, in Prometheus' text format.

Format: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterator

from workbench.model_server.engine.engine import Engine

PREFIX = "workbench_"


def metrics_text(engine: Engine) -> str:
    return "".join(
        f"# HELP {PREFIX}{name} {words}\n# TYPE {PREFIX}{name} {kind}\n{PREFIX}{name} {value:g}\n"
        for name, kind, value, words in _metrics(engine)
    )


def _metrics(engine: Engine) -> Iterator[tuple[str, str, float, str]]:
    places, meters = engine.places, engine.meters
    writing_s = meters.step_s or 1.0
    yield "requests_running", "gauge", engine.running, "Requests that are being answered."
    yield "requests_waiting", "gauge", engine.waiting, "Requests in the queue."
    yield "requests_finished_total", "counter", meters.finished, "Answers that came to an end."
    yield "requests_dropped_total", "counter", meters.dropped, "Requests whose client hung up."
    yield "requests_set_aside_total", "counter", meters.set_aside, "Batch answers put aside."
    yield "batch_tokens", "gauge", meters.last_step_tokens, "Tokens of the last batch."
    yield "steps_total", "counter", meters.steps, "Batches that were computed."
    yield "step_seconds_total", "counter", meters.step_s, "Seconds spent on them."
    yield "kv_cells_used", "gauge", places.cells.used, "Cells of the cache spoken for."
    yield "kv_cells", "gauge", places.cells.total, "Cells of the cache."
    yield "prefixes_kept", "gauge", len(places.prefixes), "Beginnings of prompts kept."
    yield "prefix_bytes", "gauge", places.prefixes.size_bytes, "Memory that they take."
    yield "prefix_hit_ratio", "gauge", meters.prefix_hit_rate, "Prompt tokens not read again."
    yield "prompt_tokens_total", "counter", meters.prompt_tokens, "Prompt tokens read."
    yield "prompt_tokens_cached_total", "counter", meters.cached_tokens, "Those known already."
    yield "reply_tokens_total", "counter", meters.reply_tokens, "Tokens written."
    yield (
        "tokens_per_second", "gauge", meters.step_tokens / writing_s,
        "Tokens read and written in a second of work."
    )  # fmt: skip
