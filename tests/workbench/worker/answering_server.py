"""An OpenAI-compatible server that answers by a word of the question."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class AnsweringServer:
    """`answers`: what it says to a question with that word."""

    def __init__(self, answers):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answers))
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_port}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(answers):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            question = body["messages"][-1]["content"].rpartition("Question:")[2]
            text = next(said for word, said in answers.items() if word in question)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for part in _stream(text):
                self.wfile.write(f"data: {part}\n\n".encode())

        def log_message(self, *_):
            """Nothing is printed."""

    return Handler


def _stream(text):
    head = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    yield json.dumps(head | {"choices": [choice]})
    yield json.dumps(head | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    usage = {"prompt_tokens": 100, "completion_tokens": 5, "total_tokens": 105}
    yield json.dumps(head | {"choices": [], "usage": usage})
    yield "[DONE]"
