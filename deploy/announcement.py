"""What `make up` ends with: where the system is and how to get in."""

from typing import Final

from deploy.settings import InstallationSettings

DEMO_PASSWORD: Final = "popug"  # noqa: S105 - printed for everybody; accounts with it exist in demos alone
DEMO_ACCOUNTS: Final = {
    "admin@popug.inc": "everything, analytics among it",
    "manager@popug.inc": "reassigns tasks",
    "accountant@popug.inc": "sees the company's books",
    "kesha@popug.inc, gosha@popug.inc": "ordinary popugs",
}


def announce(settings: InstallationSettings) -> None:
    """Print addresses and, in a demo, the accounts to sign in with."""
    lines = ["", "Popug is running:", ""]
    lines += [f"  {service:<12} {url}" for service, url in settings.service_urls.items()]
    lines += [f"  {'mail':<12} {settings.mail_url}", ""]
    print("\n".join([*lines, *(_sign_ins() if settings.demo else _first_admin())]), flush=True)


def _sign_ins() -> list[str]:
    accounts = [f"  {account:<34} {purpose}" for account, purpose in DEMO_ACCOUNTS.items()]
    return [f"Sign in with the password {DEMO_PASSWORD} as", "", *accounts, ""]


def _first_admin() -> list[str]:
    return [
        "Nobody can sign in yet; create the first admin with: make admin EMAIL=you@example.com NAME=You",
        "",
    ]
