"""What is asked of the books; every statement gives `subject`, `found` and `expected` of what differs.

Everything is derived from the transfers alone: nothing that is kept beside them is trusted.
"""

DIFFERENCES_SHOWN_MAX = 20

_NAME = "CASE id WHEN 1 THEN 'company' WHEN 2 THEN 'payroll' ELSE coalesce(owner::text, 'account ' || id) END"

ZERO_SUM = """
SELECT 'sum of all balances' AS subject, sum(balance) AS found, 0 AS expected FROM ledger_account
HAVING sum(balance) <> 0
"""

BALANCES = f"""
SELECT {_NAME} AS subject, coalesce(balance, 0) AS found, coalesce(derived, 0) AS expected
FROM ledger_account FULL JOIN (
    SELECT id, sum(amount) AS derived FROM (
        SELECT debit AS id, -sum(amount) AS amount FROM transfer GROUP BY debit
        UNION ALL SELECT credit, sum(amount) FROM transfer GROUP BY credit
    ) sides GROUP BY id
) sums USING (id)
WHERE coalesce(balance, 0) <> coalesce(derived, 0) ORDER BY id
"""  # noqa: S608 -- made of the text above

_BY_KIND = """
    coalesce(sum(amount) FILTER (WHERE kind = 1), 0) AS fees,
    coalesce(sum(amount) FILTER (WHERE kind = 2), 0) AS rewards,
    coalesce(sum(amount) FILTER (WHERE kind = 3), 0) AS payouts
"""

ACCOUNT_DAYS = f"""
SELECT coalesce(l.owner::text, 'account ' || account) || ' on ' || day AS subject,
       concat_ws('/', k.fees, k.rewards, k.payouts) AS found,
       concat_ws('/', t.fees, t.rewards, t.payouts) AS expected
FROM account_day k FULL JOIN (SELECT account, day, {_BY_KIND} FROM transfer GROUP BY account, day) t
USING (account, day) LEFT JOIN ledger_account l ON l.id = account
WHERE (coalesce(k.fees, 0), coalesce(k.rewards, 0), coalesce(k.payouts, 0))
   <> (coalesce(t.fees, 0), coalesce(t.rewards, 0), coalesce(t.payouts, 0))
ORDER BY day, account
"""  # noqa: S608 -- made of the text above

COMPANY_DAYS = f"""
SELECT day::text AS subject, concat_ws('/', k.fees, k.rewards, k.payouts, k.employees_paid) AS found,
       concat_ws('/', t.fees, t.rewards, t.payouts, t.employees_paid) AS expected
FROM company_day k FULL JOIN (
    SELECT day, {_BY_KIND}, count(*) FILTER (WHERE kind = 3) AS employees_paid FROM transfer GROUP BY day
) t USING (day)
WHERE (coalesce(k.fees, 0), coalesce(k.rewards, 0), coalesce(k.payouts, 0), coalesce(k.employees_paid, 0))
   <> (coalesce(t.fees, 0), coalesce(t.rewards, 0), coalesce(t.payouts, 0), coalesce(t.employees_paid, 0))
ORDER BY day
"""  # noqa: S608 -- made of the text above

PRICES = """
SELECT 'transfer ' || t.id || ' for task ' || t.task_id AS subject, t.amount AS found,
       coalesce((CASE t.kind WHEN 1 THEN p.fee ELSE p.reward END)::text, 'no price') AS expected
FROM transfer t LEFT JOIN task_price p USING (task_id)
WHERE t.kind IN (1, 2) AND t.amount IS DISTINCT FROM CASE t.kind WHEN 1 THEN p.fee ELSE p.reward END
ORDER BY t.id
"""

ONCE = """
SELECT CASE kind WHEN 1 THEN 'fee of task ' WHEN 2 THEN 'reward of task ' ELSE 'payout of ' END || key
           AS subject, count(*) AS found, 1 AS expected
FROM (
    SELECT kind, CASE kind WHEN 1 THEN task_id || ' no. ' || assignment_no WHEN 2 THEN task_id::text
                           ELSE 'account ' || debit || ' on ' || day END AS key
    FROM transfer
) keyed GROUP BY kind, key HAVING count(*) > 1
"""

PAID_WHOLE = """
SELECT coalesce(l.owner::text, 'account ' || account) || ' at the end of ' || day AS subject, stand AS found,
       'nothing left to pay' AS expected
FROM (
    SELECT account, day, sum(by) OVER (PARTITION BY account ORDER BY day) AS stand
    FROM (
        SELECT account, day, sum(CASE kind WHEN 2 THEN amount ELSE -amount END) AS by
        FROM transfer GROUP BY account, day
    ) d
) e JOIN business_day b USING (day) LEFT JOIN ledger_account l ON l.id = account
WHERE b.state = 'closed' AND stand > 0
ORDER BY day, account
"""

PAID_ON_CLOSED_DAYS = """
SELECT 'payouts on ' || t.day AS subject, coalesce(b.state, 'never opened') AS found, 'closed' AS expected
FROM (SELECT DISTINCT day FROM transfer WHERE kind = 3) t LEFT JOIN business_day b USING (day)
WHERE b.state IS NULL OR b.state = 'open'
ORDER BY t.day
"""

MARKS = """
SELECT coalesce(l.owner::text, 'account ' || m.account) || ' on ' || m.day || ' up to entry ' || m.entry
           AS subject, m.result AS found, t.result AS expected
FROM account_mark m LEFT JOIN (
    SELECT account, day, id AS entry, sum(CASE kind WHEN 2 THEN amount ELSE -amount END) OVER log AS result
    FROM transfer WHERE kind <> 3 AND (account, day) IN (SELECT account, day FROM account_mark)
    WINDOW log AS (PARTITION BY account, day ORDER BY id)
) t USING (account, day, entry) LEFT JOIN ledger_account l ON l.id = m.account
WHERE m.result IS DISTINCT FROM t.result
ORDER BY m.day, m.account, m.entry
"""

QUESTIONS = {
    "All balances together are zero": ZERO_SUM,
    "Every balance is the sum of its transfers": BALANCES,
    "Every account's day is the sum of its transfers (fees/rewards/payouts)": ACCOUNT_DAYS,
    "Every stand noted within a day is the sum of the entries before it": MARKS,
    "Every day of the company is the sum of its transfers (fees/rewards/payouts/payees)": COMPANY_DAYS,
    "Every fee and reward is the task's price": PRICES,
    "Every fee, reward and payout is there once": ONCE,
    "Nobody in the black is left unpaid by a closed day": PAID_WHOLE,
    "Payouts are on days that have ended": PAID_ON_CLOSED_DAYS,
}
