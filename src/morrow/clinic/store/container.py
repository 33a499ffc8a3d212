"""A file that only the holder of the key can read, and that shows if it was cut or altered.

    MORROW BACKUP 1 <newline> header, one line of JSON: key, salt <newline>
    chunk, chunk, ...                each: length (4 bytes, big-endian), AES-256-GCM ciphertext

Each file has a key of its own, derived from the clinic's and the salt, so a chunk's nonce may be
its number; the number's last byte marks the final chunk.  The header is authenticated with each
chunk.  A file without its final chunk is half-written; chunks cannot be exchanged or left out.
"""

import hashlib
import json
import os
import secrets
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from morrow.clinic.store.keys import sync_folder

MAGIC: Final = b"MORROW BACKUP 1\n"
CHUNK: Final = 1 << 20  # bytes of compressed text
HEADER_MAX: Final = 1_000  # bytes


class Unreadable(Exception):
    """Not a backup, made with another key, cut off, or altered."""


def write(path: Path, key: bytes, lines: Iterable[str]) -> None:
    """Write lines of text to a new file.  It has its name only once it is complete on the disk.

    Raises FileExistsError: a backup is never overwritten.
    """
    if path.exists():
        raise FileExistsError(f"{path} exists; a backup is never overwritten")
    partial = path.with_name(f"{path.name}.partial")
    handle = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)  # ours alone from here
    try:
        with os.fdopen(handle, "wb") as file:
            _write(file, key, lines)
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, path)  # unlike a rename, this never replaces
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(path.parent)


def read(path: Path, key: bytes) -> Iterator[str]:
    """Give the lines of a file, each once its chunk is authenticated.  Raises Unreadable."""
    inflate = zlib.decompressobj()
    rest = b""
    with path.open("rb") as file:
        for chunk in _chunks(file, path, key):
            *lines, rest = (rest + inflate.decompress(chunk)).split(b"\n")
            for line in lines:
                yield line.decode()
    if rest or not inflate.eof:
        raise Unreadable(f"{path} is not complete")


def _write(file: IO[bytes], key: bytes, lines: Iterable[str]) -> None:
    salt = secrets.token_bytes(32)
    header = json.dumps({"key": _fingerprint(key), "salt": salt.hex()}).encode() + b"\n"
    file.write(MAGIC + header)
    cipher = AESGCM(_own_key(key, salt))
    for number, (content, is_final) in enumerate(_compressed(lines)):
        sealed = cipher.encrypt(_nonce(number, final=is_final), content, header)
        file.write(len(sealed).to_bytes(4) + sealed)


def _compressed(lines: Iterable[str]) -> Iterator[tuple[bytes, bool]]:
    """Give the chunks' contents, and for each whether it is the final one."""
    deflate, waiting = zlib.compressobj(), b""
    for line in lines:
        waiting += deflate.compress(line.encode() + b"\n")
        while len(waiting) > CHUNK:
            yield waiting[:CHUNK], False
            waiting = waiting[CHUNK:]
    waiting += deflate.flush()
    while len(waiting) > CHUNK:
        yield waiting[:CHUNK], False
        waiting = waiting[CHUNK:]
    yield waiting, True


def _chunks(file: IO[bytes], path: Path, key: bytes) -> Iterator[bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise Unreadable(f"{path} is not a backup of Morrow")
    header = file.readline(HEADER_MAX)
    cipher = AESGCM(_own_key(key, _salt(header, path, key)))
    number, is_final = 0, False
    while not is_final:
        length = file.read(4)
        sealed = file.read(int.from_bytes(length))
        if len(length) < 4 or len(sealed) < int.from_bytes(length):
            raise Unreadable(f"{path} is cut off: it was half-written, or not copied whole")
        is_final = not file.peek(1)  # type: ignore[attr-defined]  # a BufferedReader has it
        try:
            yield cipher.decrypt(_nonce(number, final=is_final), sealed, header)
        except InvalidTag:
            raise Unreadable(f"{path}, chunk {number}: altered, or the file is cut off") from None
        number += 1


def _salt(header: bytes, path: Path, key: bytes) -> bytes:
    try:
        values = json.loads(header)
        fingerprint, salt = values["key"], bytes.fromhex(values["salt"])
    except (ValueError, KeyError, TypeError):
        raise Unreadable(f"{path} has a header that cannot be read") from None
    if fingerprint != _fingerprint(key):
        raise Unreadable(
            f"{path} was made with another key. Right would be the key file that was in use when "
            "it was made (MORROW_KEY_FILE)."
        )
    return salt


def _fingerprint(key: bytes) -> str:
    """Names a key without giving it away."""
    return hashlib.sha256(b"morrow backup fingerprint" + key).hexdigest()[:16]


def _own_key(key: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"morrow backup file").derive(key)


def _nonce(number: int, *, final: bool) -> bytes:
    return number.to_bytes(11) + bytes([final])
