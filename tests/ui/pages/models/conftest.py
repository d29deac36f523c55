import pytest

from tests.ui.fake_bridge import workspace
from tests.ui.pages.models.desk import (
    answer_list,
)
from ui.pages.models import PAGE


@pytest.fixture
def page(build, bridge):
    made = build(PAGE)
    bridge.tell(*workspace())
    answer_list(bridge)
    return made


@pytest.fixture
def told(session):
    found = []
    session.told.connect(lambda sentence, change: found.append((sentence, change)))
    return found
