"""A throw-away authority and one server certificate for 127.0.0.1, of a kind that every proxy takes (ECDSA P-256)."""

from dataclasses import dataclass
from pathlib import Path

from .processes import LOOPBACK, give_away, run


@dataclass(frozen=True)
class Certificates:
    authority: Path
    certificate: Path
    key: Path


def make_certificates(folder):
    folder = Path(folder)
    ca_key, ca = folder / "ca.key", folder / "ca.crt"
    key, request, certificate = folder / "server.key", folder / "server.csr", folder / "server.crt"
    extensions = folder / "server.ext"
    extensions.write_text(f"subjectAltName=IP:{LOOPBACK},DNS:localhost\n")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    run(["openssl", "req", "-x509", *curve, "-keyout", str(ca_key), "-out", str(ca), "-days", "2",
         "-subj", "/CN=Jaali bench authority"])
    run(["openssl", "req", *curve, "-keyout", str(key), "-out", str(request), "-subj", "/CN=localhost"])
    run(["openssl", "x509", "-req", "-in", str(request), "-CA", str(ca), "-CAkey", str(ca_key), "-CAcreateserial",
         "-out", str(certificate), "-days", "2", "-extfile", str(extensions)])
    key.chmod(0o600)
    for path in (ca, key, certificate):
        give_away(path)
    return Certificates(ca, certificate, key)
