"""The door to tokenizers: where the tokens of a text are, as the embedder reads it."""

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from workbench.retrieval.chunkers.ruler import Span


class WordPieces:
    """For many threads. `model_dir`: the folder of MiniLM."""

    def __init__(self, model_dir: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(model_dir / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def __call__(self, text: str) -> Sequence[Span]:
        offsets: list[Span] = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return offsets
