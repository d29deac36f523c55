"""Settings of the machine: kept, and never in the way."""

import pytest

from workbench.errors import StorageError
from workbench.machine import MachineSettings, read_machine_settings, write_machine_settings
from workbench.places import models_folder, settings_folder


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))


def test_what_was_written_is_read():
    settings = MachineSettings("/big/models", 4_000_000_000, ("mine",), True, 8012)
    write_machine_settings(settings)
    assert read_machine_settings() == settings
    assert len(list(settings_folder().iterdir())) == 1


def test_without_a_file_the_usual_holds():
    settings = read_machine_settings()
    assert settings == MachineSettings()
    assert settings.folder == models_folder()
    assert settings.memory_limit(1000) == 700
    assert MachineSettings(memory_limit_bytes=5).memory_limit(1000) == 5


def test_a_file_that_makes_no_sense_is_left_alone():
    path = settings_folder() / "machine.json"
    path.write_text('{"serve_port": "many"}')
    assert read_machine_settings() == MachineSettings()
    assert "many" in path.read_text()


def test_a_folder_that_cannot_be_written_is_told(monkeypatch):
    monkeypatch.setattr("workbench.machine._path", lambda: settings_folder() / "no" / "file")
    with pytest.raises(StorageError, match="cannot be written"):
        write_machine_settings(MachineSettings())
