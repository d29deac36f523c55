"""A LoRA adapter for the bundled model, made of chance, as a GGUF file."""

import gguf
import numpy as np

WIDTH, RANK = 576, 4


def write_adapter(path, *, strength=1.0, width=WIDTH):
    chance = np.random.default_rng(7)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(RANK))
    for side, shape in (("a", (RANK, width)), ("b", (width, RANK))):
        weights = chance.normal(0, strength, shape).astype(np.float32)
        writer.add_tensor(f"blk.0.attn_q.weight.lora_{side}", weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
