"""A model that runs on this machine: what its file says, and where it can be had."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.bot import ModelSpec
from workbench.domain.model_shape import ModelShape

Origin = Literal["bundled", "picker", "folder", "catalog"]


@dataclass(frozen=True, slots=True)
class GgufFacts:
    """What the header of a GGUF file says. `size_bytes`: of all its parts.

    `fast_copy_bytes`: what the tensors take as Q8_0, the format of the bundled model's copy.
    `problem` is why it cannot be used as a chat model, one sentence, or empty; `hint` what to do.
    """

    shape: ModelShape
    quantisation: str
    size_bytes: int
    name: str = ""
    licence: str = ""
    has_template: bool = True
    fast_copy_bytes: int = 0
    problem: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class CatalogModel:
    """A model that can be downloaded from the Hugging Face hub. `sha256` empty: not known here."""

    name: str
    title: str
    publisher: str
    licence: str
    repository: str
    file: str
    quantisation: str
    size_bytes: int
    shape: ModelShape
    sha256: str = ""
    revision: str = "main"
    is_gated: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A row of the page Models. `spec` is None while it is not in the workspace's picker.

    `path`: the file, empty while it is not here. `shape` is None if the file cannot be read:
    then `problem` says why.
    """

    name: str
    origin: Origin
    path: str = ""
    spec: ModelSpec | None = None
    publisher: str = ""
    licence: str = ""
    quantisation: str = ""
    size_bytes: int = 0
    shape: ModelShape | None = None
    has_template: bool = True
    entry: CatalogModel | None = None
    problem: str = ""
    hint: str = ""
    keeps_warm: bool = False
