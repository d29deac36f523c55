"""Markdown files, as they are: places in the document are places in the file."""

from workbench.retrieval.loaders.decoding import decoded
from workbench.retrieval.loaders.front_matter import front_matter
from workbench.retrieval.loaders.loaded import Loaded


def load_markdown(content: bytes) -> Loaded:
    text = decoded(content)
    return Loaded(text, front_matter(text))
