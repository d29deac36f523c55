"""GPUs that models are served on, by their makers' data sheets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gpu:
    """`memory_gb` is 10^9 bytes; `tflops` is dense 16-bit matrix arithmetic, without sparsity.

    `link_gb_s`: how fast two of them exchange data, both directions together (NVLink, or PCIe).
    """

    name: str
    memory_gb: float
    bandwidth_gb_s: float
    tflops: float
    link_gb_s: float
    source: str

    @property
    def memory_bytes(self) -> float:
        return self.memory_gb * 1e9


GPUS = (
    Gpu("H100 SXM 80GB", 80, 3350, 989, 900, "NVIDIA H100 data sheet"),
    Gpu("H200 SXM 141GB", 141, 4800, 989, 900, "NVIDIA H200 data sheet"),
    Gpu("A100 SXM 80GB", 80, 2039, 312, 600, "NVIDIA A100 80GB data sheet"),
    Gpu("A100 PCIe 40GB", 40, 1555, 312, 64, "NVIDIA A100 data sheet"),
    Gpu("L40S 48GB", 48, 864, 362, 64, "NVIDIA L40S data sheet"),
    Gpu("L4 24GB", 24, 300, 121, 64, "NVIDIA L4 data sheet"),
    Gpu("A10 24GB", 24, 600, 125, 64, "NVIDIA A10 data sheet"),
    Gpu("T4 16GB", 16, 320, 65, 32, "NVIDIA T4 data sheet"),
    Gpu("RTX 4090 24GB", 24, 1008, 165, 64, "NVIDIA Ada architecture paper"),
    Gpu("MI300X 192GB", 192, 5300, 1307, 896, "AMD Instinct MI300X data sheet"),
)


def find_gpu(name: str) -> Gpu | None:
    """By the beginning of its name, whatever the case: `h100`, `L4`."""
    wanted = name.strip().lower()
    exact = [gpu for gpu in GPUS if gpu.name.lower() == wanted]
    starts = [gpu for gpu in GPUS if gpu.name.lower().split()[0] == wanted]
    begins = [gpu for gpu in GPUS if wanted and gpu.name.lower().startswith(wanted)]
    return next(iter([*exact, *starts, *begins]), None)
