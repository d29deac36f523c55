"""A file of the Hugging Face hub, as people write it."""

import re
from dataclasses import dataclass

_REPOSITORY = r"[\w.-]+/[\w.-]+"
REPOSITORY = re.compile(_REPOSITORY)
# https://huggingface.co/OWNER/NAME/blob/main/FILE.gguf, as a browser has it.
_ADDRESS = re.compile(rf"https?://[^/]+/({_REPOSITORY})/(?:blob|resolve)/([\w.-]+)/(.+\.gguf)")
_PATH = re.compile(rf"({_REPOSITORY})/(.+\.gguf)")


@dataclass(frozen=True, slots=True)
class HubFile:
    """`repository`: OWNER/NAME. `file`: its path in there. `revision`: a branch or a commit."""

    repository: str
    file: str
    revision: str = "main"

    @property
    def name(self) -> str:
        """What a model of this file is called."""
        return self.file.rsplit("/", 1)[-1].removesuffix(".gguf")


def read_hub_file(text: str) -> HubFile | None:
    """Of the address of a browser or of OWNER/NAME/FILE.gguf; None if it is neither."""
    text = text.strip().split("?")[0]
    if address := _ADDRESS.fullmatch(text):
        repository, revision, file = address.groups()
        return HubFile(repository, file, revision)
    if path := _PATH.fullmatch(text):
        return HubFile(*path.groups())
    return None
