"""What is asked of a server: a model, hardware, load and targets."""

from dataclasses import dataclass

from workbench.domain.model_shape import ModelShape
from workbench.sizing.gpus import Gpu


@dataclass(frozen=True, slots=True)
class Efficiency:
    """What real servers reach of a data sheet. Assumptions, not measurements.

    `bandwidth`: decoding reaches 50 to 70 % of the memory's (Databricks 2023, LLM Inference
    Performance Engineering). `compute`: prefill reaches 40 to 76 % (Pope et al. 2022, figure 1).
    `memory`: the share of a GPU that vLLM takes (`gpu_memory_utilization`). `hop_s`: one exchange
    between GPUs. `stage`: what a further stage of a pipeline leaves of the speed: none are even.
    """

    bandwidth: float = 0.6
    compute: float = 0.5
    memory: float = 0.9
    hop_s: float = 10e-6
    stage: float = 0.95
    activation_bytes: float = 1e9


@dataclass(frozen=True, slots=True)
class ServingTask:
    """A model, hardware, and what is asked of them. `concurrency`: answers at the same time.

    `weight_bits` and `kv_bits` are bits an element. Targets are seconds, 0 for none;
    `price_usd` is what one GPU costs an hour, None if unknown.
    """

    shape: ModelShape
    gpu: Gpu
    gpus: int = 1
    weight_bits: float = 16.0
    kv_bits: float = 16.0
    prompt_tokens: int = 1024
    reply_tokens: int = 256
    concurrency: int = 8
    ttft_target_s: float = 0.0
    tpot_target_s: float = 0.0
    price_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that must not be more than what is allowed; `use` from 1 on is too much."""

    name: str
    need: float
    allowed: float
    unit: str

    @property
    def use(self) -> float:
        return self.need / self.allowed if self.allowed > 0 else float("inf")

    @property
    def is_met(self) -> bool:
        return self.need <= self.allowed


USUAL = Efficiency()
