"""The sandbox's envelope and signatures against the documented vectors and against wechatpy."""

from __future__ import annotations

import base64
import struct

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from bot.sandbox.crypto import CryptoError, MessageCrypto, sign

# Worked example of developers.weixin.qq.com, 消息推送, safe mode.
DOC_TOKEN, DOC_KEY, DOC_APPID = "AAAAA", "A" * 43, "wxba5fad812f8e6fb9"
DOC_ENCRYPT = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcv"
    "ZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3F"
    "n2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSe"
    "OBrebufAlr7F9mFUPAJGj04="
)
DOC_MESSAGE = (
    '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY",'
    '"CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}'
)
DOC_REPLY_ENCRYPT = (
    "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
)
KEY, APPID = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx0123456789abcdef"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("1714036504", "1514711492"), "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        (("1714037059", "486452656"), "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        (("1714112445", "415670741"), "6c5c811b55cc85e0e1b54100749188c20beb3f5d"),
        (("1714112445", "415670741", DOC_ENCRYPT), "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"),
        (
            ("1713424427", "415670741", DOC_REPLY_ENCRYPT),
            "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
        ),
    ],
)
def test_signatures_match_the_documentation(parts: tuple[str, ...], expected: str) -> None:
    assert sign(DOC_TOKEN, *parts) == expected


def test_opens_the_documented_message() -> None:
    assert MessageCrypto(DOC_KEY, DOC_APPID).decrypt(DOC_ENCRYPT) == DOC_MESSAGE


def test_seals_the_documented_reply() -> None:
    crypto = MessageCrypto(DOC_KEY, DOC_APPID)
    assert crypto.encrypt('{"demo_resp":"good luck"}', b"707722b803182950") == DOC_REPLY_ENCRYPT


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again(message: str) -> None:
    crypto = MessageCrypto(KEY, APPID)
    assert crypto.decrypt(crypto.encrypt(message)) == message


def test_wechatpy_opens_what_we_seal() -> None:
    clear = "<xml><MsgType>text</MsgType><Content>失业登记怎么办？</Content></xml>"
    sealed = MessageCrypto(KEY, APPID).encrypt(clear)
    signature = sign("token", "1714112445", "42", sealed)
    body = f"<xml><Encrypt>{sealed}</Encrypt></xml>"
    opened = WeChatCrypto("token", KEY, APPID).decrypt_message(body, signature, "1714112445", "42")
    assert opened == clear


def test_equal_messages_never_look_equal() -> None:
    crypto = MessageCrypto(KEY, APPID)
    assert crypto.encrypt("你好") != crypto.encrypt("你好")


def _seal(plain: bytes) -> str:
    key = base64.b64decode(KEY + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain)).decode()


def _padded(plain: bytes) -> bytes:
    pad = 32 - len(plain) % 32
    return plain + bytes([pad]) * pad


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "not base64!",
        base64.b64encode(b"short").decode(),
        base64.b64encode(bytes(16)).decode(),
        _seal(bytes(32)),
        _seal(bytes(31) + b"\x21"),
        _seal(bytes(28) + b"\x01\x02\x03\x04"),
        _seal(_padded(bytes(10))),
        _seal(_padded(bytes(16) + struct.pack(">I", 2**31) + b"x" + APPID.encode())),
        _seal(_padded(bytes(16) + struct.pack(">I", 1) + b"x" + b"wx-another-app")),
        _seal(_padded(bytes(16) + struct.pack(">I", 1) + b"\xff" + APPID.encode())),
    ],
    ids=[
        "empty",
        "not-base64",
        "not-a-block",
        "not-32-bytes",
        "padding-zero",
        "padding-33",
        "padding-uneven",
        "too-short",
        "length-out-of-bounds",
        "foreign-appid",
        "not-utf8",
    ],
)
def test_refuses_anything_not_exactly_right(sealed: str) -> None:
    with pytest.raises(CryptoError):
        MessageCrypto(KEY, APPID).decrypt(sealed)


def test_another_key_does_not_open() -> None:
    sealed = MessageCrypto(KEY, APPID).encrypt("秘密")
    with pytest.raises(CryptoError):
        MessageCrypto("B" * 43, APPID).decrypt(sealed)
