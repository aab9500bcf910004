"""What a mail about a payout says, as a mail server gets it."""

from accounting.application.queries.days import MailView
from accounting.domain.payout_mail import MailState
from accounting.entrypoints.live import COMPANY
from tests.accounting.builders import NOON, YESTERDAY, a_charge, charging, on
from tests.accounting.component.payroll import SENDER, Payroll, somebody
from tests.servers.mail import MailServer


def parts_of(server: MailServer) -> tuple[str, str]:
    """The text and the HTML of the only mail."""
    (mail,) = server.mails
    assert mail.get_content_type() == "multipart/alternative"
    text, html = (part.get_content() for part in mail.iter_parts())
    return text, html


async def test_a_payout_is_mailed_once_in_text_and_html(payroll: Payroll) -> None:
    kesha = somebody()
    await payroll.accounting.handle(charging(a_charge(kesha.account_id, at=on(YESTERDAY))))
    await payroll.pay(kesha)

    async with payroll.server.at_work():
        tried = [await payroll.round(), await payroll.round()]

    assert tried == [1, 0]
    (mail,) = payroll.server.mails
    assert (mail["To"], mail["From"]) == ("Kesha <kesha@popug.inc>", SENDER)
    assert mail["Subject"] == "You were paid $20.00 for 21 November 2026"
    assert mail["Date"].datetime == NOON.replace(microsecond=0)
    assert mail["Message-ID"] == f"<payout.2026-11-21.{kesha.account_id}@popug.inc>"
    assert not [name for name in mail if name.startswith("List-")]
    for part in parts_of(payroll.server):
        for words in ("Hello Kesha,", "21 November 2026", "$30.00", "−$10.00", "Carried over", "$20.00"):
            assert words in part
    assert await payroll.mail_of(kesha.account_id) == MailView(MailState.SENT, 1, None, NOON)
    assert payroll.told.hints == [COMPANY]


async def test_a_mail_speaks_the_employees_language(payroll: Payroll) -> None:
    kesha = somebody("Кеша", "ru", "kesha@popug.inc")
    await payroll.pay(kesha)

    async with payroll.server.at_work():
        await payroll.round()

    (mail,) = payroll.server.mails
    assert mail["To"].addresses[0].display_name == "Кеша"
    assert mail["Subject"] == "Вам выплачено 30,00\xa0$ за 21 ноября 2026"
    assert mail["Content-Language"] == "ru"
    for part in parts_of(payroll.server):
        for words in ("Здравствуйте, Кеша!", "21 ноября 2026", "Заработано за день", "30,00\xa0$"):
            assert words in part


async def test_a_name_cannot_act_in_a_mail(payroll: Payroll) -> None:
    await payroll.pay(somebody("<b>Kesha</b> & sons", email="kesha@popug.inc"))

    async with payroll.server.at_work():
        await payroll.round()

    text, html = parts_of(payroll.server)
    assert "<b>Kesha</b> & sons" in text
    assert "&lt;b&gt;Kesha&lt;/b&gt; &amp; sons" in html
