"""Plain text files."""

from workbench.retrieval.loaders.decoding import decoded
from workbench.retrieval.loaders.loaded import Loaded


def load_plain(content: bytes) -> Loaded:
    """A form feed in it ends a page, as in the text of printers and of RFCs."""
    return Loaded(decoded(content))
