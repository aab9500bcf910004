"""The statements that book a batch: transfers first, then balances by what was really inserted, then the announcement.

Balances and totals move by what `RETURNING` says was inserted, so the same fact twice changes nothing. Rows are locked in
ascending order, so that two batches never wait for each other crosswise.
"""

TRANSFERS_PER_EVENT_MAX = 500

OPEN_ACCOUNTS = """
INSERT INTO ledger_account (owner) SELECT DISTINCT o FROM unnest($1::uuid[]) o ORDER BY o
ON CONFLICT (owner) DO NOTHING
"""

_CHARGES = """
SELECT 1, a.id, 1, p.fee, s.task_id, s.assignment_no, s.day, s.occurred_at
FROM s JOIN task_price p USING (task_id) JOIN ledger_account a USING (owner)
ORDER BY s.task_id, s.assignment_no
"""

_REWARDS = """
SELECT 2, 1, a.id, p.reward, s.task_id, NULL, s.day, s.occurred_at
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
    RETURNING kind, account, amount, task_id, assignment_no, day, occurred_at
), moved AS (
    SELECT account, sum(CASE kind WHEN 2 THEN amount ELSE -amount END) AS by FROM i GROUP BY account
), deltas AS (
    SELECT account AS id, by FROM moved
    UNION ALL SELECT 1, -sum(by) FROM moved HAVING count(*) > 0
), locked AS (
    SELECT id FROM ledger_account WHERE id IN (SELECT id FROM deltas) ORDER BY id FOR NO KEY UPDATE
), balances AS (
    UPDATE ledger_account a SET balance = a.balance + d.by FROM deltas d, locked l WHERE a.id = d.id AND l.id = a.id
), per_account AS (
    INSERT INTO account_day AS t (account, day, fees, rewards)
    SELECT account, day, coalesce(sum(amount) FILTER (WHERE kind = 1), 0), coalesce(sum(amount) FILTER (WHERE kind = 2), 0)
    FROM i GROUP BY account, day ORDER BY account, day
    ON CONFLICT (account, day) DO UPDATE SET fees = t.fees + excluded.fees, rewards = t.rewards + excluded.rewards
), per_day AS (
    INSERT INTO company_day AS t (day, fees, rewards)
    SELECT day, coalesce(sum(amount) FILTER (WHERE kind = 1), 0), coalesce(sum(amount) FILTER (WHERE kind = 2), 0)
    FROM i GROUP BY day ORDER BY day
    ON CONFLICT (day) DO UPDATE SET fees = t.fees + excluded.fees, rewards = t.rewards + excluded.rewards
), numbered AS (
    SELECT i.*, a.owner, (row_number() OVER (PARTITION BY i.day ORDER BY i.task_id, i.assignment_no) - 1) / {announced_max} AS page
    FROM i JOIN ledger_account a ON a.id = i.account
), announced AS (
    INSERT INTO outbox (type, version, subject, body)
    SELECT 'transfer.posted', 1, NULL, convert_to(json_strip_nulls(json_build_object(
        'specversion', '1.0', 'id', gen_random_uuid(), 'source', '/accounting', 'type', 'transfer.posted', 'eventversion', 1,
        'time', to_char($6::timestamptz AT TIME ZONE 'UTC', '{rfc3339}'), 'dataschema', 'urn:popug:transfer.posted:1',
        'datacontenttype', 'application/json', 'traceparent', $7::text,
        'data', json_build_object('day', day, 'transfers', json_agg(json_build_object(
            'transfer_id', md5(concat_ws(':', kind_name, task_id, assignment_no))::uuid, 'kind', kind_name,
            'account_id', owner, 'task_id', task_id, 'amount', amount,
            'occurred_at', to_char(occurred_at AT TIME ZONE 'UTC', '{rfc3339}')) ORDER BY task_id, assignment_no))))::text, 'UTF8')
    FROM numbered, LATERAL (SELECT CASE kind WHEN 1 THEN 'assignment_fee' ELSE 'completion_reward' END AS kind_name) k
    GROUP BY day, page
)
SELECT count(*) FROM i
"""

_RFC3339 = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'

BOOK_CHARGES = _BOOKING.format(selection=_CHARGES, announced_max=TRANSFERS_PER_EVENT_MAX, rfc3339=_RFC3339)
BOOK_REWARDS = _BOOKING.format(selection=_REWARDS, announced_max=TRANSFERS_PER_EVENT_MAX, rfc3339=_RFC3339)
