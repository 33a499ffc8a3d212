"""The store's key: 32 random bytes in a file, from which every other key is derived.

Without it the embedded store and every backup are noise: losing the key loses the data.  It never
lies in a database, an environment variable or a backup.  A clinic that wants a passphrase wraps
the file with it (scrypt, then AES-256-GCM); it is unwrapped once for each process.
"""

import json
import os
import secrets
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from morrow.clinic.config import Config, ConfigError

BYTES: Final = 32
FORMAT: Final = "morrow key 1"
# OWASP password storage cheat sheet, scrypt: N = 2^17, r = 8, p = 1 (128 MiB, about 0.4 s).
SCRYPT: Final = {"n": 2**17, "r": 8, "p": 1}


@dataclass(frozen=True, slots=True)
class Key:
    """The root of all keys.  `demo` marks one that a demonstration made: not for patients."""

    root: bytes
    demo: bool

    def derive(self, purpose: str) -> bytes:
        """Return the 32 bytes for one purpose: "store", "checkpoints", "backup" or "web"."""
        info = f"morrow {purpose}".encode()
        return HKDF(algorithm=SHA256(), length=BYTES, salt=None, info=info).derive(self.root)

    def __repr__(self) -> str:
        return "Key(...)"


def read(config: Config) -> Key:
    """Read and unwrap the clinic's key, once for each process.

    Raises ConfigError if there is none, if others may read it, or if the passphrase is wrong.
    """
    return _read(config.key_file, config.key_passphrase_file)


def web_secret(config: Config) -> str:
    """Return what Django signs with, or nothing as long as there is no key file."""
    return read(config).derive("web").hex() if config.key_file.exists() else ""


def create(config: Config, *, demo: bool = False) -> bool:
    """Make the key file if there is none, readable by its owner alone.  True if it was made."""
    if config.key_file.exists():
        return False
    content: dict[str, Any] = {"format": FORMAT, "demo": demo}
    root = secrets.token_bytes(BYTES)
    if config.key_passphrase_file is None:
        content["key"] = root.hex()
    else:
        content |= _wrap(root, _passphrase(config.key_passphrase_file))
    config.key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(config.key_file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(config.key_file.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Make a new file's name in `folder` outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@lru_cache(maxsize=8)
def _read(path: Path, passphrase_file: Path | None) -> Key:
    try:
        text, mode = path.read_text(), path.stat().st_mode
    except FileNotFoundError:
        raise ConfigError(
            f"MORROW_KEY_FILE: there is no key at {path}. `morrow migrate` makes one for a new "
            "store; for an old one, put its key back from where you keep it."
        ) from None
    except OSError as error:
        raise ConfigError(f"MORROW_KEY_FILE: cannot read {path}: {error.strerror}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(f"MORROW_KEY_FILE: others may read {path}. Right would be: chmod 600")
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise ValueError("another format")
        root = (
            bytes.fromhex(content["key"])
            if "key" in content
            else _unwrap(content, passphrase_file, path)
        )
        if len(root) != BYTES:
            raise ValueError("another length")
    except (ValueError, KeyError, TypeError):
        raise ConfigError(f"MORROW_KEY_FILE: {path} is not a key file of Morrow") from None
    return Key(root=root, demo=bool(content["demo"]))


def _passphrase(path: Path) -> bytes:
    try:
        line = path.read_text().partition("\n")[0]
    except OSError as error:
        raise ConfigError(
            f"MORROW_KEY_PASSPHRASE_FILE: cannot read {path}: {error.strerror}"
        ) from None
    if not line:
        raise ConfigError(f"MORROW_KEY_PASSPHRASE_FILE: the first line of {path} is empty")
    return line.encode()


def _wrap(root: bytes, passphrase: bytes) -> dict[str, Any]:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapping = Scrypt(salt=salt, length=BYTES, **SCRYPT).derive(passphrase)
    wrapped = AESGCM(wrapping).encrypt(nonce, root, FORMAT.encode())
    return {
        "scrypt": SCRYPT,
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "wrapped": wrapped.hex(),
    }


def _unwrap(content: dict[str, Any], passphrase_file: Path | None, path: Path) -> bytes:
    if passphrase_file is None:
        raise ConfigError(
            f"MORROW_KEY_PASSPHRASE_FILE: {path} is wrapped by a passphrase. Right would be a "
            "file whose first line is that passphrase."
        )
    salt, nonce, wrapped = (bytes.fromhex(content[name]) for name in ("salt", "nonce", "wrapped"))
    wrapping = Scrypt(salt=salt, length=BYTES, **content["scrypt"]).derive(
        _passphrase(passphrase_file)
    )
    try:
        return AESGCM(wrapping).decrypt(nonce, wrapped, FORMAT.encode())
    except InvalidTag:
        raise ConfigError(
            f"MORROW_KEY_PASSPHRASE_FILE: its passphrase does not unwrap {path}"
        ) from None
