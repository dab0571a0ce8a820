"""A certificate authority of the tests' own, with certificates for servers and clients, made with openssl."""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Pair:
    certificate: Path
    key: Path


class Authority:
    def __init__(self, folder: Path, name: str = "Jaali test CA"):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.certificate, self.key = folder / "ca.crt", folder / "ca.key"
        _openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
            "-subj", f"/CN={name}", "-keyout", self.key, "-out", self.certificate,
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        )  # fmt: skip

    def issue(self, name: str, common_name: str, client: bool = False, alt: str = "", key: str = "ec") -> Pair:
        """alt: subjectAltName; empty means loopback. key: "ec", "rsa" or "ed25519"."""
        pair = Pair(self.folder / f"{name}.crt", self.folder / f"{name}.key")
        request, extensions = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        alt = alt or "DNS:localhost,IP:127.0.0.1,IP:::1"
        usage = "clientAuth" if client else "serverAuth"
        extensions.write_text(f"subjectAltName={alt}\nextendedKeyUsage={usage}\nbasicConstraints=CA:FALSE\n")
        kind = {
            "ec": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
            "rsa": ["-newkey", "rsa:2048"],
            "ed25519": ["-newkey", "ed25519"],
        }[key]
        _openssl("req", *kind, "-nodes", "-subj", f"/CN={common_name}", "-keyout", pair.key, "-out", request)
        _openssl(
            "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
            "-days", "30", "-sha256", "-extfile", extensions, "-out", pair.certificate,
        )  # fmt: skip
        pair.key.chmod(0o600)
        return pair


def _openssl(*arguments: str | Path) -> None:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"openssl {arguments[0]}: {done.stderr}")
