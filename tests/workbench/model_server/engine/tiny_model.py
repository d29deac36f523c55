"""A model whose next token follows from all it has read: a wrong cache is a wrong answer."""

from collections import defaultdict
from itertools import count

import numpy as np

from workbench.model_server.engine.engine import Engine
from workbench.model_server.engine.job import Assignment, Job
from workbench.model_server.engine.settings import EngineSettings
from workbench.model_server.native.context import DecodeError

VOCABULARY = 29
END = 0


def next_token(tokens):
    """What the model says after these."""
    value = 7
    for token in tokens:
        value = (value * 31 + token + 1) % 10_007
    return value % VOCABULARY


class TinyContext:
    """Cells as llama.cpp has them: shared ones are the same, and there are only so many."""

    def __init__(self, cells=10_000, *, restores=True):
        self.total = cells
        self._restores = restores
        self.most_used = 0
        self.batches = []
        self.fails = False
        self._sequences = defaultdict(list)
        self._names = count()
        self._rows = []

    def decode(self, pieces):
        if self.fails:
            raise DecodeError("out of memory")
        self.batches.append([(piece.sequence, len(piece.tokens)) for piece in pieces])
        self._rows = []
        for piece in pieces:
            known = self._sequences[piece.sequence]
            assert piece.place == len(known), "a sequence is read without gaps"
            known += [(next(self._names), token) for token in piece.tokens]
            self._rows.append(self._said(piece) if piece.wants_logits else None)
        used = len({cell for cells in self._sequences.values() for cell, _ in cells})
        self.most_used = max(self.most_used, used)
        if used > self.total:
            raise DecodeError("no room")
        return list(range(len(pieces)))

    def _said(self, piece):
        logits = np.zeros(VOCABULARY, np.float32)
        logits[next_token([token for _, token in self._sequences[piece.sequence]])] = 1.0
        return logits

    def logits(self, row):
        assert self._rows[row] is not None, "logits that were not asked for"
        return self._rows[row]

    def share(self, source, target, tokens):
        assert not self._sequences[target], "only a new sequence takes a beginning over"
        assert len(self._sequences[source]) >= tokens, "only what was read can be shared"
        self._sequences[target] = self._sequences[source][:tokens]

    def forget(self, sequence, from_token=0):
        del self._sequences[sequence][from_token:]

    def forget_all(self):
        self._sequences.clear()

    def save(self, sequence):
        return TinyState([token for _, token in self._sequences[sequence]])

    def restore(self, sequence, state):
        assert not self._sequences[sequence]
        if not self._restores:
            return False
        self._sequences[sequence] = [(next(self._names), token) for token in state.tokens]
        return True

    @property
    def is_empty(self):
        return not any(self._sequences.values())


class TinyState:
    def __init__(self, tokens):
        self.tokens = tokens
        self.size_bytes = len(tokens)


class Letters:
    """Token 1 is `b`; 0 ends the answer."""

    def piece(self, token, *, special=False):
        return bytes([97 + token % 26])

    def is_end(self, token):
        return token == END


class Likeliest:
    def pick(self, context, row):
        return int(context.logits(row).argmax())


class Asked:
    """A job, and all that is told of it."""

    def __init__(self, prompt, limit=5, priority="batch", **more):
        self.told = []
        self.job = Job(Assignment(list(prompt), Likeliest(), limit, **more), priority, self.hear)

    def hear(self, event):
        self.told.append(event)

    @property
    def text(self):
        return "".join(getattr(event, "text", "") for event in self.told)


def engine(context=None, *, parallel=4, cells=None, prefix_bytes=10_000, **kind):
    """`kind`: can_cut, is_exact."""
    context = context or TinyContext(cells or 10_000)
    settings = EngineSettings(context.total, parallel, 64, prefix_bytes, **kind)
    made = Engine(context, Letters(), settings)
    made.context = context
    return made


def run(made, *asked, steps=10_000):
    """Submit and work until nothing is left to do."""
    for each in asked:
        made.submit(each.job)
    for _ in range(steps):
        if not made.has_work:
            return
        made.step()
    raise AssertionError("the engine does not come to an end")


def alone(prompt, limit=5):
    """What a lone run answers."""
    tokens, text = list(prompt), ""
    for _ in range(limit):
        token = next_token(tokens)
        if token == END:
            break
        tokens.append(token)
        text += Letters().piece(token).decode()
    return text
