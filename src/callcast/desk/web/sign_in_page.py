"""How the pages by which people come in look, in Chinese and in English."""

from html import escape
from importlib.resources import files
from string import Template

from starlette.requests import Request
from starlette.responses import Response

from callcast.desk.access.errors import AccessError, BadValue, LinkUsed, TooManyAttempts, WrongPassword
from callcast.desk.access.role import Role
from callcast.desk.web.sign_in_texts import ROLES, TEXTS

_PAGES = files("callcast.desk.web") / "pages"
_FRAME = Template((_PAGES / "sign-in.html").read_text(encoding="utf-8"))
STYLE = (_PAGES / "sign-in.css").read_bytes()

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # with none at all, browsers would send our own forms from nowhere
    "X-Content-Type-Options": "nosniff",
}


def language(request: Request) -> str:
    """The better of our two for what the browser asks for."""
    for tag in request.headers.get("accept-language", "")[:200].split(","):
        if (start := tag.strip().lower()[:2]) in ("zh", "en"):
            return "zh-TW" if start == "zh" else "en"
    return "en"


class Page:
    """The pages in one language."""

    def __init__(self, lang: str) -> None:
        """`lang` is one of `language`."""
        self._lang, self._texts = lang, TEXTS[lang]

    def sign_in(self, to: str, name: str = "", error: AccessError | None = None) -> Response:
        """Asks for name and password; leads to `to`."""
        t = self._texts
        fields = _hidden("next", to) + self._name(name) + _field(t["password"], "password", "current-password")
        form = _form("/sign-in", fields, t["sign_in"], self._fault(error))
        return self._page(t["sign_in"], t["lead"], form, error)

    def first(self, action: str, name: str = "", error: AccessError | None = None) -> Response:
        """Makes the first admin."""
        t = self._texts
        fields = self._name(name) + _field(t["password"], "password", "new-password", t["hint"])
        fields += _field(t["again"], "again", "new-password")
        return self._page(t["first"], t["first_lead"], _form(action, fields, t["create"], self._fault(error)), error)

    def known(self, name: str, role: Role | None, csrf: str) -> Response:
        """Says who one is, and lets one go."""
        t = self._texts
        lead = t["role"].format(role=ROLES[self._lang][role.value]) if role else ""
        ways = f'<p><a href="/record">{escape(t["record"])}</a></p>' if role is Role.ADMIN else ""
        form = _form("/sign-out", _hidden("csrf", csrf), t["sign_out"], "")
        return self._page(t["known"].format(name=name), lead, ways + form, None)

    def over(self, error: AccessError) -> Response:
        """The one-time link is none any more, or something else is in its way."""
        t = self._texts
        if not isinstance(error, LinkUsed):
            return self._page(t["first"], self._fault(error), "", error)
        way = f'<p><a class="button" href="/sign-in">{escape(t["sign_in"])}</a></p>'
        return self._page(t["over"], t["over_lead"], way, error)

    def _name(self, name: str) -> str:
        return _field(self._texts["name"], "name", "username", value=name[:64])

    def _fault(self, error: AccessError | None) -> str:
        t = self._texts
        if error is None:
            return ""
        if isinstance(error, WrongPassword):
            return t["wrong"]
        if isinstance(error, TooManyAttempts):
            return t["wait"].format(seconds=error.seconds)
        return t.get(f"bad_{error.field}", t["other"]) if isinstance(error, BadValue) else t["other"]

    def _page(self, title: str, lead: str, main: str, error: AccessError | None) -> Response:
        html = _FRAME.substitute(lang=self._lang, title=escape(title), lead=escape(lead), main=main)
        headers = dict(_HEADERS)
        status = 200 if error is None else 404 if isinstance(error, LinkUsed) else 422
        if isinstance(error, WrongPassword):
            status = 401
        if isinstance(error, TooManyAttempts):
            status, headers["Retry-After"] = 429, str(error.seconds)
        return Response(html, status, media_type="text/html; charset=utf-8", headers=headers)


def _form(action: str, fields: str, button: str, fault: str) -> str:
    said = f'<p class="fault" role="alert">{escape(fault)}</p>' if fault else ""
    return f'<form method="post" action="{escape(action)}">{fields}{said}<button>{escape(button)}</button></form>'


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _field(label: str, name: str, complete: str, hint: str = "", value: str = "") -> str:
    kind = "text" if name == "name" else "password"
    more = f'<small id="{name}-hint">{escape(hint)}</small>' if hint else ""
    told = f' aria-describedby="{name}-hint"' if hint else ""
    given = f' value="{escape(value)}"' if value else ""
    spell = ' autocapitalize="none" spellcheck="false" autofocus' if kind == "text" and not value else ""
    return (
        f"<label>{escape(label)}{more}"
        f'<input name="{name}" type="{kind}" autocomplete="{complete}" required{given}{told}{spell}></label>'
    )
