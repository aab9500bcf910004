"""The statements that close a day: no more entries, everyone in the black paid step by step, then shut."""

END = """
UPDATE business_day b SET state = 'closing'
FROM (SELECT day FROM business_day WHERE day <= $1 AND state = 'open' ORDER BY day FOR UPDATE) ended
WHERE b.day = ended.day
RETURNING b.day
"""

FIRST_DAY = "SELECT min(day) FROM business_day"

OLDEST_CLOSING = """
SELECT day FROM business_day WHERE day = (SELECT min(day) FROM business_day WHERE state = 'closing')
FOR NO KEY UPDATE
"""

PAID_UP_TO = """
SELECT paid_up_to FROM business_day WHERE day = $1 AND EXISTS (SELECT FROM company_day WHERE day = $1)
"""

PAY_OUT = """
WITH chunk AS (
    SELECT id, owner, balance FROM ledger_account WHERE id > $3 AND owner IS NOT NULL ORDER BY id LIMIT $4
), due AS (
    SELECT c.id, c.balance - coalesce(later.by, 0) AS amount
    FROM chunk c, LATERAL (
        SELECT sum(rewards - fees - payouts)::bigint AS by
        FROM account_day d WHERE d.account = c.id AND d.day > $1
    ) later
), i AS (
    INSERT INTO transfer (kind, debit, credit, amount, day, occurred_at)
    SELECT 3, id, 2, amount, $1, $2 FROM due WHERE amount > 0 ORDER BY id
    ON CONFLICT DO NOTHING
    RETURNING account, amount
), deltas AS (
    SELECT account AS id, -amount AS by FROM i
    UNION ALL SELECT 2, sum(amount) FROM i HAVING count(*) > 0
), locked AS (
    SELECT id FROM ledger_account WHERE id IN (SELECT id FROM deltas) ORDER BY id FOR NO KEY UPDATE
), balances AS (
    UPDATE ledger_account a SET balance = a.balance + d.by
    FROM deltas d, locked l WHERE a.id = d.id AND l.id = a.id
), per_account AS (
    INSERT INTO account_day AS t (account, day, payouts) SELECT account, $1, amount FROM i
    ON CONFLICT (account, day) DO UPDATE SET payouts = t.payouts + excluded.payouts
), per_day AS (
    INSERT INTO company_day AS t (day, payouts, employees_paid)
    SELECT $1, sum(amount), count(*) FROM i HAVING count(*) > 0
    ON CONFLICT (day) DO UPDATE
    SET payouts = t.payouts + excluded.payouts,
        employees_paid = t.employees_paid + excluded.employees_paid
), progress AS (
    UPDATE business_day SET paid_up_to = (SELECT max(id) FROM chunk)
    WHERE day = $1 AND EXISTS (SELECT FROM chunk)
)
SELECT c.owner, i.amount
FROM chunk c LEFT JOIN i ON i.account = c.id ORDER BY c.id
"""

CLOSE = "UPDATE business_day SET state = 'closed', closed_at = $2 WHERE day = $1"

TOTALS = "SELECT fees, rewards, payouts FROM company_day WHERE day = $1"
