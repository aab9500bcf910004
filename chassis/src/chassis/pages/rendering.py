"""Turns templates into answers: in the visitor's language, inside the layout, under a strict policy."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from chassis.clock import Clock, SystemClock
from chassis.pages.catalogues import load_translations
from chassis.pages.content_security import content_security_policy
from chassis.pages.flash import Flashes, Tone
from chassis.pages.formatting import Formatter
from chassis.pages.languages import LOCALES, choose_locale
from chassis.pages.navigation import Navigation, Section
from chassis.pages.preferences import KEYS_COOKIE, THEME_COOKIE, THEMES
from chassis.pages.problems import describe_problem
from chassis.pages.static_files import StaticAddresses
from chassis.pages.templating import build_environment, template_loader
from chassis.visitor import Visitor

VARY = "Cookie, Accept-Language, HX-Request"
SYSTEM_CLOCK = SystemClock()


class PageRenderer:
    """Renders a service's templates inside the common layout.

    `dashboards` maps each service to its address as browsers see it, without a trailing slash; `catalogues`
    are locale directories; `secret` signs the cookie that carries a flash.
    """

    def __init__(
        self,
        service: str,
        template_packages: Sequence[str],
        *,
        dashboards: Mapping[str, str],
        time_zone: tzinfo,
        secret: str,
        catalogues: Sequence[Path] = (),
        environment: str = "production",
        sections: Sequence[Section] = (),
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.service = service
        self.in_development = environment == "development"
        self._navigation = Navigation(service, dashboards, sections)
        self._flashes = Flashes(service, secret)
        self._policy = content_security_policy(dashboards[service], dashboards.values())
        self._translations = load_translations(catalogues)
        self._formatters = {
            locale: Formatter(locale, time_zone, self._translations[locale], clock) for locale in LOCALES
        }
        self._static = StaticAddresses(template_packages, reload=self.in_development)
        self._environments = self._build_environments(template_packages, dashboards)

    def add_section(self, section: Section) -> None:
        """Let the second row of navigation lead to one more place."""
        self._navigation = self._navigation.with_section(section)

    def render(self, request: Request, template: str, status_code: int = 200, **context: Any) -> HTMLResponse:
        """A whole page. Raises `jinja2.TemplateNotFound` and `jinja2.UndefinedError`."""
        flash = self._flashes.read(request)
        page = self._environment(request).get_template(template)
        body = page.render({**self._surroundings(request), "flash": flash, **context})
        response = self._answer(body, status_code)
        self._flashes.forget(request, response)
        return response

    def fragment(
        self, request: Request, template: str, block: str, status_code: int = 200, **context: Any
    ) -> HTMLResponse:
        """One block of a template, without what surrounds it. Raises KeyError when there is no such block."""
        page = self._environment(request).get_template(template)
        scope = page.new_context({**self._surroundings(request), **context})
        return self._answer("".join(page.blocks[block](scope)), status_code)

    def redirect(self, request: Request, path: str, flash: tuple[Tone, str] | None = None) -> Response:
        """Send the browser to `path`: 303, or 204 with `HX-Redirect` when htmx asked."""
        if request.headers.get("hx-request") == "true":
            response = Response(status_code=204, headers={"HX-Redirect": path})
        else:
            response = RedirectResponse(path, status_code=303)
        if flash is not None:
            self.flash(request, response, *flash)
        return response

    def flash(self, request: Request, response: Response, tone: Tone, text: str) -> None:
        """Have the next page this service renders for the visitor show `text`, already translated."""
        self._flashes.put(response, tone, text, secure=request.url.scheme == "https")

    def problem(
        self,
        request: Request,
        status_code: int,
        *,
        title: str = "",
        detail: str = "",
        code: str = "",
        wit: bool = True,
    ) -> HTMLResponse:
        """The page that says what went wrong and what to do; `wit=False` keeps it dry, as for money.

        `detail` is a whole sentence, translated here if it is in a catalogue."""
        problem = describe_problem(status_code, wit=wit)
        words = self._translations[choose_locale(request)].gettext(detail) if detail else ""
        return self.render(
            request, "problem.html", status_code, problem=problem, title=title, detail=words, code=code
        )

    def locale(self, request: Request) -> str:
        """The language this visitor reads."""
        return choose_locale(request)

    def formatter(self, request: Request) -> Formatter:
        """Formatting in the visitor's language and the company's time zone."""
        return self._formatters[choose_locale(request)]

    def gettext(self, request: Request, text: str, **values: object) -> str:
        """`text` in the visitor's language, with `%(name)s` filled in; plain text, not yet escaped."""
        return self._translations[choose_locale(request)].gettext(text) % values

    def ngettext(self, request: Request, one: str, many: str, n: int, **values: object) -> str:
        """The form that `n` asks for; `%(num)s` is `n`, formatted."""
        locale = choose_locale(request)
        words = {"num": self._formatters[locale].number(n), **values}
        return self._translations[locale].ngettext(one, many, n) % words

    def _environment(self, request: Request) -> Environment:
        return self._environments[choose_locale(request)]

    def _surroundings(self, request: Request) -> dict[str, Any]:
        visitor: Visitor | None = getattr(request.state, "visitor", None)
        theme = request.cookies.get(THEME_COOKIE)
        query = f"?{request.url.query}" if request.url.query else ""
        return {
            "request": request,
            "visitor": visitor,
            "theme": theme if theme in THEMES else "system",
            "keys_on": request.cookies.get(KEYS_COOKIE) != "off",
            "path": request.url.path,
            "here": request.url.path + query if request.method == "GET" else request.url.path,
            "dashboard_links": self._navigation.dashboard_links(visitor) if visitor else [],
            "section_links": self._navigation.section_links(request, visitor),
            "account_href": self._navigation.account_href(),
            "service": self.service,
            "live": visitor is not None,
            "narrow": False,
            "bare": False,
            "flash": None,
        }

    def _answer(self, body: str, status_code: int) -> HTMLResponse:
        headers = {"content-security-policy": self._policy, "cache-control": "no-store", "vary": VARY}
        return HTMLResponse(body, status_code, headers)

    def _build_environments(
        self, packages: Sequence[str], dashboards: Mapping[str, str]
    ) -> dict[str, Environment]:
        loader = template_loader(packages)
        functions = {"static_url": self._static.url, "dashboard": dashboards.__getitem__}
        return {
            locale: build_environment(
                loader,
                self._translations[locale],
                self._formatters[locale],
                functions,
                reload=self.in_development,
            )
            for locale in LOCALES
        }
