"""The statements that book a batch: transfers, balances by what was really inserted, the news of it.

Balances and totals move by what `RETURNING` says was inserted, so the same fact twice changes nothing.
Parameters: tasks, assignment numbers, owners, moments, booking days, and the constant part of the
announcement's envelope.
"""

from accounting.application.wire import TRANSFERS_PER_EVENT_MAX

ENTRIES_PER_MARK = 512
"""How many entries an account gets on a day before what they did together is noted, so that no page of its
log has more than these and a batch's to add up."""

OPEN_ACCOUNTS = """
INSERT INTO ledger_account (owner)
SELECT DISTINCT o FROM unnest($1::uuid[]) o
WHERE NOT EXISTS (SELECT FROM ledger_account l WHERE l.owner = o) ORDER BY o
ON CONFLICT (owner) DO NOTHING
"""

_CHARGES = """
SELECT 1, a.id, 1, p.fee, s.task_id, s.assignment_no, s.day, s.occurred_at
FROM s JOIN task_price p USING (task_id) JOIN ledger_account a USING (owner)
ORDER BY s.task_id, s.assignment_no
"""

_REWARDS = """
SELECT 2, 1, a.id, p.reward, s.task_id, s.assignment_no, s.day, s.occurred_at
FROM s JOIN task_price p USING (task_id) JOIN ledger_account a USING (owner)
ORDER BY s.task_id
"""

_BOOKING = """
WITH s AS (
    SELECT * FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::timestamptz[], $5::date[])
        x(task_id, assignment_no, owner, occurred_at, day)
), i AS (
    INSERT INTO transfer (kind, debit, credit, amount, task_id, assignment_no, day, occurred_at)
    {selection}
    ON CONFLICT DO NOTHING
    RETURNING id, kind, account, amount, task_id, assignment_no, day, occurred_at
), totals AS MATERIALIZED (
    SELECT account, day, coalesce(sum(amount) FILTER (WHERE kind = 1), 0) AS fees,
           coalesce(sum(amount) FILTER (WHERE kind = 2), 0) AS rewards,
           count(*) AS entries, max(id) AS newest
    FROM i GROUP BY account, day
), deltas AS (
    SELECT account AS id, sum(rewards - fees) AS by FROM totals GROUP BY account
    UNION ALL SELECT 1, sum(fees - rewards) FROM totals HAVING count(*) > 0
), locked AS (
    SELECT id FROM ledger_account WHERE id IN (SELECT id FROM deltas) ORDER BY id FOR NO KEY UPDATE
), balances AS (
    UPDATE ledger_account a SET balance = a.balance + d.by
    FROM deltas d, locked l WHERE a.id = d.id AND l.id = a.id
), per_account AS (
    INSERT INTO account_day AS t (account, day, fees, rewards, entries)
    SELECT account, day, fees, rewards, entries FROM totals ORDER BY account, day
    ON CONFLICT (account, day) DO UPDATE
    SET fees = t.fees + excluded.fees, rewards = t.rewards + excluded.rewards,
        entries = t.entries + excluded.entries
    RETURNING account, day, rewards - fees AS result, entries
), marks AS (
    INSERT INTO account_mark (account, day, entry, result)
    SELECT account, day, b.newest, t.result FROM per_account t JOIN totals b USING (account, day)
    WHERE t.entries / {mark_every} > (t.entries - b.entries) / {mark_every}
), per_day AS (
    INSERT INTO company_day AS t (day, fees, rewards)
    SELECT day, sum(fees), sum(rewards) FROM totals GROUP BY day ORDER BY day
    ON CONFLICT (day) DO UPDATE SET fees = t.fees + excluded.fees, rewards = t.rewards + excluded.rewards
), numbered AS (
    SELECT i.*, a.owner,
           (row_number() OVER (PARTITION BY i.day) - 1) / {announced_max} AS page
    FROM i JOIN ledger_account a ON a.id = i.account
), announced AS (
    INSERT INTO outbox (type, version, body)
    SELECT 'transfer.posted', 1, convert_to(
        '{{"id":"' || gen_random_uuid() || '",' || $6::text
        || ',"data":{{"day":"' || to_char(day, 'YYYY-MM-DD') || '","transfers":[' || string_agg(
            '{{"transfer_id":"' || md5('{kind}:' || task_id || coalesce(':' || assignment_no, ''))::uuid
            || '","kind":"{kind}","account_id":"' || owner || '","task_id":"' || task_id
            || '","amount":' || amount || ',"occurred_at":"'
            || to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"}}',
            ',') || ']}}}}', 'UTF8')
    FROM numbered GROUP BY day, page ORDER BY day, page
)
SELECT count(*) FROM i
"""

_BOUNDS = {"announced_max": TRANSFERS_PER_EVENT_MAX, "mark_every": ENTRIES_PER_MARK}

BOOK_CHARGES = _BOOKING.format(selection=_CHARGES, kind="assignment_fee", **_BOUNDS)
BOOK_REWARDS = _BOOKING.format(selection=_REWARDS, kind="completion_reward", **_BOUNDS)
