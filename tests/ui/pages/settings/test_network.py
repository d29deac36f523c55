"""Offline mode and the ledger in the Settings."""

import pytest
from PySide6.QtGui import QGuiApplication

from tests.ui.fake_bridge import workspace
from ui.pages.settings import PAGE
from ui.session import OFFLINE
from workbench.domain.egress import EgressRow, EgressTotal
from workbench.provider_commands import ListEgress, SetOffline
from workbench.provider_messages import EgressListed, NetworkChanged

ROW = EgressRow("api.example.com", "chat with far", 900, 4000, "", "2026-11-28T08:00:00+00:00")
TOTAL = EgressTotal(1, 900, 4000, ("api.example.com",))


@pytest.fixture
def network(build, bridge):
    page = build(PAGE)
    bridge.tell(*workspace(), NetworkChanged(False, EgressTotal(), EgressTotal()))
    return page.network


def test_nothing_left_is_said_as_that(network):
    assert network.sums.text() == "0 bytes left this machine."
    assert not network.copy_button.isEnabled()


def test_the_switch_is_sent_and_kept_for_the_next_start(network, bridge, session, monkeypatch):
    monkeypatch.setattr("ui.session.remember_offline", lambda *, is_on: None)
    network.toggle.click()
    assert bridge.sent_of(SetOffline)[-1].is_on
    assert session.settings.value(OFFLINE, False, bool)
    bridge.tell(NetworkChanged(True, EgressTotal(), EgressTotal()))
    assert network.state.text() == "Offline mode is on"


def test_what_left_is_listed_with_host_and_purpose_and_copied(network, bridge):
    bridge.tell(NetworkChanged(False, TOTAL, TOTAL))
    asked = bridge.sent_of(ListEgress)[-1].request_id
    bridge.tell(EgressListed(asked, (ROW,), TOTAL))
    assert network.sums.text() == (
        "900 bytes left this machine since the app was started. On record are 900, to "
        "api.example.com."
    )
    network.copy_button.click()
    assert "api.example.com\tchat with far\t900\t4000" in QGuiApplication.clipboard().text()
