import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.key_text import cleaned_key, without_key

KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=60)


def test_white_space_of_copying_is_taken_off():
    assert cleaned_key("  sk-abc\n") == "sk-abc"


@pytest.mark.parametrize("text", ["", "  ", "two words", "sk-…", "sk\x00abc", "sk\nabc"])
def test_what_cannot_be_a_key_is_refused(text):
    with pytest.raises(ValueError, match="a key has only"):
        cleaned_key(text)


@given(KEYS, st.text(max_size=20), st.text(max_size=20))
def test_a_key_is_never_left_in_a_text(key, before, after):
    assert key not in without_key(f"{before}{key}{after}", key)


@given(st.from_regex(r"sk-[A-Za-z0-9]{20,40}", fullmatch=True))
def test_nor_is_it_left_there_shortened(key):
    said = without_key(f"Incorrect API key: {key[:8]}*****{key[-4:]}.", key)
    assert key[:6] not in said
    assert key[-4:] not in said


def test_a_text_without_a_key_stays_as_it_is():
    assert without_key("The model was not found.", "sk-abcdefgh") == "The model was not found."
    assert without_key("Anything.", "") == "Anything."
