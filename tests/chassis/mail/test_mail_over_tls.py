"""Mails to a mail server that wants a password: encrypted, and to the right server alone."""

import datetime as dt
import ipaddress
import ssl
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chassis.mail import MailServer as KnownServer
from chassis.mail import MailServerAway, SmtpPost
from tests.servers.mail import LOOPBACK, MailServer, with_logins
from tests.servers.ports import free_port


def a_certificate(folder: Path) -> Path:
    """Of this machine's loopback, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "loopback.pem"
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file.write_bytes(
        certificate.public_bytes(encoding)
        + key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    )
    return file


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return a_certificate(tmp_path)


@pytest.fixture
def server(certificate: Path) -> MailServer:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    return with_logins(MailServer(free_port()), tls)


def post_to(server: MailServer) -> SmtpPost:
    return SmtpPost(
        KnownServer(LOOPBACK, server.port, "popug.inc", start_tls=True, user="popug", password="secret")
    )


def a_mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "noreply@popug.inc", "kesha@popug.inc", "Paid"
    mail.set_content("Well done")
    return mail


async def test_a_mail_is_sent_encrypted_with_a_password(
    server: MailServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    async with server.at_work():
        await post_to(server).send(a_mail())

    assert server.recipients == ["kesha@popug.inc"]
    assert server.logins == ["popug:secret"]


async def test_a_server_that_cannot_prove_who_it_is_gets_neither_password_nor_mail(
    server: MailServer,
) -> None:
    async with server.at_work():
        with pytest.raises(MailServerAway, match="certificate"):
            await post_to(server).send(a_mail())

    assert (server.logins, server.mails) == ([], [])
