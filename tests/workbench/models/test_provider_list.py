"""Which models a provider has, asked on a real socket."""

from contextlib import closing

import pytest

from tests.faults import FaultServer
from tests.workbench.models.remote import WIRES, remote, spec_of
from tests.workbench.models.scripted_server import ScriptedServer, plain
from workbench.cancellation import CancelToken
from workbench.domain.listed_model import ListedModel
from workbench.errors import ModelRefusedError, ModelUnavailableError, OfflineError
from workbench.models.provider_list import list_models, listed


@pytest.fixture
def server():
    with closing(FaultServer()) as made:
        yield made


def models(made, spec):
    return list_models(spec, made.link(), WIRES[spec.provider](), CancelToken())


@pytest.mark.parametrize("provider", WIRES)
def test_models_are_listed_by_name_with_their_context(server, provider):
    with remote() as made:
        found = models(made, spec_of(provider, server.url("m", "good", provider)))
    assert found == (ListedModel("big", 8192), ListedModel("small", 0))
    assert made.statuses == [200]


@pytest.mark.parametrize("provider", WIRES)
def test_a_key_that_is_refused_is_said(server, provider):
    with remote() as made, pytest.raises(ModelRefusedError, match="did not accept the key"):
        models(made, spec_of(provider, server.url("m", "key_refused", provider)))
    assert made.statuses == [401]


@pytest.mark.parametrize("provider", WIRES)
def test_nobody_is_asked_while_offline(server, provider):
    with remote(is_offline=True) as made, pytest.raises(OfflineError, match=r"api\.example\.com"):
        models(made, spec_of(provider, "https://api.example.com/v1"))


def test_a_bare_list_is_understood_and_anything_else_is_no_list():
    assert listed([{"id": "a", "context_length": 5}]) == [ListedModel("a", 5)]
    with pytest.raises((KeyError, TypeError)):
        listed({"hello": 1})


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (plain("200 OK", '{"hello": 1}'), "cannot be understood"),
        (plain("200 OK", "oops"), "not JSON|cannot be understood"),
        (plain("404 No", '{"error": {"message": "no"}}'), "does not know"),
    ],
)
def test_a_server_that_lists_nothing_is_said_in_a_sentence(says, words):
    class Server(ScriptedServer):
        """Takes a request without a body."""

        def _serve(self):
            with self._listener.accept()[0] as connection:
                connection.recv(65536)
                connection.sendall(self._says)

    kinds = (ModelRefusedError, ModelUnavailableError)
    with closing(Server(says)) as server, remote() as made, pytest.raises(kinds, match=words):
        models(made, spec_of("openai_compatible", server.base_url))
