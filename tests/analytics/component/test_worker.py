"""From the broker to the figures: once, in any order, whatever else is in the queue."""

from collections.abc import Sequence

import pytest

from analytics.adapters.postgres.differences import PostgresDifferences
from analytics.application.views import Summary
from analytics.bootstrap import Application
from chassis.envelope import Envelope
from tests.analytics.builders import TODAY, a_fee, a_payout, a_reward, yesterday
from tests.analytics.events import (
    account_created,
    day_closed,
    payout_made,
    send,
    send_raw,
    task_completed,
    task_created,
    task_created_v1,
    task_priced,
    transfer_posted,
)
from tests.dead_letters import dead_letters_of
from tests.eventually import eventually
from tests.infrastructure import BrokerUrls

WITHIN_SECONDS = 20

FEE, REWARD, PAYOUT = a_fee(1500, day=yesterday()), a_reward(3000), a_payout(1500)


def a_whole_story() -> list[Envelope]:
    """A task from its creation to the payout, in the order in which it happens."""
    return [
        account_created(),
        task_created(),
        task_priced(1500, 3000),
        transfer_posted(FEE),
        day_closed(1500, 0, 0, day=yesterday()),
        task_completed(),
        transfer_posted(REWARD),
        payout_made(1500),
        transfer_posted(PAYOUT),
        day_closed(0, 3000, 1500),
    ]


async def worked_in(core: Application, entries: int) -> Summary:
    """The summary, once so many entries are worked in."""

    async def all_there() -> None:
        totals = await core.analytics.totals.all()
        assert sum(day.entries for day in totals.days) == entries

    await eventually(all_there, within_seconds=WITHIN_SECONDS)
    return await core.analytics.summaries.of(TODAY)


async def dead_letters(core: Application, vhost: BrokerUrls) -> list[bytes]:
    return [letter.body for letter in await dead_letters_of("analytics", vhost["analytics"], core.database)]


@pytest.mark.parametrize(
    "arrival",
    [list, lambda story: list(reversed(story)), lambda story: [*story, *story]],
    ids=["as it happened", "backwards", "twice"],
)
async def test_a_story_ends_in_the_same_figures(
    worker: None, core: Application, vhost: BrokerUrls, arrival: object
) -> None:
    story: Sequence[Envelope] = arrival(a_whole_story())  # type: ignore[operator]

    await send(vhost, story)
    summary = await worked_in(core, 3)

    async def agrees() -> None:
        assert list(await PostgresDifferences(core.database).find()) == []

    await eventually(agrees, within_seconds=WITHIN_SECONDS)
    assert (summary.day.earnings, summary.day_before.earnings) == (-3000, 1500)
    assert (summary.day_before.accounts_in_the_red, summary.accounts_in_the_red) == (1, 0)
    shown = (await core.analytics.summaries.of(TODAY)).most_expensive_of_day
    assert shown is not None
    assert (shown.task.jira_id, shown.task.title, shown.account.name) == (
        "UBERPOP-42",
        "Fix the beak",
        "Kesha",
    )
    assert await dead_letters(core, vhost) == []


async def test_a_task_told_in_the_old_version_has_its_name_too(
    worker: None, core: Application, vhost: BrokerUrls
) -> None:
    await send(vhost, [task_created_v1("[UBERPOP-42] Fix the beak\n\nIt squeaks."), transfer_posted(REWARD)])
    await worked_in(core, 1)

    async def named() -> None:
        shown = (await core.analytics.summaries.of(TODAY)).most_expensive_of_day
        assert shown is not None
        assert (shown.task.jira_id, shown.task.title) == ("UBERPOP-42", "Fix the beak")

    await eventually(named, within_seconds=WITHIN_SECONDS)


async def test_what_cannot_be_handled_is_put_aside_and_the_rest_goes_on(
    worker: None, core: Application, vhost: BrokerUrls
) -> None:
    unreadable = b'{"specversion": "1.0", "type": "transfer.posted"}'
    task_less = transfer_posted(a_reward(9900)).as_json()
    task_less["data"]["transfers"][0]["task_id"] = None
    poison = Envelope.from_json(task_less).to_bytes()

    await send_raw(vhost, "transfer.posted", unreadable)
    await send(vhost, [transfer_posted(FEE)])
    await send_raw(vhost, "transfer.posted", poison)
    await send(vhost, [transfer_posted(REWARD)])
    summary = await worked_in(core, 2)

    async def both_aside() -> None:
        assert sorted(await dead_letters(core, vhost)) == sorted([unreadable, poison])

    await eventually(both_aside, within_seconds=WITHIN_SECONDS)
    assert summary.day.rewards == 3000
