from tests.model_fixtures import chat_server, embed_server, io

__all__ = ["chat_server", "embed_server", "io"]
