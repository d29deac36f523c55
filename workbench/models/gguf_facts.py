"""What a GGUF file is as a chat model: shape, quantisation, and why it may not be usable."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

from workbench.cancellation import CancelToken
from workbench.domain.local_model import GgufFacts
from workbench.domain.model_shape import ModelShape
from workbench.models.gguf_header import (
    AGAIN,
    GGUF,
    GgufHeader,
    NotAModelError,
    Tensor,
    read_header,
)
from workbench.sizing.words import size_words

# Which layers have the sliding window where the file does not say: `full` is every n-th layer
# that has none (llama.cpp, llama-hparams.cpp set_swa_pattern, llama-model.cpp).
_EVERY_NTH_IS_FULL = {"gemma2": 2, "gemma3": 6, "cohere2": 4, "gpt-oss": 2, "exaone4": 4}
_NOT_CHAT = ("bert", "clip", "t5encoder", "wavtokenizer-dec", "mmproj", "nomic-bert", "jina-bert")
_Q8_0_BLOCK, _Q8_0_BYTES = 32, 34
MOST_LAYERS = 1000
_PART = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$")


def read_facts(path: Path) -> GgufFacts:
    """Raises `NotAModelError` if the file is no GGUF, or is cut short or damaged."""
    header = read_header(path)
    _check_whole(path, header)
    parts = [path, *_other_parts(path, header)]
    headers = [header, *(read_header(part) for part in parts[1:])]
    for part, each in zip(parts[1:], headers[1:], strict=True):
        _check_whole(part, each)
    problem, hint = _problem(path.name, header.values)
    values = header.values
    return GgufFacts(
        shape=_shape(path.name, headers),
        quantisation=_quantisation(headers),
        size_bytes=sum(part.stat().st_size for part in parts),
        name=str(values.get("general.name", "")),
        licence=str(values.get("general.license", "")),
        has_template=bool(values.get("tokenizer.chat_template")),
        fast_copy_bytes=_as_q8_0(headers),
        problem=problem,
        hint=hint,
    )


def _check_whole(path: Path, header: GgufHeader) -> None:
    size = path.stat().st_size
    if size < header.end_bytes:
        raise NotAModelError(
            f"{path.name} is cut short: {size_words(size)} of "
            f"{size_words(header.end_bytes)} are here.",
            AGAIN,
        )


def _other_parts(path: Path, header: GgufHeader) -> list[Path]:
    """A large model may come in several files, beside each other."""
    count = int(header.values.get("split.count", 1))
    named = _PART.search(path.name)
    if count <= 1 or not named:
        return []
    stem = path.name[: named.start()]
    parts = [path.with_name(f"{stem}-{n:05}-of-{count:05}.gguf") for n in range(1, count + 1)]
    missing = [part.name for part in parts if not part.is_file()]
    if missing:
        raise NotAModelError(
            f"{path.name} is one of {count} parts, and {missing[0]} is not beside it.",
            "Download all parts into one folder, and add the first.",
        )
    return [part for part in parts if part != path]


def _problem(name: str, values: dict[str, Any]) -> tuple[str, str]:
    """Why it is no chat model that this llama.cpp loads: a sentence and a remedy, or nothing."""
    kind = str(values.get("general.type", "model"))
    architecture = str(values.get("general.architecture", ""))
    if kind == "adapter":
        return (
            f"{name} is an adapter (LoRA), not a whole model.",
            "Name it under lora: of the model that it was made for, in models.yaml.",
        )
    if kind != "model" or architecture in _NOT_CHAT:
        return (
            f"{name} is a part or helper ({architecture or kind}), not a chat model.",
            "Pick the file with the language model.",
        )
    known = set(GGUF.get(CancelToken()).MODEL_ARCH_NAMES.values())
    if architecture not in known:
        return (
            f"{name} has the architecture {architecture or 'unknown'}, "
            "which this llama.cpp does not know.",
            "Update the app, or pick another model.",
        )
    return "", ""


def _shape(name: str, headers: list[GgufHeader]) -> ModelShape:
    values, lengths = headers[0].values, headers[0].lengths
    architecture = str(values.get("general.architecture", ""))

    def number(key: str, default: Any = 0) -> int:
        value = values.get(f"{architecture}.{key}", default)
        return int(max(value) if isinstance(value, tuple) and value else value or 0)

    tensors = [tensor for header in headers for tensor in header.tensors]
    layers, heads = number("block_count"), number("attention.head_count", 1)
    if layers > MOST_LAYERS:
        raise NotAModelError(f"{name} is damaged: it claims to have {layers:,} layers.", AGAIN)
    embedding = number("embedding_length")
    head_size = embedding // max(heads, 1)
    parameters = sum(tensor.elements for tensor in tensors)
    vocabulary = lengths.get("tokenizer.ggml.tokens", 0) or number("vocab_size")
    window = number("attention.sliding_window")
    return ModelShape(
        architecture=architecture,
        parameters=parameters,
        weight_bytes=sum(tensor.size_bytes for tensor in tensors),
        embedding=embedding,
        feed_forward=number("feed_forward_length"),
        heads=heads,
        kv_heads=_kv_heads(values.get(f"{architecture}.attention.head_count_kv", heads), layers),
        key_size=number("attention.key_length") or head_size,
        value_size=number("attention.value_length") or head_size,
        vocabulary=vocabulary,
        context_tokens=number("context_length"),
        window_tokens=window,
        windowed=_windowed(values, architecture, layers) if window else (),
        active_parameters=_active(tensors, number("expert_count"), number("expert_used_count")),
    )


def _kv_heads(value: Any, layers: int) -> tuple[int, ...]:
    if isinstance(value, tuple):
        return tuple(int(each) for each in value[:layers])
    return (int(value),) * layers


def _windowed(values: dict[str, Any], architecture: str, layers: int) -> tuple[bool, ...]:
    said = values.get(f"{architecture}.attention.sliding_window_pattern")
    if isinstance(said, tuple):
        return tuple(bool(each) for each in said[:layers])
    every = said or _EVERY_NTH_IS_FULL.get(architecture, 0)
    return tuple(layer % every < every - 1 for layer in range(layers)) if every else ()


def _active(tensors: list[Tensor], experts: int, used: int) -> int:
    """Of a mixture of experts, only the chosen ones are passed through."""
    if not experts or not used:
        return 0
    of_experts: int = sum(tensor.elements for tensor in tensors if "_exps." in tensor.name)
    whole: int = sum(tensor.elements for tensor in tensors)
    return round(whole - of_experts * (1 - used / experts))


def _quantisation(headers: list[GgufHeader]) -> str:
    """As the file names it, e.g. `Q4_K_M`; else the format of most weights."""
    named = headers[0].values.get("general.file_type")
    if named is not None:
        try:
            name = str(GGUF.get(CancelToken()).LlamaFileType(int(named)).name)
        except ValueError:
            name = ""
        if name and name != "GUESSED":
            return name.removeprefix("MOSTLY_").removeprefix("ALL_")
    formats: Counter[str] = Counter()
    for header in headers:
        for tensor in header.tensors:
            formats[tensor.type_name] += tensor.elements
    return formats.most_common(1)[0][0] if formats else ""


def _as_q8_0(headers: list[GgufHeader]) -> int:
    """Small vectors stay as they are; everything else takes 34 bytes for 32 elements."""
    total = 0
    for header in headers:
        for tensor in header.tensors:
            if tensor.type_name in {"F32", "F16", "BF16"} and tensor.elements < 1_000_000:
                total += tensor.size_bytes
            else:
                total += tensor.elements // _Q8_0_BLOCK * _Q8_0_BYTES
    return total
