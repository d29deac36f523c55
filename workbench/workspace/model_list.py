"""models.yaml: the picker. The bundled model is always in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workbench.domain.bot import ModelSpec
from workbench.domain.vendors import vendor_named
from workbench.workspace.explain import validated
from workbench.workspace.files import Files
from workbench.workspace.problem import Problem, WrongFileError, wrong
from workbench.workspace.schema import ModelEntry
from workbench.workspace.yaml_file import YamlFile, parse_yaml

MODELS_PATH = "models.yaml"
BUNDLED = ModelSpec("smollm2-135m")


@dataclass(frozen=True, slots=True)
class ModelList:
    """The models that can be used, and why others cannot; `broken`: the same by their names."""

    specs: tuple[ModelSpec, ...]
    problems: tuple[Problem, ...] = ()
    broken: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)


def read_models(files: Files) -> ModelList:
    """One wrong model, or a wrong file, keeps none of the others from being used."""
    if not files.exists(MODELS_PATH):
        return ModelList((BUNDLED,))
    try:
        file = parse_yaml(MODELS_PATH, files.read(MODELS_PATH))
        entries = _entries(file)
    except WrongFileError as error:
        return ModelList((BUNDLED,), error.problems)
    specs: dict[str, ModelSpec] = {}
    problems: list[Problem] = []
    broken: dict[str, tuple[Problem, ...]] = {}
    for place in range(len(entries)):
        try:
            spec = _spec(files.folder, file, place)
            _check_new(spec, specs, file, place)
            specs[spec.name] = spec
        except WrongFileError as error:
            problems.extend(error.problems)
            broken.setdefault(_name(entries[place]), error.problems)
    whole = tuple(({BUNDLED.name: BUNDLED} | specs).values())
    return ModelList(whole, tuple(problems), broken)


def _name(entry: object) -> str:
    return str(entry.get("name", "")) if isinstance(entry, dict) else ""


def _entries(file: YamlFile) -> list[object]:
    if file.plain is None:
        return []
    if not isinstance(file.plain, list):
        hint = "Write one model a line: - {name: my-model, provider: llama_cpp, path: my.gguf}"
        raise wrong(file.path, 1, "the file must be a list of models", hint)
    return file.plain


def _check_new(spec: ModelSpec, known: dict[str, ModelSpec], file: YamlFile, place: int) -> None:
    if spec.name in known:
        first = next(at for at in range(place) if file.plain[at].get("name") == spec.name)
        lines = f"lines {file.line_of([first])} and {file.line_of([place])}"
        message = f'two models are called "{spec.name}" ({lines})'
        raise wrong(file.path, file.line_of([place]), message, "Give each a name of its own.")


def _spec(folder: Path, file: YamlFile, place: int) -> ModelSpec:
    entry = validated(ModelEntry, file, [place])
    _check_whole(entry, file, place)
    found = {
        "path": _found(folder, entry.path, entry.name, file, [place, "path"]),
        "lora": tuple(
            _found(folder, adapter, f"{entry.name}, adapter", file, [place, "lora", number])
            for number, adapter in enumerate(entry.lora)
        ),
        "script": tuple(entry.script),
        "can": tuple(entry.can),
        "cannot": tuple(entry.cannot),
    }
    return ModelSpec(**entry.model_dump() | found)


def _check_whole(entry: ModelEntry, file: YamlFile, place: int) -> None:
    line = file.line_of([place])
    vendor = vendor_named(entry.vendor)
    if vendor and vendor.wire != entry.provider:
        hint = f"Write provider: {vendor.wire}, or delete the line vendor."
        said = f'the model "{entry.name}" is spoken to as {entry.provider}, which {vendor.title}'
        raise wrong(file.path, line, f"{said} is not", hint)
    if entry.provider == "openai_compatible" and not (entry.base_url or vendor):
        hint = "Add its address: base_url: http://127.0.0.1:8000/v1, or who it is: vendor: openai"
        raise wrong(file.path, line, f'the model "{entry.name}" has no base_url', hint)
    if entry.provider == "llama_cpp" and not entry.path and entry.name != BUNDLED.name:
        hint = (
            f"Add the file: path: /folder/model.gguf, or name it {BUNDLED.name}, the bundled one."
        )
        raise wrong(file.path, line, f'the model "{entry.name}" has no path', hint)


def _found(folder: Path, written: str, what: str, file: YamlFile, at: list[int | str]) -> str:
    """The whole path of a file that a model needs."""
    if not written:
        return ""
    try:
        path = folder / Path(written).expanduser()
        if path.is_file():
            return str(path)
    except (ValueError, OSError, RuntimeError):
        path = Path(written)
    raise wrong(
        file.path,
        file.line_of(at),
        f'the model "{what}" is not at {path}',
        "Correct the path, or drag the GGUF file into the window again.",
    )
