"""What is asked of the books; every question gives `subject`, `found` and `expected` of what differs.

Everything is derived from the transfers alone: nothing that is kept beside them is trusted. They are added up
once, by account, day and kind, for all questions about sums.
"""

DIFFERENCES_SHOWN_MAX = 20

_NAME = "CASE id WHEN 1 THEN 'company' WHEN 2 THEN 'payroll' ELSE coalesce(owner::text, 'account ' || id) END"

_BY_KIND = """
    coalesce(sum(amount) FILTER (WHERE kind = 1), 0) AS fees,
    coalesce(sum(amount) FILTER (WHERE kind = 2), 0) AS rewards,
    coalesce(sum(amount) FILTER (WHERE kind = 3), 0) AS payouts
"""

BOOKED = f"""
booked AS MATERIALIZED (
    SELECT debit, credit, account, day, kind, sum(amount)::bigint AS amount, count(*) AS entries
    FROM transfer GROUP BY debit, credit, account, day, kind
), account_days AS MATERIALIZED (
    SELECT account, day, {_BY_KIND}, coalesce(sum(entries) FILTER (WHERE kind <> 3), 0) AS entries
    FROM booked GROUP BY account, day
)
"""  # noqa: S608 -- made of the text above

ZERO_SUM = """
SELECT 'sum of all balances' AS subject, sum(balance) AS found, 0 AS expected FROM ledger_account
HAVING sum(balance) <> 0
"""

BALANCES = f"""
SELECT {_NAME} AS subject, coalesce(balance, 0) AS found, coalesce(derived, 0) AS expected
FROM ledger_account FULL JOIN (
    SELECT id, sum(amount) AS derived FROM (
        SELECT debit AS id, -amount AS amount FROM booked UNION ALL SELECT credit, amount FROM booked
    ) sides GROUP BY id
) sums USING (id)
WHERE coalesce(balance, 0) <> coalesce(derived, 0) ORDER BY id
"""  # noqa: S608 -- made of the text above

ACCOUNT_DAYS = """
SELECT coalesce(l.owner::text, 'account ' || account) || ' on ' || day AS subject,
       concat_ws('/', k.fees, k.rewards, k.payouts, k.entries) AS found,
       concat_ws('/', t.fees, t.rewards, t.payouts, t.entries) AS expected
FROM account_day k FULL JOIN account_days t USING (account, day) LEFT JOIN ledger_account l ON l.id = account
WHERE (coalesce(k.fees, 0), coalesce(k.rewards, 0), coalesce(k.payouts, 0), coalesce(k.entries, 0))
   <> (coalesce(t.fees, 0), coalesce(t.rewards, 0), coalesce(t.payouts, 0), coalesce(t.entries, 0))
ORDER BY day, account
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

COMPANY_DAYS = f"""
SELECT day::text AS subject, concat_ws('/', k.fees, k.rewards, k.payouts, k.employees_paid) AS found,
       concat_ws('/', t.fees, t.rewards, t.payouts, t.employees_paid) AS expected
FROM company_day k FULL JOIN (
    SELECT day, {_BY_KIND}, coalesce(sum(entries) FILTER (WHERE kind = 3), 0) AS employees_paid
    FROM booked GROUP BY day
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

_KEYS = """
    ('uq_transfer_fee', '(task_id, assignment_no) WHERE (kind = 1)'),
    ('uq_transfer_reward', '(task_id) WHERE (kind = 2)'),
    ('uq_transfer_payout', '(day, debit) WHERE (kind = 3)')
"""

_KEYS_AT_WORK = f"""
SELECT key.name, i.indexrelid IS NOT NULL AS at_work FROM (VALUES {_KEYS}) AS key (name, columns)
LEFT JOIN pg_index i ON i.indrelid = 'transfer'::regclass AND i.indisunique AND i.indisvalid AND i.indisready
    AND pg_get_indexdef(i.indexrelid) LIKE 'CREATE UNIQUE INDEX % USING btree ' || key.columns
"""  # noqa: S608 -- made of the text above

KEYS = f"""
SELECT name AS subject, 'missing' AS found, 'a unique index' AS expected FROM ({_KEYS_AT_WORK}) keys
WHERE NOT at_work ORDER BY name
"""  # noqa: S608 -- made of the text above

ONCE = f"""
SELECT CASE kind WHEN 1 THEN 'fee of task ' WHEN 2 THEN 'reward of task ' ELSE 'payout of ' END || key
           AS subject, count(*) AS found, 1 AS expected
FROM (
    SELECT kind, CASE kind WHEN 1 THEN task_id || ' no. ' || assignment_no WHEN 2 THEN task_id::text
                           ELSE 'account ' || debit || ' on ' || day END AS key
    FROM transfer WHERE (SELECT NOT bool_and(at_work) FROM ({_KEYS_AT_WORK}) keys)
) keyed GROUP BY kind, key HAVING count(*) > 1
"""  # noqa: S608 -- made of the text above

PAID_WHOLE = """
SELECT coalesce(l.owner::text, 'account ' || account) || ' at the end of ' || day AS subject, stand AS found,
       'nothing left to pay' AS expected
FROM (
    SELECT account, day, sum(rewards - fees - payouts) OVER (PARTITION BY account ORDER BY day) AS stand
    FROM account_days
) e JOIN business_day b USING (day) LEFT JOIN ledger_account l ON l.id = account
WHERE b.state = 'closed' AND stand > 0
ORDER BY day, account
"""

PAID_ON_CLOSED_DAYS = """
SELECT 'payouts on ' || t.day AS subject, coalesce(b.state, 'never opened') AS found, 'closed' AS expected
FROM (SELECT DISTINCT day FROM booked WHERE kind = 3) t LEFT JOIN business_day b USING (day)
WHERE b.state IS NULL OR b.state = 'open'
ORDER BY t.day
"""

ABOUT_SUMS = {
    "All balances together are zero": ZERO_SUM,
    "Every balance is the sum of its transfers": BALANCES,
    "Every account's day is the sum of its transfers (fees/rewards/payouts/entries)": ACCOUNT_DAYS,
    "Every day of the company is the sum of its transfers (fees/rewards/payouts/payees)": COMPANY_DAYS,
    "Nobody in the black is left unpaid by a closed day": PAID_WHOLE,
    "Payouts are on days that have ended": PAID_ON_CLOSED_DAYS,
}
"""Each may refer to `booked` and `account_days`."""

ABOUT_ENTRIES = {
    "Every stand noted within a day is the sum of the entries before it": MARKS,
    "Every fee and reward is the task's price": PRICES,
    "The database refuses a fee, reward or payout that is there already": KEYS,
    "Every fee, reward and payout is there once": ONCE,
}
