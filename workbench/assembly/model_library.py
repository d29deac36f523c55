"""The local models there are: in the picker, in the models folder, and to be downloaded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from workbench.assembly.model_sizes import ModelSizes, usable
from workbench.domain.bot import ModelSpec
from workbench.domain.host import Room
from workbench.domain.local_model import CatalogModel, GgufFacts, LocalModel, Origin
from workbench.errors import ConflictError, ModelUnavailableError, WorkbenchError
from workbench.machine import MachineSettings
from workbench.models.catalog import load_catalog
from workbench.models.known_models import known_models
from workbench.sizing.memory import USUAL_CONTEXT, LoadSettings, longest_context

_NOT_IN_NAME = re.compile(r"[^\w.-]+")
_LATER_PART = re.compile(r"-(?!00001)\d{5}-of-\d{5}\.gguf$")
MOST_FILES = 500


class ModelLibrary:
    """Reads files anew each time; what they say is remembered by `sizes`."""

    def __init__(self, sizes: ModelSizes) -> None:
        self._sizes = sizes

    def models(
        self, specs: Sequence[ModelSpec], settings: MachineSettings
    ) -> tuple[LocalModel, ...]:
        """Those of the picker first, then other files, then what can be downloaded."""
        local = [spec for spec in specs if spec.provider == "llama_cpp"]
        here = [self._of_spec(spec, settings) for spec in local]
        used = {model.path for model in here}
        found = [self.of_file(path) for path in _files(settings.folder) if str(path) not in used]
        known = {Path(model.path).name for model in (*here, *found)}
        rest = [_of_entry(entry) for entry in known_models() if entry.file not in known]
        return (*here, *found, *rest)

    def entry(self, name: str) -> CatalogModel:
        """Raises `WorkbenchError` with the names there are."""
        entries = {entry.name: entry for entry in known_models()}
        if name in entries:
            return entries[name]
        raise WorkbenchError(
            f"There is no model {name} to download.",
            f"Known are {', '.join(entries)}; or give a repository and a file of the hub.",
        )

    def spec_of_file(
        self, path: Path, specs: Sequence[ModelSpec], room: Room, name: str = ""
    ) -> ModelSpec:
        """A new entry of the picker for a file. Raises what is wrong with the file."""
        whole = path.expanduser().absolute()
        twin = next((each for each in specs if each.path == str(whole)), None)
        if twin:
            raise ConflictError(f"{path.name} is in the models already, as {twin.name}.")
        facts = self._sizes.facts_of(whole)
        usable(facts)
        wanted = name or _name_of(whole)
        return ModelSpec(
            _free(wanted, {spec.name for spec in specs}),
            path=str(whole),
            context_tokens=_context(facts, room),
        )

    def _of_spec(self, spec: ModelSpec, settings: MachineSettings) -> LocalModel:
        origin: Origin = "picker" if spec.path else "bundled"
        made = LocalModel(
            spec.name,
            origin,
            spec.path,
            spec,
            keeps_warm=spec.name in settings.keeps_warm,
        )
        if not spec.path:
            entry = next((each for each in load_catalog()["chat"] if each.name == spec.name), None)
            licence = entry.licence if entry else ""
            made = replace(made, publisher="Hugging Face", licence=licence)
        try:
            return _with_facts(made, self._sizes.facts(spec))
        except WorkbenchError as error:
            return replace(made, problem=error.message, hint=error.hint)

    def of_file(self, path: Path) -> LocalModel:
        """A file that is in no picker; what is wrong with it is in the value."""
        made = LocalModel(_name_of(path), "folder", str(path))
        try:
            return _with_facts(made, self._sizes.facts_of(path))
        except ModelUnavailableError as error:
            return replace(made, problem=error.message, hint=error.hint)


def _with_facts(model: LocalModel, facts: GgufFacts) -> LocalModel:
    entry = next(
        (each for each in known_models() if model.path and each.file == Path(model.path).name), None
    )
    return replace(
        model,
        entry=entry,
        publisher=model.publisher or (entry.publisher if entry else ""),
        licence=model.licence or (entry.licence if entry else facts.licence),
        quantisation=facts.quantisation,
        size_bytes=facts.size_bytes,
        shape=facts.shape,
        has_template=facts.has_template,
        problem=facts.problem,
        hint=facts.hint,
    )


def _of_entry(entry: CatalogModel) -> LocalModel:
    return LocalModel(
        entry.name,
        "catalog",
        publisher=entry.publisher,
        licence=entry.licence,
        quantisation=entry.quantisation,
        size_bytes=entry.size_bytes,
        shape=entry.shape,
        entry=entry,
    )


def _files(folder: Path) -> Iterator[Path]:
    """GGUF files of a folder and its folders; of one in several parts, the first."""
    try:
        found = sorted(path for path in folder.rglob("*.gguf") if path.is_file())
    except OSError:
        return
    yield from [path for path in found if not _LATER_PART.search(path.name)][:MOST_FILES]


def _name_of(path: Path) -> str:
    entry = next((each for each in known_models() if each.file == path.name), None)
    return entry.name if entry else _NOT_IN_NAME.sub("-", path.stem).strip("-.") or "model"


def _free(name: str, taken: set[str]) -> str:
    number, made = 1, name
    while made in taken:
        number += 1
        made = f"{name}-{number}"
    return made


def _context(facts: GgufFacts, room: Room) -> int:
    """The usual one, or less if memory or training do not allow it."""
    fitting = longest_context(
        facts.shape, LoadSettings(USUAL_CONTEXT), room.total, has_gpu=room.has_gpu
    )
    return min(fitting, USUAL_CONTEXT) or min(USUAL_CONTEXT, facts.shape.context_tokens or 4096)
