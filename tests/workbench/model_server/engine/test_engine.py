"""The engine over a model that answers wrongly as soon as its cache is wrong."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.model_server.engine.tiny_model import (
    END,
    Asked,
    TinyContext,
    alone,
    engine,
    next_token,
    run,
)
from workbench.model_server.engine.job import Finished, PromptRead, Text

SHARED = list(range(1, 28)) * 4


def prompts(count, own=6):
    return [[*SHARED, *range(number, number + own)] for number in range(1, count + 1)]


def test_many_answers_at_once_are_those_of_lone_runs():
    made = engine()
    asked = [Asked(prompt, limit=7) for prompt in prompts(9)]
    run(made, *asked)
    assert [each.text for each in asked] == [alone(prompt, 7) for prompt in prompts(9)]
    assert all(each.told[-1] == Finished() for each in asked)
    assert made.context.is_empty
    assert made.places.cells.used == 0


def test_a_common_beginning_is_read_once():
    made = engine(parallel=4)
    run(made, *(Asked(prompt) for prompt in prompts(12)))
    assert made.meters.prompt_tokens < len(SHARED) + 12 * 10
    assert made.meters.cached_tokens >= 11 * len(SHARED)
    assert made.meters.prefix_hit_rate > 0.8


def test_those_that_share_a_beginning_are_answered_together_whatever_their_order():
    made = engine(parallel=3)
    other = [28 - token for token in SHARED]
    mixed = [[*(SHARED if n % 2 else other), n, n + 1] for n in range(1, 13)]
    run(made, *(Asked(prompt) for prompt in mixed))
    assert made.meters.prompt_tokens < 2 * len(SHARED) + 12 * 10


def test_answers_take_the_lowest_numbers_so_that_those_at_work_have_no_gaps():
    made = engine(parallel=8)
    run(made, *(Asked(prompt, limit=3) for prompt in prompts(3)))
    run(made, *(Asked(prompt, limit=3) for prompt in prompts(2)))
    assert {number for batch in made.context.batches for number, _ in batch} == {0, 1, 2}


def test_a_known_conversation_is_not_read_again():
    made = engine()
    first = Asked(SHARED, limit=3, priority="interactive")
    run(made, first)
    said = [ord(letter) - 97 for letter in first.text]
    again = Asked([*SHARED, *said, 5, 6, 7], limit=4, priority="interactive")
    run(made, again)
    assert again.job.timings.cached_tokens >= len(SHARED) + len(said) - 1
    assert again.text == alone([*SHARED, *said, 5, 6, 7], 4)


def test_a_person_is_served_while_batch_answers_rest():
    made = engine(parallel=4)
    batch = [Asked(prompt, limit=20) for prompt in prompts(3)]
    for each in batch:
        made.submit(each.job)
    for _ in range(6):
        made.step()
    person = Asked([9, 8, 7], limit=3, priority="interactive")
    made.submit(person.job)
    written = [len(each.told) for each in batch]
    while Finished() not in person.told:
        made.step()
    assert [len(each.told) for each in batch] == written
    run(made)
    assert [each.text for each in batch] == [alone(prompt, 20) for prompt in prompts(3)]


def test_a_person_without_a_place_pushes_a_batch_answer_aside_which_then_goes_on():
    made = engine(parallel=2)
    batch = [Asked(prompt, limit=15) for prompt in prompts(2)]
    for each in batch:
        made.submit(each.job)
    for _ in range(8):
        made.step()
    person = Asked([9, 8, 7], limit=3, priority="interactive")
    made.submit(person.job)
    made.step()
    assert (made.running, made.waiting) == (2, 1)
    run(made)
    assert made.meters.set_aside == 1
    assert person.text == alone([9, 8, 7], 3)
    assert [each.text for each in batch] == [alone(prompt, 15) for prompt in prompts(2)]


def test_who_hangs_up_is_let_go_of_at_the_next_step_and_its_followers_go_on():
    made = engine(parallel=4)
    leader, *followers = [Asked(prompt) for prompt in prompts(3)]
    for each in (leader, *followers):
        made.submit(each.job)
    made.step()
    made.drop(leader.job)
    run(made)
    assert [each.text for each in followers] == [alone(prompt) for prompt in prompts(3)[1:]]
    assert Finished() not in leader.told
    assert made.meters.dropped == 1
    assert made.context.is_empty


def test_who_hangs_up_and_asks_again_is_not_read_again():
    made = engine()
    stopped, again = Asked(SHARED, limit=50), Asked(SHARED, limit=3)
    made.submit(stopped.job)
    while not stopped.text:
        made.step()
    made.drop(stopped.job)
    run(made, again)
    assert again.text == alone(SHARED, 3)
    assert again.job.timings.cached_tokens >= len(SHARED) - 2


def test_who_hangs_up_in_the_queue_is_never_begun():
    made = engine(parallel=1)
    first, second = Asked(SHARED, limit=3), Asked(SHARED[::-1], limit=3)
    made.submit(first.job)
    made.submit(second.job)
    made.step()
    made.drop(second.job)
    assert made.waiting == 0
    run(made)
    assert second.told == []


def test_running_answers_go_on_while_a_long_prompt_is_read():
    made = engine(parallel=2)
    first = Asked([3, 1, 4, 1, 5], limit=40, ignores_end=True)
    made.submit(first.job)
    made.step()
    made.step()
    long = Asked(list(range(1, 28)) * 20, limit=2)
    made.submit(long.job)
    made.step()
    written = first.job.timings.reply_tokens
    while not any(isinstance(event, Text) for event in long.told):
        made.step()
    assert first.job.timings.reply_tokens - written >= 27 * 20 // 64 - 1
    assert next(event for event in long.told if isinstance(event, PromptRead)).total == 27 * 20


def test_no_more_than_fits_is_begun():
    made = engine(cells=300, parallel=8)
    asked = [Asked([n, *range(1, 28)] * 4, limit=20) for n in range(1, 9)]
    run(made, *asked)
    assert made.context.most_used <= 300
    assert [each.text for each in asked] == [alone([n, *range(1, 28)] * 4, 20) for n in range(1, 9)]


def test_answers_that_outgrow_the_cache_take_turns():
    made = engine(cells=256, parallel=4)
    asked = [Asked([n, 2, 3], limit=150, ignores_end=True) for n in range(4)]
    for each in asked:
        made.submit(each.job)
    made.step()
    assert made.running == 3
    run(made)
    assert made.meters.set_aside >= 1
    assert all(each.job.timings.reply_tokens == 150 for each in asked)
    assert made.context.most_used <= 256


def test_a_failure_is_told_to_those_at_work_and_the_next_is_served(capsys):
    made = engine()
    first = Asked(SHARED)
    made.submit(first.job)
    made.step()
    made.context.fails = True
    made.step()
    assert first.told[-1] == Finished("The model failed: out of memory")
    made.context.fails = False
    second = Asked(SHARED)
    run(made, second)
    assert second.text == alone(SHARED)
    assert "out of memory" in capsys.readouterr().err


def test_stops_and_limits_end_an_answer():
    text = alone(SHARED, 6)
    stopped = Asked(SHARED, limit=6, stops=[text[3]])
    limited = Asked(SHARED, limit=2)
    run(engine(), stopped, limited)
    assert stopped.text == text[: text.index(text[3])]
    assert (stopped.job.finish_reason, limited.job.finish_reason) == ("stop", "length")


def test_for_exact_answers_prompts_are_read_one_a_call_and_never_by_single_tokens():
    made = engine(is_exact=True, parallel=3)
    asked = [Asked([n, *SHARED, n, 2], limit=9) for n in range(1, 7)]
    run(made, *asked)
    assert [each.text for each in asked] == [alone([n, *SHARED, n, 2], 9) for n in range(1, 7)]
    for batch in made.context.batches:
        sizes = [tokens for _, tokens in batch]
        assert len(sizes) == 1 or set(sizes) == {1}


def test_a_model_that_cannot_forget_its_end_shares_only_whole_beginnings():
    made = engine(can_cut=False)
    asked = [Asked(prompt) for prompt in prompts(4)]
    run(made, *asked)
    assert [each.text for each in asked] == [alone(prompt) for prompt in prompts(4)]
    assert made.meters.cached_tokens == 0


def test_the_thread_of_the_engine_serves_whoever_comes():
    made = engine()
    made.start()
    done = threading.Event()

    class Waited(Asked):
        def hear(self, event):
            super().hear(event)
            if isinstance(event, Finished):
                done.set()

    waited = Waited(SHARED)
    made.submit(waited.job)
    assert done.wait(10)
    assert waited.text == alone(SHARED)


def test_who_goes_on_with_an_answer_that_ends_meanwhile_takes_over_what_is_left_of_it():
    tokens = list(SHARED)
    while len(tokens) < len(SHARED) + 4:
        tokens.append(next_token(tokens))
    assert END not in tokens[len(SHARED) :]
    for steps in range(8):
        made = engine(prefix_bytes=0)
        first = Asked(SHARED, limit=3)
        made.submit(first.job)
        for _ in range(steps):
            made.step()
        follower = Asked([*tokens[: len(SHARED) + 2], 3, 4])
        run(made, follower)
        assert follower.text == alone([*tokens[: len(SHARED) + 2], 3, 4])


REQUESTS = st.lists(
    st.tuples(
        st.sampled_from([0, 20, 60, 100]),
        st.lists(st.integers(1, 28), min_size=1, max_size=30),
        st.integers(1, 90),
        st.sampled_from(["batch", "interactive"]),
        st.integers(0, 6),
        st.one_of(st.none(), st.integers(0, 12)),
    ),
    min_size=1,
    max_size=10,
)


class Story:
    """Requests that come, and some of which hang up, while the engine works."""

    def __init__(self, made):
        self.made = made
        self.asked = []
        self.leaving = {}

    def tell(self, request):
        shared, own, limit, priority, steps, leaves_after = request
        prompt = [*SHARED[:shared], *own]
        # Longer ones are refused before they come here.
        limit = min(limit, self.made.settings.cells - len(prompt))
        each = Asked(prompt, limit, priority)
        self.asked.append((each, alone(prompt, limit)))
        self.made.submit(each.job)
        if leaves_after is not None:
            self.leaving[each] = leaves_after
        for _ in range(steps):
            self._step()

    def _step(self):
        self.made.step()
        for each, left in list(self.leaving.items()):
            self.leaving[each] = left - 1
            if left <= 0:
                self.made.drop(each.job)


@settings(deadline=None, max_examples=200)
@given(
    REQUESTS,
    st.integers(1, 5),
    st.integers(160, 600),
    st.sampled_from([0, 150, 2000]),
    st.tuples(st.booleans(), st.booleans()),
)
@pytest.mark.timeout(300)
def test_whatever_comes_and_goes_each_answer_is_its_own(
    requests, parallel, cells, prefix_bytes, kind
):
    restores, is_exact = kind
    context = TinyContext(cells, restores=restores)
    made = engine(context, parallel=parallel, prefix_bytes=prefix_bytes, is_exact=is_exact)
    story = Story(made)
    for request in requests:
        story.tell(request)
    run(made)
    for each, expected in story.asked:
        if not each.job.is_dropped.is_set():
            assert (each.text, each.told[-1]) == (expected, Finished())
    assert context.is_empty
    assert made.places.cells.used == 0
    assert context.most_used <= cells
