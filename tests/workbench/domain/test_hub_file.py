"""What people write for a file of the hub."""

import pytest

from workbench.domain.hub_file import HubFile, read_hub_file


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Qwen/Qwen3-4B-GGUF/Q3.gguf", HubFile("Qwen/Qwen3-4B-GGUF", "Q3.gguf")),
        (" A/B.c/deep/er/x.Q4_K_M.gguf ", HubFile("A/B.c", "deep/er/x.Q4_K_M.gguf")),
        ("https://huggingface.co/A/B/blob/main/x.gguf", HubFile("A/B", "x.gguf")),
        ("https://hub.test:8/A/B/resolve/v1/sub/x.gguf?a=1", HubFile("A/B", "sub/x.gguf", "v1")),
        ("qwen3-4b", None),
        ("A/B", None),
        ("A/B/readme.md", None),
        ("https://huggingface.co/A/B", None),
        ("", None),
    ],
)
def test_an_address_or_a_path_names_a_file_and_nothing_else_does(text, place):
    assert read_hub_file(text) == place


def test_the_model_is_called_after_its_file():
    assert HubFile("A/B", "deep/x.Q4_K_M.gguf").name == "x.Q4_K_M"
