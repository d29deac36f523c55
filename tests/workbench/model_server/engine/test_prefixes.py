"""What is kept of prompts, and what goes when others need the room."""

from tests.workbench.model_server.engine.tiny_model import TinyState
from workbench.model_server.engine.prefixes import PrefixCache


def tokens(first, size=100):
    return [first] * size


def kept(most_bytes, *lists):
    cache = PrefixCache(most_bytes)
    for each in lists:
        cache.keep(each, lambda each=each: TinyState(each))
    return cache


def test_the_longest_common_beginning_is_found():
    cache = kept(1000, [*tokens(1, 50), *tokens(2)], tokens(1, 120))
    found, shared = cache.best([*tokens(1, 110), 9])
    assert (found.tokens, shared) == (tokens(1, 120), 110)
    assert cache.best([5, 5]) == (None, 0)


def test_the_least_recently_used_goes_first():
    cache = kept(300, tokens(1), tokens(2), tokens(3))
    used, _ = cache.best(tokens(1))
    cache.use(used)
    cache.keep(tokens(4), lambda: TinyState(tokens(4)))
    assert [cache.best(tokens(n))[1] for n in (1, 2, 3, 4)] == [100, 0, 100, 100]
    assert cache.size_bytes == 300


def test_what_is_nearly_known_is_not_kept_again():
    cache = kept(1000, tokens(1, 200))

    def unneeded():
        raise AssertionError("saved for nothing")

    cache.keep([*tokens(1, 190), 7], unneeded)
    assert len(cache) == 1


def test_a_longer_prompt_takes_the_place_of_its_beginning():
    cache = kept(1000, tokens(1, 100), tokens(1, 200))
    assert (len(cache), cache.size_bytes) == (1, 200)


def test_what_is_larger_than_all_the_room_is_not_kept():
    assert len(kept(50, tokens(1))) == 0
