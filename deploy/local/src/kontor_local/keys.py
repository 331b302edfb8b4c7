"""Ed25519 keys of one stack: who each service is to the others, and who the operator is."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from kontor_local.layout import Folders
from kontor_local.private_file import write_private


def key_file(folders: Folders, name: str) -> Path:
    """Return where the private key of a service (or of the operator) is."""
    return folders.secrets / f"{name}.pem"


def ensure_private_key(path: Path) -> Ed25519PrivateKey:
    """Return the key in a file, after making one on first use."""
    if not path.exists():
        fresh = Ed25519PrivateKey.generate()
        pem = fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_private(path, pem.decode("ascii"))
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        message = f"{path} holds no Ed25519 key"
        raise TypeError(message)
    return key


def register(folders: Folders, names: tuple[str, ...]) -> None:
    """Give each name a key of its own, and identity its public half."""
    for name in names:
        public = ensure_private_key(key_file(folders, name)).public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        write_private(folders.credentials / f"{name}.pub", pem.decode("ascii"))
