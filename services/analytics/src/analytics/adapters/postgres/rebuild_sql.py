"""The statements of a rebuild; those that derive run where `entry` means the new figures' own."""

IN_REBUILT = "SET LOCAL search_path = rebuilt, public"
IN_PUBLIC = "SET LOCAL search_path = public"

PHASE = "SELECT phase FROM rebuild WHERE finished_at IS NULL FOR SHARE"

REBUILDS = """
SELECT id, phase, started_at, compared_at, finished_at, entries_expected,
    (SELECT coalesce(sum(entries), 0)::bigint FROM rebuild_history h WHERE h.rebuild_id = r.id) AS entries,
    (SELECT count(*) FROM rebuild_difference d WHERE d.rebuild_id = r.id) AS differences
FROM rebuild r
"""

BEGIN = """
INSERT INTO rebuild (id, phase, started_at, entries_expected)
SELECT $1, 'loading', now(), coalesce(sum(entries), 0) FROM public.day_figures
"""
EXPECT = """
INSERT INTO rebuild_history (rebuild_id, producer) SELECT $1, producer FROM unnest($2::text[]) AS p(producer)
"""
NOTE_ASKED = """
UPDATE rebuild_history SET asked_at = now() WHERE rebuild_id = $1 AND producer = ANY ($2::text[])
"""
NOTE_TOLD = """
UPDATE rebuild_history SET told_at = now() WHERE rebuild_id = $1 AND producer = $2 AND told_at IS NULL
"""
COUNT_LOADED = """
UPDATE rebuild_history SET entries = entries + $2 WHERE rebuild_id = $1 AND producer = 'accounting'
"""
MOVE_ON = "UPDATE rebuild SET phase = $2 WHERE id = $1 AND finished_at IS NULL"
FINISH = "UPDATE rebuild SET phase = $2, finished_at = now() WHERE id = $1 AND finished_at IS NULL"

KEEP_ENTRIES = """
INSERT INTO {table} (transfer_id, kind, account_id, task_id, amount, day, occurred_at)
SELECT transfer_id, kind, account_id, task_id, amount, day, occurred_at::timestamptz
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::bigint[], $6::date[], $7::text[])
    AS told(transfer_id, kind, account_id, task_id, amount, day, occurred_at)
ON CONFLICT DO NOTHING
"""
KEEP_REBUILT = KEEP_ENTRIES.format(table="rebuilt.entry")
KEEP_WAITING = KEEP_ENTRIES.format(table="rebuild_waiting_entry")

KEY_ENTRIES = "SELECT key_rebuilt_entries()"
COUNT_KEPT = """
UPDATE rebuild_history SET entries = (SELECT coalesce(sum(entries), 0) FROM rebuilt.day_figures)
WHERE rebuild_id = $1 AND producer = 'accounting'
"""

TAKE_WAITING = """
DELETE FROM rebuild_waiting_entry WHERE transfer_id IN (
    SELECT transfer_id FROM rebuild_waiting_entry ORDER BY transfer_id LIMIT $1 FOR UPDATE SKIP LOCKED
)
RETURNING transfer_id, kind, account_id, task_id, amount, day, occurred_at
"""

ROOM_TO_DERIVE = "SET LOCAL work_mem = '128MB'"
DERIVE_DAYS = """
WITH moved AS MATERIALIZED (
    SELECT account_id, day,
        coalesce(sum(amount) FILTER (WHERE kind = 'assignment_fee'), 0) AS fees,
        coalesce(sum(amount) FILTER (WHERE kind = 'completion_reward'), 0) AS rewards,
        coalesce(sum(amount) FILTER (WHERE kind = 'payout'), 0) AS payouts,
        count(*) FILTER (WHERE kind = 'completion_reward') AS completions,
        count(*) AS entries,
        max(occurred_at) AS latest_entry_at
    FROM entry GROUP BY account_id, day
), ends AS MATERIALIZED (
    SELECT account_id, day, (rewards - fees - payouts)::bigint AS moved_by,
        (sum(rewards - fees - payouts) OVER (PARTITION BY account_id ORDER BY day))::bigint AS balance
    FROM moved
), balances AS (
    INSERT INTO account_day (account_id, day, moved_by, balance)
    SELECT account_id, day, moved_by, balance FROM ends ORDER BY account_id, day
), crossings AS (
    SELECT day, (balance < 0)::int
        - (coalesce(lag(balance) OVER (PARTITION BY account_id ORDER BY day), 0) < 0)::int AS crossing
    FROM ends
), reds AS (
    SELECT day, sum(crossing) AS into_the_red FROM crossings GROUP BY day
)
INSERT INTO day_figures
    (day, fees, rewards, payouts, completions, entries, into_the_red, latest_entry_at)
SELECT day, sum(fees), sum(rewards), sum(payouts), sum(completions), sum(entries),
    min(into_the_red), max(latest_entry_at)
FROM moved JOIN reds USING (day) GROUP BY day ORDER BY day
"""

DERIVE_MOST_EXPENSIVE = """
WITH completed AS NOT MATERIALIZED (
    SELECT (occurred_at AT TIME ZONE $1)::date AS happened_on, amount, task_id, account_id, occurred_at,
        transfer_id
    FROM entry WHERE kind = 'completion_reward'
), highest AS (
    SELECT happened_on, max(amount) AS amount FROM completed GROUP BY happened_on
), ranked AS MATERIALIZED (
    SELECT completed.*, count(*) OVER (PARTITION BY happened_on) - 1 AS others,
        row_number() OVER (PARTITION BY happened_on ORDER BY occurred_at, transfer_id) AS place
    FROM completed JOIN highest USING (happened_on, amount)
), ties AS (
    INSERT INTO tied_task (day, transfer_id, reward, task_id, account_id, completed_at)
    SELECT happened_on, transfer_id, amount, task_id, account_id, occurred_at FROM ranked WHERE place <= $2
)
INSERT INTO most_expensive_task (day, reward, task_id, account_id, completed_at, transfer_id, others)
SELECT happened_on, amount, task_id, account_id, occurred_at, transfer_id, others
FROM ranked WHERE place = 1 ORDER BY happened_on
"""

FORGET_DERIVED = (
    "DELETE FROM rebuilt.day_figures",
    "DELETE FROM rebuilt.account_day",
    "DELETE FROM rebuilt.most_expensive_task",
    "DELETE FROM rebuilt.tied_task",
)

FINGERPRINT = """
SELECT row(count(*), bit_xor(hashtextextended(row({key}, {columns})::text, 0))) FROM {schema}.{table}
"""
COMPARE_ROWS = """
SELECT {about} AS about, live, rebuilt
FROM (SELECT {key}, row({columns})::text AS live FROM public.{table}) AS l
FULL JOIN (SELECT {key}, row({columns})::text AS rebuilt FROM rebuilt.{table}) AS r USING ({key})
WHERE ({shown}) IS DISTINCT FROM ({anew}) AND live IS DISTINCT FROM rebuilt ORDER BY {key} LIMIT $1
"""


def _comparison(table: str, key: str, columns: str, about: str) -> str:
    """Rows are put side by side only where all of them together differ: there may be millions."""
    shown, anew = (
        FINGERPRINT.format(schema=schema, table=table, key=key, columns=columns)
        for schema in ("public", "rebuilt")
    )
    return COMPARE_ROWS.format(table=table, key=key, columns=columns, about=about, shown=shown, anew=anew)


COMPARISONS = {
    "figures of a day": _comparison(
        "day_figures", "day", "fees, rewards, payouts, completions, entries, into_the_red", "day::text"
    ),
    "balance at a day's end": _comparison(
        "account_day", "account_id, day", "moved_by, balance", "account_id || ' ' || day"
    ),
    "most expensive task": _comparison(
        "most_expensive_task", "day", "reward, transfer_id, others", "day::text"
    ),
    "tasks as expensive": _comparison(
        "tied_task", "day, transfer_id", "reward, task_id, account_id", "day || ' ' || transfer_id"
    ),
    "totals of a closed day": _comparison("closed_day", "day", "fees, rewards, payouts", "day::text"),
    "names of tasks": _comparison("task", "task_id", "jira_id, title", "task_id::text"),
    "reported completions": _comparison("reported_completion", "task_id", "account_id", "task_id::text"),
    "reported prices": _comparison("reported_price", "task_id", "fee, reward", "task_id::text"),
    "reported payouts": _comparison(
        "reported_payout", "account_id, day", "amount, day", "account_id || ' ' || day"
    ),
}

KEEP_DIFFERENCES = """
INSERT INTO rebuild_difference (rebuild_id, place, figure, about, live, rebuilt)
SELECT $1, place, figure, about, live, rebuilt
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])
    WITH ORDINALITY AS d(figure, about, live, rebuilt, place)
"""
