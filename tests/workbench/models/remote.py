"""Remote models over a real loop and real sockets, for the adapters' tests."""

from contextlib import closing, contextmanager

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.conversation import Message
from workbench.domain.model_call import ModelRequest
from workbench.io_loop import IoLoop
from workbench.models.anthropic_messages import AnthropicWire
from workbench.models.gemini import GeminiWire
from workbench.models.openai_compatible import OpenAIWire
from workbench.models.remote_model import RemoteModel
from workbench.models.wire import Link
from workbench.network.offline import OfflineSwitch
from workbench.network.outside import Outside

KEY = "key-1-of-the-tests"
REQUEST = ModelRequest((Message("user", "Hi"),), Sampling(stop=("END",)))
WIRES = {"openai_compatible": OpenAIWire, "anthropic": AnthropicWire, "gemini": GeminiWire}


class Remote:
    """`rows` and `statuses`: what was told of the network and of the key."""

    def __init__(self, io, *, key=KEY, is_offline=False):
        self.io, self.key = io, key
        self.rows, self.statuses = [], []
        self.switch = OfflineSwitch(is_on=is_offline)
        self.outside = Outside(io, self.switch, self.rows.append)

    def link(self):
        return Link(self.io, self.outside, lambda _: self.key, self.statuses.append, "run-1")

    def model(self, spec):
        return RemoteModel(spec, self.link(), WIRES[spec.provider]())

    def stream(self, spec, request=REQUEST, cancel=None):
        return self.model(spec).stream(request, cancel or CancelToken())

    def ask(self, spec, request=REQUEST):
        """The texts, then the completion; what else is told is left out."""
        kinds = ("str", "Completion")
        return [each for each in self.stream(spec, request) if type(each).__name__ in kinds]


@contextmanager
def remote(**options):
    with closing(IoLoop()) as io:
        made = Remote(io, **options)
        try:
            yield made
        finally:
            made.outside.close()


def spec_of(provider, base_url, **fields):
    return ModelSpec("remote", provider, base_url=base_url, **{"remote_name": "big"} | fields)
