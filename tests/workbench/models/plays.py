"""Models that say and fail what a test wrote, for the models that stand around others."""

from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.conversation import Completion, Message
from workbench.domain.model_call import ModelRequest
from workbench.errors import ModelDroppedError, ModelRefusedError

REQUEST = ModelRequest((Message("user", "Hi"),), Sampling())
SPEC = ModelSpec("far", "openai_compatible", base_url="http://127.0.0.1:9/v1")
ANSWER = Completion("Yes.", (), 1, 1)


def busy(**fields):
    return ModelRefusedError("busy", status=429, is_passing=True, **fields)


def failing(**fields):
    return ModelRefusedError("boom", status=500, is_passing=True, **fields)


def dropped():
    return ModelDroppedError("cut", is_passing=True)


REFUSED = ModelRefusedError("no", status=400)


class Play:
    """Each call plays the next scene: pieces to yield, errors to raise; the last one again."""

    def __init__(self, *scenes):
        self.scenes, self.asked = scenes, 0

    def stream(self, request, cancel):
        scene = self.scenes[min(self.asked, len(self.scenes) - 1)]
        self.asked += 1
        for piece in scene if isinstance(scene, tuple) else (scene,):
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def count_tokens(self, texts, cancel):
        return tuple(len(text) for text in texts)
