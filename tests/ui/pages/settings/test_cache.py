"""Kept answers in the settings: counted, forgotten, made anew."""

import pytest

from tests.ui.fake_bridge import workspace
from ui.pages.settings import PAGE
from ui.pages.settings.cache_words import audit_words, cache_words
from workbench.messages import Refused
from workbench.projections.cache_audit import AuditedHit, CacheAudit
from workbench.spending_commands import AuditCache, ClearCache, MeasureCache, StopAudit
from workbench.spending_messages import CacheAudited, CacheMeasured

MIB = 1024 * 1024
MEASURED = CacheMeasured(128, MIB // 2, 100 * MIB, 31, 69)
RIGHT = AuditedHit("t1", "exact", "Status?", "Status?", 1.0, "Active.", "Active.")
WRONG = AuditedHit("t2", "semantic", "How much do I pay?", "How much do I owe?", 0.96,
                   "You owe 48.00 USD.", "You pay 79.00 USD.", "It states 48.00.")  # fmt: skip


@pytest.fixture
def page(build, bridge):
    made = build(PAGE)
    bridge.tell(*workspace(), MEASURED)
    return made


@pytest.fixture
def section(page):
    return page.cache


def test_it_counts_what_is_kept_and_how_often_it_helped(section, bridge):
    assert bridge.sent_of(MeasureCache)
    assert (
        section.kept.text()
        == "128 answers, 0.5 MB of 100 MB, found in 31% of 100 turns that looked"
    )
    section.clear_button.click()
    assert bridge.sent_of(ClearCache)
    assert "no turn has looked" in cache_words(CacheMeasured(0, 0, MIB, 0, 0))


def test_an_audit_shows_how_far_it_is_and_what_was_wrong(section, bridge):
    section.sample.set_value("50")
    section.audit_button.click()
    asked = bridge.sent_of(AuditCache)[-1]
    assert asked.sample == 50
    assert not section.audit_button.isEnabled()
    assert section.progress.isVisible()
    bridge.tell(
        CacheAudited(asked.request_id, 1, 4, RIGHT, 0.1),
        CacheAudited(asked.request_id, 2, 4, WRONG, 0.2),
    )
    assert section.progress.share == 0.5
    bridge.tell(CacheAudited(asked.request_id, 2, 4, None, 0.2))
    assert "1 of 2 answers that were given again are wrong: 50%" in section.result.text()
    assert "cost $0.20" in section.result.text()
    assert "Made anew: You pay 79.00 USD." in section.found.toPlainText()
    assert "Status?" not in section.found.toPlainText()
    assert section.audit_button.isEnabled()


def test_an_audit_is_stopped_with_the_page(page, section, bridge):
    section.audit_button.click()
    assert page.is_running()
    page.stop()
    assert bridge.sent_of(StopAudit)


def test_an_audit_that_is_refused_says_why(section, bridge):
    section.audit_button.click()
    asked = bridge.sent_of(AuditCache)[-1]
    bridge.tell(Refused(asked.request_id, "Today's budget is spent.", "Raise it."))
    assert section.bar.text() == "Today's budget is spent. Raise it."
    assert not section.is_auditing


def test_an_audit_in_words():
    assert "nothing to check" in audit_words(CacheAudit())
    failed = AuditedHit("t3", "exact", "Q", "Q", 1.0, "a", problem="It is down.")
    assert "1 could not be made anew. Making them anew cost –." in audit_words(
        CacheAudit((failed,), None)
    )
