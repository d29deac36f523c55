"""GGUF files as a test needs them, written by the format's own library."""

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter

TINY = {
    "block_count": 2,
    "context_length": 4096,
    "embedding_length": 64,
    "feed_forward_length": 128,
}


def write_gguf(path, architecture="llama", *, kv_heads=2, extra=None, tensors=("a.weight",)):
    """Small, and whole. `extra`: adds what else the header says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = GGUFWriter(path, architecture)
    writer.add_name("Tiny")
    writer.add_block_count(TINY["block_count"])
    writer.add_context_length(TINY["context_length"])
    writer.add_embedding_length(TINY["embedding_length"])
    writer.add_feed_forward_length(TINY["feed_forward_length"])
    writer.add_head_count(4)
    writer.add_head_count_kv(kv_heads)
    writer.add_token_list([f"t{n}" for n in range(300)])
    if extra:
        extra(writer)
    for name in tensors:
        writer.add_tensor(name, np.zeros((64, 64), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def quantised(writer):
    block = np.zeros((64, 34 * 2), np.uint8)
    writer.add_tensor("b.weight", block, raw_dtype=GGMLQuantizationType.Q8_0)
