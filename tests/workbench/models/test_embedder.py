from workbench.cancellation import CancelToken
from workbench.models.embedder import CachedEmbedder


class Counting:
    """Remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def embed(self, texts, cancel):
        del cancel
        self.asked += texts
        return tuple((float(len(text)),) for text in texts)


def test_a_text_is_embedded_once_until_it_is_forgotten():
    inner = Counting()
    embedder = CachedEmbedder(inner)
    for _ in range(2):
        assert embedder.embed(["one", "three"], CancelToken()) == ((3.0,), (5.0,))
    embedder.forget(["one", "never asked"])
    embedder.embed(["one", "three"], CancelToken())
    assert inner.asked == ["one", "three", "one"]
