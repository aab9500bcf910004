from datetime import date, timedelta

import pytest

from tests.chassis.pages.support import NOW, macro


def test_money_below_zero_is_marked_and_carries_its_exact_value() -> None:
    assert macro("{{ kit.money(-1505) }}") == '<data class="amount negative" value="-15.05">−$15.05</data>'
    assert macro("{{ kit.money(-5) }}") == '<data class="amount negative" value="-0.05">−$0.05</data>'
    assert macro("{{ kit.money(1505) }}") == '<data class="amount" value="15.05">$15.05</data>'


def test_a_time_carries_the_full_truth_for_machines_and_for_screen_readers() -> None:
    written = macro("{{ kit.time(moment) }}", moment=NOW - timedelta(minutes=3))

    assert 'datetime="2026-11-21T10:59:11Z"' in written
    assert 'title="21 November 2026, 13:59:11 +0300"' in written
    assert ">3 min. ago</time>" in written


def test_a_day_near_now_is_named() -> None:
    assert ">today</time>" in macro("{{ kit.day(day) }}", day=date(2026, 11, 21))
    assert ">сегодня</time>" in macro("{{ kit.day(day) }}", locale="ru", day=date(2026, 11, 21))


def test_everything_put_into_a_macro_is_escaped() -> None:
    evil = '"><script>alert(1)</script>'
    texts = (
        "{{ kit.field('a', evil, value=evil, hint=evil, error=evil, placeholder=evil) }}",
        "{{ kit.select('a', evil, [(evil, evil)]) }}{{ kit.textarea('a', evil, evil) }}{{ kit.badge(evil) }}",
        "{{ kit.button(evil, data_x=evil) }}{{ kit.link_button(evil, evil) }}{{ kit.live(evil, evil) }}",
        "{{ kit.empty(evil, evil) }}{{ kit.notice(evil, evil) }}{{ kit.toast(evil) }}",
        "{{ kit.page_header(evil, evil) }}{{ kit.bars(evil, [(evil, 1)]) }}",
        "{{ kit.chart('c', evil, [day], [{'label': evil, 'values': [1]}]) }}",
        "{{ kit.confirm(evil, evil, evil, evil, evil, {evil: evil}) }}",
        "{{ kit.post_button(evil, evil, {'a': evil}) }}",
        "{{ _('Account menu: %(name)s', name=evil) }}",
    )

    for text in texts:
        assert "<script>alert" not in macro(text, evil=evil, day=date(2026, 11, 21))


def test_an_error_is_tied_to_its_field() -> None:
    written = macro("{{ kit.field('title', 'Title', error='Too short', hint='One line', maxlength=200) }}")

    assert 'aria-invalid="true"' in written
    assert 'aria-describedby="field-title-hint field-title-error"' in written
    assert 'id="field-title-error"' in written
    assert 'maxlength="200"' in written


def test_a_field_without_an_error_says_nothing_of_one() -> None:
    assert "aria-invalid" not in macro("{{ kit.field('title', 'Title') }}")


def test_a_live_part_listens_to_its_hints_and_to_all_of_them() -> None:
    written = macro("{{ kit.live('/x', ['tasks:mine', 'reassignment:7']) }}")

    assert (
        'hx-trigger="live:tasks:mine from:body, live:reassignment:7 from:body, live:all from:body"' in written
    )


def test_a_chart_brings_its_exact_figures_as_a_table() -> None:
    written = macro(
        "{{ kit.chart('c', 'Money', [day], [{'label': 'Fees', 'values': [123450]}], unit='money') }}",
        day=date(2026, 11, 20),
    )

    assert ">$1,234.50</data>" in written
    assert ">yesterday</time>" in written
    assert '"days": ["2026-11-20"]' in written


def test_bars_say_their_values_in_words() -> None:
    written = macro("{{ kit.bars('Earned', [('19', 123450), ('20', -1500)], unit='money') }}")

    assert 'aria-label="Earned: 19 $1,234.50; 20 −$15.00"' in written
    assert "bar-fill negative" in written


def test_a_list_says_how_many_and_which() -> None:
    written = macro(
        "{% call kit.table('Tasks', [kit.col('Task')], count=200, filter='mine', clear_href='/t',"
        " more=True) %}"
        "{% endcall %}"
    )

    assert '<span class="list-count">200+</span>' in written
    assert "mine" in written
    assert 'href="/t"' in written


def test_a_progress_without_a_total_is_still_valid() -> None:
    assert 'value="0" max="1"' in macro("{{ kit.progress(0, 0, 'Reassigning') }}")


def test_the_pager_is_gone_when_there_is_nowhere_to_go() -> None:
    assert macro("{{ kit.pager('', '') }}").strip() == ""
    assert 'rel="next"' in macro("{{ kit.pager('', '/older') }}")


def test_plurals_follow_russian_rules() -> None:
    template = "{{ ngettext('%(num)s open', '%(num)s open', n) }}"

    written = [macro(template, locale="ru", n=n) for n in (1, 2, 5, 11, 21, 1000)]

    assert written == [
        "1 открытая",
        "2 открытые",
        "5 открытых",
        "11 открытых",
        "21 открытая",
        "1\N{NO-BREAK SPACE}000 открытых",
    ]


@pytest.mark.parametrize(("cents", "is_long"), [(-1_234_500, False), (-123_456_700, True)])
def test_a_figure_of_many_digits_is_set_smaller_to_stay_in_its_card(cents: int, is_long: bool) -> None:
    card = macro("{{ kit.stat('Balance', kit.money(cents), large=True) }}", cents=cents)

    assert ('class="stat large long"' in card) is is_long
