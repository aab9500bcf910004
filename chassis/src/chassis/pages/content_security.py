"""What a page may load and where it may send: nothing but ourselves."""

from collections.abc import Iterable


def content_security_policy(own_address: str, other_dashboards: Iterable[str]) -> str:
    """The Content-Security-Policy (CSP level 3) of a page served from `own_address`.

    Forms may lead to the other dashboards too: browsers hold redirects against `form-action`, and signing out
    goes from the service to auth and back.
    """
    own_socket = own_address.replace("http", "ws", 1)
    forms = " ".join(["'self'", *sorted(set(other_dashboards))])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' {own_socket}; form-action {forms}; frame-ancestors 'none'; base-uri 'none'"
    )
