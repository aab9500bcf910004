"""The statements that take the digest of what was booked on a day.

A transfer is told by the binary form of its columns, packed so that no two read the same; its day stands in
the seal. Those of a day go by number into leaves of LEAF numbers each, so that the largest day needs no more
memory than a leaf, and whoever checks can go through the table in ranges of whole leaves.
"""

LEAF = 65_536

ENTRY = """
    int8send(id) || int8send((debit::bigint << 32) + credit) || int8send(amount)
    || int8send((kind::bigint << 32) + coalesce(assignment_no, -1))
    || uuid_send(coalesce(task_id, '00000000-0000-0000-0000-000000000000'))
    || timestamptz_send(occurred_at) || timestamptz_send(booked_at)
"""

LEAVES = f"""
SELECT day, id / {LEAF} AS leaf, count(*) AS transfers,
       sha256(string_agg({ENTRY}, '' ORDER BY id)) AS digest,
       coalesce(sum(amount) FILTER (WHERE kind = 1), 0)::bigint AS fees,
       coalesce(sum(amount) FILTER (WHERE kind = 2), 0)::bigint AS rewards,
       coalesce(sum(amount) FILTER (WHERE kind = 3), 0)::bigint AS payouts,
       count(*) FILTER (WHERE kind = 3) AS employees_paid
FROM transfer
"""  # noqa: S608 -- made of the text above

OF_A_DAY = f"{LEAVES} WHERE day = $1 GROUP BY day, leaf ORDER BY leaf"

OF_A_RANGE = f"{LEAVES} WHERE id >= $1 AND id < $2 GROUP BY day, leaf ORDER BY leaf, day"

LAST = """
SELECT day, number, transfers, content, fees, rewards, payouts, employees_paid, digest
FROM day_seal ORDER BY number DESC LIMIT 1
"""

ALL = """
SELECT day, number, transfers, content, fees, rewards, payouts, employees_paid, digest
FROM day_seal ORDER BY number
"""

NEXT_DAY = """
SELECT min(day) FROM business_day WHERE state = 'closed' AND day > coalesce($1, '-infinity'::date)
"""

ADD = """
INSERT INTO day_seal
    (day, number, transfers, content, fees, rewards, payouts, employees_paid, digest, sealed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT DO NOTHING RETURNING day
"""
