from tests.ui.turn_view.test_thoughts import view
from workbench.trace.facts import ModelAsked, PromptProgressed, TextStreamed


def test_a_long_prompt_is_seen_being_read():
    assert view(ModelAsked("m"), PromptProgressed(2140, 5949)).live == "2,140 of 5,949 tokens read"


def test_with_the_first_words_the_speed_takes_its_place():
    seen = view(ModelAsked("m"), PromptProgressed(2140, 5949), TextStreamed("Your"))
    assert "read" not in seen.live
