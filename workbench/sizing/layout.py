"""How a model is spread over GPUs: tensor parallel, pipeline parallel, replicas."""

from collections.abc import Iterator
from dataclasses import dataclass

# Tensor parallelism exchanges data in every layer, so it stays inside one machine.
GPUS_A_MACHINE = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """`tensor` GPUs share each layer, `pipeline` stages share the layers, `replicas` the load."""

    tensor: int = 1
    pipeline: int = 1
    replicas: int = 1

    @property
    def gpus(self) -> int:
        return self.tensor * self.pipeline * self.replicas

    @property
    def gpus_a_replica(self) -> int:
        return self.tensor * self.pipeline

    def words(self) -> str:
        """`TP 4`, `TP 8 × PP 2`, `TP 2, 4 replicas`."""
        pipeline = f" × PP {self.pipeline}" if self.pipeline > 1 else ""
        replicas = f", {self.replicas} replicas" if self.replicas > 1 else ""
        return f"TP {self.tensor}{pipeline}{replicas}"


def layouts(gpus: int, heads: int, layers: int) -> Iterator[Layout]:
    """Every layout that uses all of them: tensor parallel divides the attention heads evenly.

    Source: Shoeybi et al. 2019, Megatron-LM (arXiv:1909.08053).
    """
    for tensor in range(1, min(gpus, GPUS_A_MACHINE) + 1):
        if gpus % tensor or heads % tensor:
            continue
        for pipeline in range(1, gpus // tensor + 1):
            if (gpus // tensor) % pipeline == 0 and pipeline <= layers:
                yield Layout(tensor, pipeline, gpus // tensor // pipeline)
