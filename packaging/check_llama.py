"""Reads some tokens with the bundled model, run by .venv's Python once llama.cpp is installed.

Ends by a signal if the library was compiled for a processor that has more than this one.
"""

from llama_cpp import Llama

from workbench.models.catalog import bundled_chat_model, load_catalog

# So many at once that the kernels for whole blocks are used.
TOKENS = 64


def main() -> None:
    name = load_catalog()["chat"][0].name
    model = Llama(str(bundled_chat_model(name)), n_ctx=2 * TOKENS, n_threads=2, verbose=False)
    model.eval([1] * TOKENS)


if __name__ == "__main__":
    main()
