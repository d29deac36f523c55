import pytest

from tests.workbench.worker.scripted_workspace import Desk, scripted_workspace


@pytest.fixture(scope="session")
def _desks(tmp_path_factory):
    desks = []
    folder = scripted_workspace(tmp_path_factory.mktemp("shared") / "workspace")
    yield folder, desks
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(_desks):
    """One worker for all tests that leave it as they found it; another if one broke it."""
    folder, desks = _desks
    if not desks or desks[-1].client.process.poll() is not None:
        desks.append(Desk(folder))
    return desks[-1]
