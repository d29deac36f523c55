"""What is read next."""

from tests.workbench.model_server.engine.tiny_model import Asked
from workbench.model_server.engine.plan import plan
from workbench.model_server.engine.sequence import Sequence


def reading(size, priority="batch", *, read=0, leader=None):
    sequence = Sequence(Asked(range(size), priority=priority).job, 0)
    sequence.read, sequence.leader = read, leader
    return sequence


def writing(priority="batch"):
    sequence = reading(4, priority, read=4)
    sequence.tokens.append(1)
    return sequence


def planned(*sequences, room=100):
    return [(sequences.index(step.sequence), step.tokens) for step in plan(sequences, room)]


def test_all_that_are_written_go_on_by_a_token_and_prompts_share_the_rest():
    assert planned(writing(), reading(70), writing(), reading(200)) == [
        (0, 1), (2, 1), (1, 70), (3, 30),
    ]  # fmt: skip


def test_the_prompt_with_the_least_left_comes_first():
    assert planned(reading(90), reading(120, read=80)) == [(1, 40), (0, 60)]


def test_a_beginning_that_others_wait_for_comes_before_a_shorter_prompt():
    leader = reading(90)
    assert planned(reading(20), leader, reading(95, leader=leader)) == [(1, 90), (0, 10)]


def test_who_waits_for_a_leader_is_not_read():
    leader = reading(90)
    assert planned(leader, reading(95, leader=leader)) == [(0, 90)]


def test_batch_answers_rest_while_a_person_is_answered():
    assert planned(writing(), reading(30), writing("interactive")) == [(2, 1)]
    assert planned(writing(), reading(30, "interactive")) == [(1, 30)]


def test_a_batch_prompt_is_read_on_if_a_person_waits_for_its_beginning():
    leader = reading(90)
    between = reading(95, leader=leader)
    person = reading(95, "interactive", leader=between)
    assert planned(leader, between, person, writing(), room=64) == [(0, 64)]


def test_a_long_prompt_is_read_in_pieces():
    assert planned(reading(1000), room=64) == [(0, 64)]
    assert planned(reading(1000, read=990), room=64) == [(0, 10)]


def test_no_prompt_is_read_by_a_single_token_unless_it_has_no_more():
    assert planned(reading(65), room=64) == [(0, 63)]
    assert planned(reading(65, read=63), room=64) == [(0, 2)]
    assert planned(reading(60), reading(90), room=61) == [(0, 60)]
    assert planned(reading(1), room=64) == [(0, 1)]


def test_a_prompt_of_one_token_waits_where_there_is_no_room():
    assert planned(reading(40), reading(1), reading(1), room=1) == [(1, 1)]
    assert planned(reading(1), room=0) == []
