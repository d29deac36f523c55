import pytest

from ui.theme.theme import Theme


@pytest.fixture
def theme(qapp):
    """The light theme on the whole application; gone after the test."""
    made = Theme("light")
    made.apply()
    yield made
    qapp.setStyleSheet("")
    made.deleteLater()
