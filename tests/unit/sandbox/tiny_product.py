"""A small product on a real port: opens pushes with wechatpy and answers as a test tells it.

wechatpy is a second, independent implementation of the protocol, so both sides are checked.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

TOKEN = "testtoken123"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APPID = "wx0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"
ORIGINAL_ID = "gh_0123456789ab"


@dataclass
class Push:
    """One delivery as the product saw it."""

    fields: dict[str, Any]
    query: dict[str, str]
    body: str
    at: float = field(default_factory=time.monotonic)

    def __getitem__(self, name: str) -> Any:
        return self.fields.get(name)


@dataclass
class Answer:
    """What to put on the wire: an HTTP status and a body, after a delay."""

    body: str = "success"
    status: int = 200
    delay_s: float = 0.0


Behaviour = Callable[[Push], Answer]


class TinyProduct:
    """A callback server; `behaviour` decides every answer, `pushes` records every delivery."""

    def __init__(self) -> None:
        self.crypto = WeChatCrypto(TOKEN, AES_KEY, APPID)
        self.reset()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def reset(self) -> None:
        """Forget everything; echo every text from now on."""
        self.pushes: list[Push] = []
        self.echoes = 0
        self.behaviour: Behaviour = lambda push: self.text(push, f"收到：{push['Content']}")

    def until(self, condition: Callable[[list[Push]], bool]) -> None:
        """Wait till the recorded pushes satisfy it: a page shows an act before its push arrives."""
        for _ in range(500):
            if condition(self.pushes):
                return
            time.sleep(0.02)
        raise AssertionError([push.fields for push in self.pushes])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/wechat"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def clear_xml(self, push: Push, inner: str, **changed: str) -> str:
        to, sender = changed.get("to", push["FromUserName"]), push["ToUserName"]
        return (
            f"<xml><ToUserName><![CDATA[{to}]]></ToUserName>"
            f"<FromUserName><![CDATA[{sender}]]></FromUserName>"
            f"<CreateTime>{int(time.time())}</CreateTime>{inner}</xml>"
        )

    def sealed(self, clear: str, delay_s: float = 0.0) -> Answer:
        return Answer(self.crypto.encrypt_message(clear, "nonce-1"), delay_s=delay_s)

    def reply(self, push: Push, inner: str, delay_s: float = 0.0) -> Answer:
        return self.sealed(self.clear_xml(push, inner), delay_s)

    def text(self, push: Push, content: str, delay_s: float = 0.0) -> Answer:
        inner = f"<MsgType>text</MsgType><Content>{escape(content)}</Content>"
        return self.reply(push, inner, delay_s)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        product = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = _single(self.path)
                check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
                product.echoes += 1
                self._send(Answer(query["echostr"]))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                push = product._opened(_single(self.path), body)
                product.pushes.append(push)
                self._send(product.behaviour(push))

            def _send(self, answer: Answer) -> None:
                time.sleep(answer.delay_s)
                data = answer.body.encode()
                try:
                    self.send_response(answer.status)
                    self.send_header("content-length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the platform stopped listening, as it does after its time-out

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler

    def _opened(self, query: dict[str, str], body: str) -> Push:
        check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
        clear = body
        if query.get("encrypt_type") == "aes":
            clear = self.crypto.decrypt_message(
                body, query["msg_signature"], query["timestamp"], query["nonce"]
            )
        return Push(xmltodict.parse(clear)["xml"], query, body)


def _single(path: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
