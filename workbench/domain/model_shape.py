"""The numbers of a model that its memory and its speed depend on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelShape:
    """As a GGUF header or a model's config.json says it; sizes in elements unless named otherwise.

    `kv_heads` has one number a layer (0: the layer keeps no keys and values). `window_tokens` is
    the sliding window, 0 without; `windowed` says which layers have it. `weight_bytes` is what
    all tensors take as they are loaded. `active_parameters` are those that one token passes
    through: fewer than `parameters` in a mixture of experts.
    """

    architecture: str
    parameters: int
    weight_bytes: int
    embedding: int
    feed_forward: int
    heads: int
    kv_heads: tuple[int, ...]
    key_size: int
    value_size: int
    vocabulary: int
    context_tokens: int
    window_tokens: int = 0
    windowed: tuple[bool, ...] = ()
    active_parameters: int = 0

    @property
    def layers(self) -> int:
        return len(self.kv_heads)

    def is_windowed(self, layer: int) -> bool:
        return self.window_tokens > 0 and layer < len(self.windowed) and self.windowed[layer]
