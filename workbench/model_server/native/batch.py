"""What goes into one call of the model: some tokens of some sequences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import llama_cpp
import numpy as np

api: Any = llama_cpp


@dataclass(frozen=True, slots=True)
class Piece:
    """The next tokens of one sequence, the first at `place` in it.

    `wants_logits`: what may follow the last of them is to be computed.
    """

    sequence: int
    place: int
    tokens: Sequence[int]
    wants_logits: bool


class TokenBatch:
    """Room for `size` tokens, filled anew for each call."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.native = api.llama_batch_init(size, 0, 1)
        self._tokens = np.ctypeslib.as_array(self.native.token, (size,))
        self._places = np.ctypeslib.as_array(self.native.pos, (size,))
        self._logits = np.ctypeslib.as_array(self.native.logits, (size,))
        np.ctypeslib.as_array(self.native.n_seq_id, (size,))[:] = 1
        self._sequences = [self.native.seq_id[row] for row in range(size)]

    def fill(self, pieces: Sequence[Piece]) -> list[int]:
        """The row of each piece's last token, in the order of the pieces.

        llama.cpp computes only neighbours together, which is several times faster: sequences
        whose numbers rise one by one.
        """
        row, last_rows = 0, [0] * len(pieces)
        for n in sorted(range(len(pieces)), key=lambda n: pieces[n].sequence):
            piece = pieces[n]
            end = row + len(piece.tokens)
            self._tokens[row:end] = piece.tokens
            self._places[row:end] = np.arange(piece.place, piece.place + len(piece.tokens))
            self._logits[row:end] = 0
            self._logits[end - 1] = piece.wants_logits
            for one in self._sequences[row:end]:
                one[0] = piece.sequence
            last_rows[n] = end - 1
            row = end
        self.native.n_tokens = row
        return last_rows

    def close(self) -> None:
        api.llama_batch_free(self.native)
