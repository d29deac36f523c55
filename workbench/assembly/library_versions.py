"""Which versions of libraries an index is made with, for people to compare."""

from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("onnxruntime", "tokenizers", "markdown-it-py", "pypdf", "mammoth", "chromadb")


def library_versions() -> str:
    return " ".join(f"{name} {_version(name)}" for name in LIBRARIES)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
