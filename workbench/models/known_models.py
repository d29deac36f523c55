"""The models that can be downloaded: local_models/known.yaml, checked."""

from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

from workbench.domain.local_model import CatalogModel
from workbench.domain.model_shape import ModelShape


class Architecture(BaseModel):
    """`full_every`: every n-th layer has no sliding window."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    parameters: int = Field(gt=0)
    layers: int = Field(gt=0)
    heads: int = Field(gt=0)
    kv_heads: int = Field(gt=0)
    head_size: int = Field(gt=0)
    embedding: int = Field(gt=0)
    feed_forward: int = Field(gt=0)
    vocabulary: int = Field(gt=0)
    context_tokens: int = Field(gt=0)
    window_tokens: int = 0
    full_every: int = 0

    def shape(self, weight_bytes: int) -> ModelShape:
        every, layers = self.full_every, range(self.layers)
        return ModelShape(
            architecture=self.name,
            parameters=self.parameters,
            weight_bytes=weight_bytes,
            embedding=self.embedding,
            feed_forward=self.feed_forward,
            heads=self.heads,
            kv_heads=(self.kv_heads,) * self.layers,
            key_size=self.head_size,
            value_size=self.head_size,
            vocabulary=self.vocabulary,
            context_tokens=self.context_tokens,
            window_tokens=self.window_tokens,
            windowed=tuple(layer % every < every - 1 for layer in layers) if every else (),
        )


class KnownModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[\w.-]+$")
    title: str
    publisher: str
    licence: str
    repository: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    file: str = Field(pattern=r"^[\w.-]+\.gguf$")
    quantisation: str
    size_bytes: int = Field(gt=0)
    sha256: str = Field("", pattern=r"^([0-9a-f]{64})?$")
    is_gated: bool = False
    note: str = ""
    architecture: Architecture

    def value(self) -> CatalogModel:
        """The file is its weights but for a header of a few megabytes."""
        return CatalogModel(
            name=self.name,
            title=self.title,
            publisher=self.publisher,
            licence=self.licence,
            repository=self.repository,
            file=self.file,
            quantisation=self.quantisation,
            size_bytes=self.size_bytes,
            shape=self.architecture.shape(self.size_bytes),
            sha256=self.sha256,
            is_gated=self.is_gated,
            note=self.note,
        )


@cache
def known_models() -> tuple[CatalogModel, ...]:
    text = resources.files("local_models").joinpath("known.yaml").read_text("utf-8")
    content = YAML(typ="safe", pure=True).load(text)
    return tuple(KnownModel.model_validate(entry).value() for entry in content)
