import pytest

from workbench.assembly.retrieving import reranker
from workbench.cancellation import CancelToken
from workbench.domain.bot import DEFAULT_RERANKER, RetrievalSettings
from workbench.errors import ModelUnavailableError
from workbench.processes.announcement import Address


class Children:
    """Serves any cross-encoder; `asked` collects which."""

    def __init__(self):
        self.asked = []

    def reranker(self, name, cancel):
        self.asked.append(name)
        return Address(4711, "token")


def made(children, **settings):
    return reranker(RetrievalSettings(rerank="cross_encoder", **settings), children, None)


def address(found):
    return found._server._find_server(CancelToken())


def test_only_a_bot_that_wants_a_cross_encoder_has_a_reranker():
    assert reranker(RetrievalSettings(), Children(), None) is None
    assert reranker(RetrievalSettings(rerank="listwise"), Children(), None) is None


def test_a_name_is_served_when_it_is_asked():
    children = Children()
    found = made(children)
    assert (found.name, children.asked) == (DEFAULT_RERANKER, [])
    assert address(found) == Address(4711, "token")
    assert children.asked == [DEFAULT_RERANKER]


def test_a_server_on_this_machine_is_asked_at_its_port():
    assert address(made(Children(), reranker="http://127.0.0.1:8080")) == Address(8080, "")


@pytest.mark.parametrize("name", ["http://example.com:8080", "http://127.0.0.1"])
def test_an_address_elsewhere_or_without_a_port_is_refused_in_words(name):
    with pytest.raises(ModelUnavailableError, match="no reranker on this machine"):
        made(Children(), reranker=name)
