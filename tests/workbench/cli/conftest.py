from contextlib import closing

import pytest

from tests.workbench.cli.commands import Ended, SharedWorker
from tests.workbench.worker.scripted_workspace import Desk, put, scripted_workspace
from workbench.cli.main import main


@pytest.fixture(scope="session")
def _worker(tmp_path_factory):
    folder = scripted_workspace(tmp_path_factory.mktemp("cli") / "workspace")
    with closing(Desk(folder)) as desk:
        yield SharedWorker(desk)


@pytest.fixture
def shared(_worker, monkeypatch, capsys):
    """Commands on a worker that runs already: `shared(...)`; its files are put back after."""
    monkeypatch.setattr("workbench.cli.session.WorkerClient", _worker)
    before = {path: path.read_text() for path in _worker.folder.rglob("*.*") if path.is_file()
              and ".workbench" not in path.parts}  # fmt: skip

    def command(*args):
        capsys.readouterr()
        status = main([args[0], "--workspace", str(_worker.folder), *args[1:]])
        return Ended(status, *capsys.readouterr())

    command.folder, command.desk = _worker.folder, _worker.desk
    yield command
    for path in set(_worker.folder.rglob("*.*")) - before.keys():
        if path.is_file() and ".workbench" not in path.parts:
            path.unlink()
    for path, text in before.items():
        put(path.parent, path.name, text)
    _worker.settle()
