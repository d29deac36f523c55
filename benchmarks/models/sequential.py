"""`python -m benchmarks.models.sequential MODEL`: items on stdin, tokens a second on stdout."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import llama_cpp

from benchmarks.models.workload import NEW_TOKENS, Item

CONTEXT_TOKENS = 4096


def main(path: str) -> None:
    items = [Item(**each) for each in json.load(sys.stdin)]
    model = llama_cpp.Llama(path, n_ctx=CONTEXT_TOKENS, verbose=False)
    tokens, began = 0, time.perf_counter()
    for item in items:
        # A bias keeps it from ending early, as `ignore_eos` does for servers.
        # Its types know each role of a message by a class of its own, and ids of a bias as numbers,
        # which it then takes as texts alone.
        ask: Callable[..., Any] = model.create_chat_completion
        answer = ask(
            item.messages,
            temperature=0,
            max_tokens=NEW_TOKENS,
            logit_bias={str(model.token_eos()): -100.0},
        )
        tokens += int(answer["usage"]["completion_tokens"])
    print(tokens / (time.perf_counter() - began))


if __name__ == "__main__":
    main(sys.argv[1])
