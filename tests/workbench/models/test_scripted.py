from workbench.cancellation import CancelToken
from workbench.domain.bot import Sampling
from workbench.domain.conversation import Completion, Message, ToolCall
from workbench.domain.model_call import ModelRequest
from workbench.models.scripted import ScriptedModel

HI = Message("user", "Hi you")


def said(model, *messages):
    return list(model.stream(ModelRequest(messages, Sampling()), CancelToken()))


def test_a_line_is_said_word_by_word():
    assert said(ScriptedModel("Hello  there"), HI) == [
        "Hello",
        " ",
        " there",
        Completion("Hello  there", (), 2, 3),
    ]


def test_a_line_of_json_calls_a_tool_and_the_next_line_follows_it():
    model = ScriptedModel('{"tool": "get_account", "arguments": {"id": "A-1"}}', "Done.")
    (asked,) = said(model, HI)
    assert asked.tool_calls == (ToolCall("call-1", "get_account", {"id": "A-1"}),)
    assert asked.finish_reason == "tool_calls"
    assert said(model, HI, Message("assistant", ""), Message("tool", "ok"))[0] == "Done."


def test_the_last_line_is_said_again():
    model = ScriptedModel("One.")
    assert said(model, HI, Message("assistant", "One."))[0] == "One."


def test_json_that_names_no_tool_is_an_answer():
    assert said(ScriptedModel('{"answer": 1}'), HI)[-1].text == '{"answer": 1}'


def test_tokens_are_words():
    assert ScriptedModel().count_tokens(["a b", ""], CancelToken()) == (2, 0)
