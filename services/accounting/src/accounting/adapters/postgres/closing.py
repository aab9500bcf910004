"""The statements that close a day: pay out what each account had at the day's end, then shut the day."""

LOCK_DAY = "SELECT state FROM business_day WHERE day = $1 FOR UPDATE"

OPEN_DAYS_UNTIL = "SELECT day FROM business_day WHERE day <= $1 AND state <> 'closed' ORDER BY day"

PAY_OUT = """
WITH later AS (
    SELECT account, sum(rewards - fees - payouts) AS by FROM account_day WHERE day > $1 GROUP BY account
), due AS (
    SELECT a.id, a.balance - coalesce(later.by, 0) AS amount
    FROM ledger_account a LEFT JOIN later ON later.account = a.id
    WHERE a.owner IS NOT NULL AND a.balance - coalesce(later.by, 0) > 0
    ORDER BY a.id FOR NO KEY UPDATE OF a
), i AS (
    INSERT INTO transfer (kind, debit, credit, amount, day, occurred_at)
    SELECT 3, id, 2, amount, $1, $2 FROM due
    ON CONFLICT DO NOTHING
    RETURNING account, amount
), deltas AS (
    SELECT account AS id, -amount AS by FROM i
    UNION ALL SELECT 2, sum(amount) FROM i HAVING count(*) > 0
), balances AS (
    UPDATE ledger_account a SET balance = a.balance + d.by FROM deltas d WHERE a.id = d.id
), per_account AS (
    INSERT INTO account_day AS t (account, day, payouts) SELECT account, $1, amount FROM i
    ON CONFLICT (account, day) DO UPDATE SET payouts = t.payouts + excluded.payouts
), per_day AS (
    INSERT INTO company_day AS t (day, payouts) SELECT $1, sum(amount) FROM i HAVING count(*) > 0
    ON CONFLICT (day) DO UPDATE SET payouts = t.payouts + excluded.payouts
)
SELECT a.owner, i.amount FROM i JOIN ledger_account a ON a.id = i.account ORDER BY a.owner
"""

SHUT = "UPDATE business_day SET state = 'closed', closed_at = $2 WHERE day = $1"

TOTALS = "SELECT fees, rewards FROM company_day WHERE day = $1"
