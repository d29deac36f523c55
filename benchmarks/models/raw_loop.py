"""`python -m benchmarks.models.raw_loop MODEL`: one prompt on stdin by llama_decode alone.

Prints seconds to the first token, then tokens a second. As bare as Python allows: no server, no
text, the likeliest token each time; with the settings that are fastest here.
"""

import sys
import time
from pathlib import Path

from benchmarks.models.workload import STREAM_TOKENS
from workbench.model_server.chat_server import usual_threads
from workbench.model_server.native.batch import Piece
from workbench.model_server.native.context import ContextSettings, LlamaContext
from workbench.model_server.native.model import LlamaModel


def main(path: str) -> None:
    model = LlamaModel(Path(path))
    prompt = model.tokenize(sys.stdin.read(), special=True)
    context = LlamaContext(model, ContextSettings(4096, 1, 512, usual_threads()))
    context.decode([Piece(0, 0, prompt[:16], wants_logits=False)])
    context.forget_all()
    began = time.perf_counter()
    (row,) = context.decode([Piece(0, 0, prompt, wants_logits=True)])
    token = int(context.logits(row).argmax())
    first = time.perf_counter()
    for place in range(len(prompt), len(prompt) + STREAM_TOKENS - 1):
        (row,) = context.decode([Piece(0, place, [token], wants_logits=True)])
        token = int(context.logits(row).argmax())
    took_s = time.perf_counter() - first
    print(first - began, (STREAM_TOKENS - 1) / took_s)


if __name__ == "__main__":
    main(sys.argv[1])
