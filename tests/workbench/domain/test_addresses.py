import pytest

from workbench.domain.addresses import host_of, is_loopback, place_of


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.", "127.0.0.1", "127.8.9.1", "::1", "[::1]", "a.localhost",
     "::ffff:127.0.0.1"],
)  # fmt: skip
def test_what_stays_here_is_known(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["example.com", "192.168.0.1", "10.0.0.1", "0.0.0.0", "::", "fe80::1%eth0", "", "localhost.com",
     "127.0.0.1.example.com", "::ffff:10.0.0.1", "1270.0.0.1"],
)  # fmt: skip
def test_everything_else_is_outside(host):
    assert not is_loopback(host)


def test_hosts_and_places_are_read_from_urls_even_from_broken_ones():
    assert host_of("https://API.example.com:8443/v1") == "api.example.com"
    assert place_of("https://api.example.com:8443/v1") == "api.example.com:8443"
    assert place_of("http://[::1]/v1") == "::1"
    assert host_of("http://[broken") == place_of("http://[broken") == ""
    assert place_of("http://h:port/v1") == ""
