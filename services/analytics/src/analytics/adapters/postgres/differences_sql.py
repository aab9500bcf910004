"""The comparisons, each of which answers about, expected and found for whatever does not agree."""

FIGURES_OF_A_DAY = """
SELECT day::text AS about, e.totals::text AS expected, f.totals::text AS found
FROM (
    SELECT day, row(
        coalesce(sum(amount) FILTER (WHERE kind = 'assignment_fee'), 0)::bigint,
        coalesce(sum(amount) FILTER (WHERE kind = 'completion_reward'), 0)::bigint,
        coalesce(sum(amount) FILTER (WHERE kind = 'payout'), 0)::bigint,
        count(*) FILTER (WHERE kind = 'completion_reward'), count(*)) AS totals
    FROM entry GROUP BY day
) e FULL JOIN (
    SELECT day, row(fees, rewards, payouts, completions, entries) AS totals FROM day_figures
) f USING (day)
WHERE e.totals IS DISTINCT FROM f.totals ORDER BY day LIMIT $1
"""

TOTALS_OF_A_CLOSED_DAY = """
SELECT day::text AS about, row(c.fees, c.rewards, c.payouts)::text AS expected,
    row(f.fees, f.rewards, f.payouts)::text AS found
FROM closed_day c LEFT JOIN day_figures f USING (day)
WHERE (c.fees, c.rewards, c.payouts)
    <> (coalesce(f.fees, 0), coalesce(f.rewards, 0), coalesce(f.payouts, 0))
ORDER BY day LIMIT $1
"""

BALANCE_AT_A_DAYS_END = """
SELECT account_id || ' ' || day AS about, e.balance::text AS expected, a.balance::text AS found
FROM (
    SELECT account_id, day, sum(moved_by)::bigint AS moved_by,
        (sum(sum(moved_by)) OVER (PARTITION BY account_id ORDER BY day))::bigint AS balance
    FROM (
        SELECT account_id, day, CASE kind WHEN 'completion_reward' THEN amount ELSE -amount END AS moved_by
        FROM entry
    ) AS movement GROUP BY account_id, day
) e FULL JOIN account_day a USING (account_id, day)
WHERE (e.moved_by, e.balance) IS DISTINCT FROM (a.moved_by, a.balance)
ORDER BY account_id, day LIMIT $1
"""

INTO_THE_RED = """
SELECT day::text AS about, crossings::text AS expected, into_the_red::text AS found
FROM (
    SELECT day, sum(is_red::int - was_red::int) AS crossings FROM (
        SELECT day, balance < 0 AS is_red,
            coalesce(lag(balance) OVER (PARTITION BY account_id ORDER BY day), 0) < 0 AS was_red
        FROM account_day
    ) AS ends GROUP BY day
) a FULL JOIN day_figures f USING (day)
WHERE coalesce(crossings, 0) <> coalesce(into_the_red, 0) ORDER BY day LIMIT $1
"""

REWARD_OF_A_COMPLETION = """
SELECT task_id::text AS about, c.account_id::text AS expected, e.account_id::text AS found
FROM reported_completion c
FULL JOIN (SELECT task_id, account_id FROM entry WHERE kind = 'completion_reward') e USING (task_id)
WHERE c.account_id IS DISTINCT FROM e.account_id ORDER BY task_id LIMIT $1
"""

PRICE_OF_A_TASK = """
SELECT task_id || ' ' || kind AS about, price::text AS expected, amount::text AS found
FROM (
    SELECT e.task_id, e.kind, e.amount,
        CASE e.kind WHEN 'assignment_fee' THEN p.fee ELSE p.reward END AS price
    FROM entry e LEFT JOIN reported_price p USING (task_id) WHERE e.kind <> 'payout'
) AS booked
WHERE price IS DISTINCT FROM amount ORDER BY task_id, kind LIMIT $1
"""

PAYOUT_OF_A_DAY = """
SELECT account_id || ' ' || day AS about, p.amount::text AS expected, e.amount::text AS found
FROM reported_payout p FULL JOIN (
    SELECT account_id, day, sum(amount)::bigint AS amount FROM entry
    WHERE kind = 'payout' GROUP BY account_id, day
) e USING (account_id, day)
WHERE p.amount IS DISTINCT FROM e.amount ORDER BY account_id, day LIMIT $1
"""

CHECKS = {
    "figures of a day": FIGURES_OF_A_DAY,
    "totals of a closed day": TOTALS_OF_A_CLOSED_DAY,
    "balance at a day's end": BALANCE_AT_A_DAYS_END,
    "accounts into the red": INTO_THE_RED,
    "reward of a completion": REWARD_OF_A_COMPLETION,
    "price of a task": PRICE_OF_A_TASK,
    "payout of a day": PAYOUT_OF_A_DAY,
}
