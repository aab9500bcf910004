"""The statements that work a batch of entries into the figures."""

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('analytics figures'))"

RECORD = """
WITH told AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::bigint[], $6::date[], $7::timestamptz[], $8::date[])
        e(transfer_id, kind, account_id, task_id, amount, day, occurred_at, happened_on)
), fresh AS (
    INSERT INTO entry (transfer_id, kind, account_id, task_id, amount, day, occurred_at)
    SELECT transfer_id, kind, account_id, task_id, amount, day, occurred_at FROM told ORDER BY transfer_id
    ON CONFLICT DO NOTHING
    RETURNING transfer_id, kind, account_id, task_id, amount, day, occurred_at
), per_day AS (
    INSERT INTO day_figures AS f (day, fees, rewards, payouts, completions)
    SELECT day,
        coalesce(sum(amount) FILTER (WHERE kind = 'assignment_fee'), 0),
        coalesce(sum(amount) FILTER (WHERE kind = 'completion_reward'), 0),
        coalesce(sum(amount) FILTER (WHERE kind = 'payout'), 0),
        count(*) FILTER (WHERE kind = 'completion_reward')
    FROM fresh GROUP BY day ORDER BY day
    ON CONFLICT (day) DO UPDATE SET fees = f.fees + excluded.fees, rewards = f.rewards + excluded.rewards,
        payouts = f.payouts + excluded.payouts, completions = f.completions + excluded.completions
), completed AS (
    SELECT happened_on, amount, task_id, account_id, max(amount) OVER (PARTITION BY happened_on) AS highest
    FROM (SELECT DISTINCT transfer_id, happened_on FROM told) t JOIN fresh USING (transfer_id)
    WHERE kind = 'completion_reward'
), beaten AS (
    DELETE FROM most_expensive_task m USING completed c
    WHERE m.completed_on = c.happened_on AND m.reward < c.amount
), leading AS (
    INSERT INTO most_expensive_task (completed_on, reward, task_id, account_id)
    SELECT happened_on, amount, task_id, account_id FROM completed c
    WHERE amount = highest AND NOT EXISTS (
        SELECT FROM most_expensive_task m WHERE m.completed_on = c.happened_on AND m.reward > c.amount)
    ON CONFLICT DO NOTHING
)
SELECT account_id, day, sum(CASE kind WHEN 'completion_reward' THEN amount ELSE -amount END)::bigint AS moved_by,
       count(*) AS entries
FROM fresh GROUP BY account_id, day
"""

MOVE_BALANCES = """
WITH moved AS (
    SELECT * FROM unnest($1::uuid[], $2::date[], $3::bigint[]) m(account_id, day, moved_by)
), since AS (
    SELECT account_id, min(day) AS day FROM moved GROUP BY account_id
), start AS (
    SELECT account_id, coalesce((SELECT balance FROM account_day p WHERE p.account_id = since.account_id
        AND p.day < since.day ORDER BY p.day DESC LIMIT 1), 0) AS balance FROM since
), before AS (
    SELECT a.account_id, a.day, a.moved_by, a.balance FROM account_day a JOIN since s
    ON a.account_id = s.account_id AND a.day >= s.day
), after AS (
    SELECT account_id, day, sum(moved_by)::bigint AS moved_by, (min(start.balance)
        + sum(sum(moved_by)) OVER (PARTITION BY account_id ORDER BY day))::bigint AS balance
    FROM (SELECT account_id, day, moved_by FROM before UNION ALL SELECT account_id, day, moved_by FROM moved) every
    JOIN start USING (account_id) GROUP BY account_id, day
), stored AS (
    INSERT INTO account_day AS a (account_id, day, moved_by, balance)
    SELECT account_id, day, moved_by, balance FROM after ORDER BY account_id, day
    ON CONFLICT (account_id, day) DO UPDATE SET moved_by = excluded.moved_by, balance = excluded.balance
), signs AS (
    SELECT -1 AS weight, account_id, day, balance FROM before
    UNION ALL SELECT 1, account_id, day, balance FROM after
), changes AS (
    SELECT day, weight * ((s.balance < 0)::int - (coalesce(
        lag(s.balance) OVER (PARTITION BY weight, account_id ORDER BY day), start.balance) < 0)::int) AS by
    FROM signs s JOIN start USING (account_id)
)
INSERT INTO day_figures AS f (day, into_the_red)
SELECT day, sum(by)::int FROM changes GROUP BY day HAVING sum(by) <> 0 ORDER BY day
ON CONFLICT (day) DO UPDATE SET into_the_red = f.into_the_red + excluded.into_the_red
"""
