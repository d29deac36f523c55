"""How long a layout of GPUs takes: moving the bytes or computing with them, whichever is longer.

Sources: Pope et al. 2022, Efficiently Scaling Transformer Inference (arXiv:2211.05102);
Williams et al. 2009, Roofline.
"""

from workbench.sizing.kv_cache import kv_bytes_a_token
from workbench.sizing.layout import Layout
from workbench.sizing.serving_task import Efficiency, ServingTask


class Roofline:
    """One layout of one task; each method is one formula."""

    def __init__(self, task: ServingTask, layout: Layout, efficiency: Efficiency) -> None:
        self.task, self.layout, self.efficiency = task, layout, efficiency
        self.sequences = -(-task.concurrency // layout.replicas)
        shape = task.shape
        self.active = shape.active_parameters or shape.parameters
        self.token_kv = kv_bytes_a_token(shape) / 2 * task.kv_bits / 8 * self._copies()

    def weights(self) -> float:
        """Of one replica."""
        return self.task.shape.parameters * self.task.weight_bits / 8

    def kv_bytes(self) -> float:
        """Of the sequences of one replica at their longest."""
        return self.sequences * self.sequence_tokens * self.token_kv

    def _copies(self) -> float:
        """More GPUs than key-value heads hold copies of them (vLLM, `QKVParallelLinear`)."""
        fewest = min((heads for heads in self.task.shape.kv_heads if heads), default=1)
        return max(1.0, self.layout.tensor / fewest)

    @property
    def sequence_tokens(self) -> int:
        return self.task.prompt_tokens + self.task.reply_tokens

    def room(self) -> float:
        """Memory of the GPUs of one replica that a server takes, less its activations."""
        each = self.task.gpu.memory_bytes * self.efficiency.memory
        return self.layout.gpus_a_replica * (each - self.efficiency.activation_bytes)

    def most_sequences(self) -> int:
        """How many fit into all replicas together."""
        left = self.room() - self.weights()
        each = self.sequence_tokens * self.token_kv
        return self.layout.replicas * max(0, int(left / each)) if each else 0

    @property
    def overlap(self) -> int:
        """How many groups of sequences a pipeline works on at once, one a stage."""
        return min(self.layout.pipeline, self.sequences)

    def step_s(self) -> float:
        """One token for every sequence: all weights and all caches are read once."""
        task, tensor = self.task, self.layout.tensor
        group = -(-self.sequences // self.overlap)
        middle = task.prompt_tokens + task.reply_tokens / 2
        read = self.weights_read() + group * middle * self.token_kv
        moving = read / (tensor * task.gpu.bandwidth_gb_s * 1e9 * self.efficiency.bandwidth)
        computing = 2 * self.active * group / self.flops()
        lost = self.efficiency.stage ** (self.layout.pipeline - 1)
        return max(moving, computing) / lost + self.exchange_s(group)

    def weights_read(self) -> float:
        """Of a mixture of experts, more experts the more sequences choose."""
        whole = self.weights()
        return min(whole, self.active * self.task.weight_bits / 8 * self.sequences)

    def prefill_s(self) -> float:
        """2 × parameters × tokens, and the attention between all of them."""
        task = self.task
        tokens = task.prompt_tokens
        width = task.shape.heads * task.shape.key_size
        attention = 2 * task.shape.layers * tokens * tokens * width
        work = 2 * self.active * tokens + attention
        return work / self.flops() + self.exchange_s(tokens)

    def flops(self) -> float:
        return self.layout.tensor * self.task.gpu.tflops * 1e12 * self.efficiency.compute

    def exchange_s(self, tokens: int) -> float:
        """Two all-reduces a layer between the GPUs of a layer, and a hop between stages."""
        layout, shape = self.layout, self.task.shape
        hops = (layout.pipeline - 1) * self.efficiency.hop_s
        if layout.tensor == 1:
            return hops
        sent = 2 * tokens * shape.embedding * 2 * (layout.tensor - 1) / layout.tensor
        each = sent / (self.task.gpu.link_gb_s * 1e9) + self.efficiency.hop_s
        return hops + 2 * shape.layers * each

    def tpot_s(self) -> float:
        """A step, and the share of the prompts that are read between the steps of an answer."""
        reading = self.sequences * self.prefill_s() / self.overlap
        return self.step_s() + reading / max(self.task.reply_tokens, 1)

    def ttft_s(self) -> float:
        """For a request that arrives alone: the step in progress, then its own prompt."""
        return self.prefill_s() + self.step_s()

    def requests_per_s(self) -> float:
        """Little's law: concurrency / time in the system; stages of a pipeline work at once."""
        task = self.task
        if self.sequences > self.most_sequences() / self.layout.replicas:
            return 0.0
        reading = self.sequences * self.prefill_s() / self.overlap
        busy = reading + task.reply_tokens * self.step_s()
        return self.layout.replicas * self.sequences / busy

    def cost_usd(self, tokens_per_s: float) -> float | None:
        price = self.task.price_usd
        if price is None or tokens_per_s <= 0:
            return None
        return self.task.gpus * price / 3600 / tokens_per_s * 1e6
