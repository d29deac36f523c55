"""What the worker says of local models and of memory, asked for by the commands."""

from collections.abc import Iterator
from typing import TypeVar

from workbench.cli.session import CliSession
from workbench.domain.local_model import LocalModel
from workbench.errors import WorkbenchError
from workbench.model_commands import InspectModelFile, ListLocalModels, MeasureMemory
from workbench.model_messages import LocalModelsListed, MemoryMeasured, SpeedTestsListed

REQUEST = "cli"

Listed = TypeVar("Listed", LocalModelsListed, SpeedTestsListed)


def local_models(session: CliSession) -> list[LocalModel]:
    session.client.send(ListLocalModels(REQUEST))
    return [model for piece in pieces(session, LocalModelsListed) for model in piece.models]


def pieces(session: CliSession, kind: type[Listed]) -> Iterator[Listed]:
    """A long list comes in several messages."""
    for piece in session.client.answers(kind):
        yield piece
        if piece.is_last:
            return


def measured(session: CliSession) -> MemoryMeasured:
    session.client.send(MeasureMemory(REQUEST))
    return next(session.client.answers(MemoryMeasured))


def model_or_file(session: CliSession, wanted: str) -> LocalModel:
    """By its name, or a GGUF file by its path. Raises `WorkbenchError`."""
    models = {model.name: model for model in local_models(session)}
    if wanted in models:
        return models[wanted]
    if not wanted.endswith(".gguf"):
        known = ", ".join(models)
        raise WorkbenchError(f"There is no model {wanted}.", f"Known are {known}; or name a file.")
    session.client.send(InspectModelFile(REQUEST, wanted))
    return next(session.client.answers(LocalModelsListed)).models[0]
