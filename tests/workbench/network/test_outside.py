"""What leaves is counted to the byte, and nothing leaves while offline."""

import asyncio
from contextlib import closing

import pytest

from tests.faults import FaultServer
from tests.workbench.models.remote import REQUEST, remote, spec_of
from tests.workbench.network.test_guard import own_address
from workbench.cancellation import CancelToken
from workbench.domain.model_call import Exchanged
from workbench.errors import ModelDroppedError, ModelUnavailableError, OfflineError
from workbench.network import outside as outside_module

HOST = own_address()
pytestmark = pytest.mark.skipif(not HOST, reason="this machine has no address but loopback")


class CountingServer(FaultServer):
    """Counts every byte that it is sent and sends."""

    def __init__(self, host):
        self.read_bytes = self.sent_bytes = 0
        super().__init__(host)

    async def _serve(self, reader, writer):
        until, exactly, write = reader.readuntil, reader.readexactly, writer.write

        async def readuntil(mark):
            data = await until(mark)
            self.read_bytes += len(data)
            return data

        async def readexactly(count):
            data = await exactly(count)
            self.read_bytes += len(data)
            return data

        def counted(data):
            self.sent_bytes += len(data)
            write(data)

        reader.readuntil, reader.readexactly, writer.write = readuntil, readexactly, counted
        await super()._serve(reader, writer)


@pytest.fixture
def server():
    with closing(CountingServer(HOST)) as made:
        yield made


@pytest.fixture
def here():
    with closing(FaultServer()) as made:
        yield made


@pytest.mark.parametrize("provider", ["openai_compatible", "anthropic", "gemini"])
def test_bytes_out_are_those_that_arrive(server, provider):
    spec = spec_of(provider, server.url("b", "good", provider))
    with remote() as made:
        told = list(made.stream(spec))
    (exchanged,) = [each for each in told if isinstance(each, Exchanged)]
    (row,) = made.rows
    assert row.bytes_out == exchanged.bytes_out == server.read_bytes
    # What frames the pieces of a chunked body is not part of it.
    assert 0.6 * server.sent_bytes < row.bytes_in <= server.sent_bytes
    assert (row.host, row.purpose, row.run_id) == (HOST, "chat with remote", "run-1")
    assert isinstance(told[-2], Exchanged)


def test_what_fails_is_counted_too(server):
    with remote() as made:
        told = []
        with pytest.raises(ModelDroppedError):
            told.extend(made.stream(spec_of("openai_compatible", server.url("b", "truncated"))))
    (row,) = made.rows
    assert row.bytes_out == server.read_bytes
    assert row.bytes_in > 0


def test_a_server_that_is_not_there_got_nothing():
    with remote() as made, pytest.raises(ModelUnavailableError, match="nothing answers"):
        list(made.stream(spec_of("openai_compatible", f"http://{HOST}:9/v1")))
    (row,) = made.rows
    assert (row.bytes_out, row.bytes_in) == (0, 0)


def test_what_stays_here_is_in_no_book(here):
    with remote() as made:
        told = list(made.stream(spec_of("openai_compatible", here.url("h", "good"))))
    assert made.rows == []
    assert not any(isinstance(each, Exchanged) for each in told)


def test_connections_are_kept_for_the_next_call(server):
    spec = spec_of("openai_compatible", server.url("k", "good"))
    with remote() as made:
        model = made.model(spec)
        for _ in range(3):
            list(model.stream(REQUEST, CancelToken()))
    assert (server.asked["k"], server.connections) == (3, 1)
    assert len(made.rows) == 3


def test_offline_nobody_is_even_connected_to(server, here):
    with remote(is_offline=True) as made:
        with pytest.raises(OfflineError, match="Offline mode is on"):
            list(made.stream(spec_of("openai_compatible", server.url("o", "good"))))
        *_, completion = made.ask(spec_of("openai_compatible", here.url("o", "good")))
    assert completion.text == "Your account is active."
    assert (server.connections, made.rows) == (0, [])


def test_going_offline_hangs_up_in_the_middle_of_an_answer(server):
    with remote() as made:
        stream = made.stream(spec_of("openai_compatible", server.url("c", "hang_during")))
        pieces = [next(stream), next(stream)]
        made.switch.set(is_on=True)
        made.outside.cut()
        with pytest.raises((ModelDroppedError, OfflineError)):
            list(stream)
    assert pieces == ["Your ", "account "]


def test_even_a_client_that_forgot_to_ask_cannot_leave_while_offline(server):
    with remote(is_offline=True) as made:

        async def get():
            url = server.url("f", "good")
            with pytest.raises(outside_module.httpx2.TransportError, match="offline mode is on"):
                await made.outside.client(url).get(url)

        made.io.run(get, CancelToken())
    assert server.connections == 0


def test_a_redirect_is_not_followed_as_the_key_was_meant_for_another(server):
    with remote() as made, pytest.raises(Exception, match="has moved to http://192"):
        made.ask(spec_of("anthropic", server.url("m", "moved", "anthropic")))
    assert server.asked["m"] == 1


def test_a_proxy_of_the_environment_is_used_for_what_is_outside_only(server, here, monkeypatch):
    """The proxy is our own server: it sees the whole address in the request line."""
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{here.port}")
    monkeypatch.setenv("no_proxy", "")
    url = f"http://{HOST}:1/p/good/v1"
    with remote() as made:

        async def get():
            response = await made.outside.client(url).get(f"{url}/models")
            return response.status_code

        assert made.io.run(get, CancelToken()) == 200
    assert here.connections == 1


def test_a_proxy_that_cannot_be_used_is_said(monkeypatch):
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1080")
    with remote() as made:

        async def get():
            with pytest.raises(ModelUnavailableError, match="a proxy that cannot be used"):
                made.outside.client(f"http://{HOST}/v1")
            await asyncio.sleep(0)

        made.io.run(get, CancelToken())
