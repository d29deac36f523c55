import pytest

from workbench.retrieval.generations import Generations


@pytest.fixture
def generations(tmp_path):
    return Generations(tmp_path / "index")


def test_a_build_is_seen_by_nobody_before_it_is_published(generations):
    new = generations.begin("fingerprint")
    assert generations.current() is None
    generations.publish(new)
    assert generations.current() == new


def test_the_others_are_removed_and_the_current_one_kept(generations):
    old, new = generations.begin("one"), generations.begin("two")
    generations.publish(new)
    generations.remove_all_but(new)
    assert not old.folder.exists()
    assert generations.current() == new


def test_a_folder_that_its_last_opener_did_not_survive_is_not_trusted(generations):
    new = generations.begin("one")
    generations.publish(new)
    generations.mark_opening(new)
    assert generations.current() is None
    generations.mark_opened(new)
    assert generations.current() == new


@pytest.mark.parametrize("pointer", ["", "{", "[]", '{"name": "../../elsewhere"}', '{"name": 1}'])
def test_a_damaged_pointer_points_nowhere(generations, tmp_path, pointer):
    (tmp_path / "index/current.json").write_text(pointer)
    assert generations.current() is None


def test_a_pointer_to_a_folder_that_is_gone_points_nowhere(generations):
    new = generations.begin("one")
    generations.publish(new)
    new.folder.rmdir()
    assert generations.current() is None
