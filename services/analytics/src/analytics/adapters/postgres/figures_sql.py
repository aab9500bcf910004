"""The statements that work a batch of entries into the figures."""

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock($1)"

RECORD = """
WITH told AS (
    SELECT DISTINCT ON (transfer_id) * FROM unnest(
        $1::uuid[], $2::text[], $3::uuid[], $4::uuid[],
        $5::bigint[], $6::date[], $7::timestamptz[], $8::date[]
    ) AS e(transfer_id, kind, account_id, task_id, amount, day, occurred_at, happened_on)
    ORDER BY transfer_id
), fresh AS (
    INSERT INTO entry (transfer_id, kind, account_id, task_id, amount, day, occurred_at)
    SELECT transfer_id, kind, account_id, task_id, amount, day, occurred_at FROM told ORDER BY transfer_id
    ON CONFLICT (transfer_id) DO NOTHING
    RETURNING transfer_id, kind, account_id, task_id, amount, day, occurred_at
), per_day AS (
    INSERT INTO day_figures AS f (day, fees, rewards, payouts, completions, entries, latest_entry_at)
    SELECT day,
        coalesce(sum(amount) FILTER (WHERE kind = 'assignment_fee'), 0),
        coalesce(sum(amount) FILTER (WHERE kind = 'completion_reward'), 0),
        coalesce(sum(amount) FILTER (WHERE kind = 'payout'), 0),
        count(*) FILTER (WHERE kind = 'completion_reward'),
        count(*),
        max(occurred_at)
    FROM fresh GROUP BY day ORDER BY day
    ON CONFLICT (day) DO UPDATE SET
        fees = f.fees + excluded.fees,
        rewards = f.rewards + excluded.rewards,
        payouts = f.payouts + excluded.payouts,
        completions = f.completions + excluded.completions,
        entries = f.entries + excluded.entries,
        latest_entry_at = greatest(f.latest_entry_at, excluded.latest_entry_at)
), completed AS (
    SELECT DISTINCT ON (happened_on) happened_on, amount, task_id, account_id, occurred_at, transfer_id,
        count(*) OVER (PARTITION BY happened_on, amount) - 1 AS others
    FROM (SELECT transfer_id, happened_on FROM told) AS placed JOIN fresh USING (transfer_id)
    WHERE kind = 'completion_reward'
    ORDER BY happened_on, amount DESC, occurred_at, transfer_id
), ahead AS (
    INSERT INTO most_expensive_task AS m (day, reward, task_id, account_id, completed_at, transfer_id, others)
    SELECT happened_on, amount, task_id, account_id, occurred_at, transfer_id, others FROM completed
    ON CONFLICT (day) DO UPDATE SET
        (reward, task_id, account_id, completed_at, transfer_id, others) = (
            SELECT reward, task_id, account_id, completed_at, transfer_id,
                CASE WHEN m.reward = excluded.reward THEN m.others + excluded.others + 1 ELSE others END
            FROM (VALUES
                (m.reward, m.task_id, m.account_id, m.completed_at, m.transfer_id, m.others),
                (excluded.reward, excluded.task_id, excluded.account_id, excluded.completed_at,
                 excluded.transfer_id, excluded.others)
            ) AS rivals(reward, task_id, account_id, completed_at, transfer_id, others)
            ORDER BY reward DESC, completed_at, transfer_id LIMIT 1
        )
    WHERE excluded.reward >= m.reward
)
SELECT account_id, day, count(*) AS entries,
    sum(CASE kind WHEN 'completion_reward' THEN amount ELSE -amount END)::bigint AS moved_by
FROM fresh GROUP BY account_id, day
"""

NAME_TIES = """
INSERT INTO tied_task (day, transfer_id, reward, task_id, account_id, completed_at)
SELECT happened_on, told.transfer_id, m.reward, told.task_id, told.account_id, told.completed_at
FROM unnest($1::date[], $2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[], $6::timestamptz[])
    AS told(happened_on, transfer_id, reward, task_id, account_id, completed_at)
JOIN most_expensive_task m ON m.day = told.happened_on AND m.reward = told.reward
ON CONFLICT DO NOTHING
"""

FORGET_OVERTAKEN = """
DELETE FROM tied_task t USING (
    SELECT day, transfer_id, reward,
        row_number() OVER (PARTITION BY day ORDER BY reward DESC, completed_at, transfer_id) AS place,
        max(reward) OVER (PARTITION BY day) AS highest
    FROM tied_task WHERE day = ANY ($1::date[])
) AS ranked
WHERE (t.day, t.transfer_id) = (ranked.day, ranked.transfer_id)
    AND (ranked.reward < ranked.highest OR place > $2)
"""

MOVE_BALANCES = """
WITH moved AS (
    SELECT * FROM unnest($1::uuid[], $2::date[], $3::bigint[]) AS m(account_id, day, moved_by)
), since AS (
    SELECT account_id, min(day) AS day FROM moved GROUP BY account_id
), start AS (
    SELECT account_id, coalesce((
        SELECT balance FROM account_day p WHERE p.account_id = since.account_id AND p.day < since.day
        ORDER BY p.day DESC LIMIT 1
    ), 0) AS balance FROM since
), before AS (
    SELECT a.account_id, a.day, a.moved_by, a.balance
    FROM account_day a JOIN since s ON a.account_id = s.account_id AND a.day >= s.day
), after AS (
    SELECT account_id, day, sum(moved_by)::bigint AS moved_by,
        (min(start.balance)
            + sum(sum(moved_by)) OVER (PARTITION BY account_id ORDER BY day))::bigint AS balance
    FROM (SELECT account_id, day, moved_by FROM before UNION ALL SELECT * FROM moved) AS movement
    JOIN start USING (account_id) GROUP BY account_id, day
), stored AS (
    INSERT INTO account_day (account_id, day, moved_by, balance)
    SELECT account_id, day, moved_by, balance FROM after ORDER BY account_id, day
    ON CONFLICT (account_id, day) DO UPDATE SET moved_by = excluded.moved_by, balance = excluded.balance
), ends AS (
    SELECT -1 AS weight, account_id, day, balance FROM before
    UNION ALL SELECT 1, account_id, day, balance FROM after
), crossings AS (
    SELECT ends.day, weight * ((ends.balance < 0)::int - (coalesce(
        lag(ends.balance) OVER (PARTITION BY weight, account_id ORDER BY ends.day), start.balance
    ) < 0)::int) AS crossing
    FROM ends JOIN start USING (account_id)
), changes AS (
    SELECT day, sum(crossing) AS change FROM crossings GROUP BY day HAVING sum(crossing) <> 0
)
UPDATE day_figures f SET into_the_red = f.into_the_red + changes.change FROM changes WHERE f.day = changes.day
"""
