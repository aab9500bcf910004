"""The statements that book a batch: transfers, balances by what was really inserted, the news of it.

Balances and totals move by what `RETURNING` says was inserted, so the same fact twice changes nothing. What a
batch repeats in every row is sent once and named by its number: its accounts and its moments. Prices are
looked up row by row (`OFFSET 0` keeps the planner from joining), for it would else read all there are.

Parameters: of each row the task, the number of the assignment, the account, and the number of the moment; of
each moment the time, the booking day, and the time in words; of each account its number and whose it is; and
the constant part of the announcement's envelope.
"""

from accounting.application.wire import TRANSFERS_PER_EVENT_MAX

ENTRIES_PER_MARK = 512
"""How many entries an account gets on a day before what they did together is noted, so that no page of its
log has more than these and a batch's to add up."""

ACCOUNTS = "SELECT id, owner FROM ledger_account WHERE owner = ANY ($1::uuid[])"

OPEN_ACCOUNTS = """
INSERT INTO ledger_account (owner) SELECT o FROM unnest($1::uuid[]) o ORDER BY o
ON CONFLICT (owner) DO NOTHING
"""

_CHARGES = """
SELECT 1, s.account, 1, p.fee, s.task_id, s.assignment_no, s.day, s.occurred_at
FROM s, LATERAL (SELECT fee FROM task_price p WHERE p.task_id = s.task_id OFFSET 0) p
ORDER BY s.day, s.occurred_at, s.task_id, s.assignment_no
ON CONFLICT (task_id, assignment_no) WHERE kind = 1 DO NOTHING
"""

_REWARDS = """
SELECT 2, 1, s.account, p.reward, s.task_id, s.assignment_no, s.day, s.occurred_at
FROM s, LATERAL (SELECT reward FROM task_price p WHERE p.task_id = s.task_id OFFSET 0) p
ORDER BY s.day, s.occurred_at, s.task_id
ON CONFLICT (task_id) WHERE kind = 2 DO NOTHING
"""

_BOOKING = """
WITH s AS (
    SELECT x.task_id, x.assignment_no, x.account,
           ($5::timestamptz[])[x.moment] AS occurred_at, ($6::date[])[x.moment] AS day
    FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[]) x(task_id, assignment_no, account, moment)
), i AS (
    INSERT INTO transfer (kind, debit, credit, amount, task_id, assignment_no, day, occurred_at)
    {selection}
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
    SELECT i.*, a.owner, m.words AS moment, (row_number() OVER () - 1) / {announced_max} AS page
    FROM i JOIN unnest($8::int[], $9::text[]) a(id, owner) ON a.id = i.account
    JOIN unnest($5::timestamptz[], $7::text[]) m(at, words) ON m.at = i.occurred_at
), announced AS (
    INSERT INTO outbox (type, version, body)
    SELECT 'transfer.posted', 1, convert_to(
        '{{"id":"' || gen_random_uuid() || '",' || $10::text
        || ',"data":{{"day":"' || to_char(day, 'YYYY-MM-DD') || '","transfers":[' || string_agg(
            '{{"transfer_id":"' || md5('{kind}:' || task_id || coalesce(':' || assignment_no, ''))::uuid
            || '","kind":"{kind}","account_id":"' || owner || '","task_id":"' || task_id
            || '","amount":' || amount || ',"occurred_at":"' || moment || '"}}',
            ',') || ']}}}}', 'UTF8')
    FROM numbered GROUP BY day, page ORDER BY day, page
)
SELECT count(*) FROM i
"""

_BOUNDS = {"announced_max": TRANSFERS_PER_EVENT_MAX, "mark_every": ENTRIES_PER_MARK}

BOOK_CHARGES = _BOOKING.format(selection=_CHARGES, kind="assignment_fee", **_BOUNDS)
BOOK_REWARDS = _BOOKING.format(selection=_REWARDS, kind="completion_reward", **_BOUNDS)
