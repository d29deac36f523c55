"""Settings of this machine, not of a workspace: where models lie, how much memory they may take."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from workbench.errors import StorageError
from workbench.places import models_folder, settings_folder

FILE = "machine.json"
# What is left to the system and to other programs when nobody says how much.
USUAL_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """`models_folder` empty: the app's own. `memory_limit_bytes` 0: a share of the RAM.

    `keeps_warm`: names of models that are loaded at the start and not unloaded for others.
    `serves_network`: a served model listens to other machines too. `serve_port` 0: any free one.
    """

    models_folder: str = ""
    memory_limit_bytes: int = 0
    keeps_warm: tuple[str, ...] = ()
    serves_network: bool = False
    serve_port: int = 0

    @property
    def folder(self) -> Path:
        return Path(self.models_folder).expanduser() if self.models_folder else models_folder()

    def memory_limit(self, total_bytes: int) -> int:
        return self.memory_limit_bytes or int(USUAL_SHARE * total_bytes)


_settings = TypeAdapter(MachineSettings)


def read_machine_settings() -> MachineSettings:
    """The usual ones where there is no file, or none that can be read."""
    try:
        return _settings.validate_json(_path().read_bytes())
    except (OSError, ValidationError):
        return MachineSettings()


def write_machine_settings(settings: MachineSettings) -> None:
    """All of it or nothing. Raises `StorageError`."""
    path = _path()
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps(asdict(settings), indent=2) + "\n", "utf-8")
        draft.replace(path)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}.", "Free some space, and try again."
        ) from error


def _path() -> Path:
    return settings_folder() / FILE
