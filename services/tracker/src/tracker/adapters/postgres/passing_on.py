"""Passing tasks on, set-based: one statement updates them, announces them and notes the progress.

The chunk's bounds are parameters, so that each part of the statement walks one stretch of an index. An
event's envelope comes as a template made by the code that makes any other; the database fills in the rest. A
row per event notes which stretch of tasks it covers, for each task's history.
"""

from tracker.application.reactions.announce_task_assigned import ASSIGNMENTS_PER_EVENT_MAX
from tracker.domain.assignment_policy import LeastLoaded, UniformRandom

CLAIM = """
SELECT * FROM reassignment WHERE state = 'running' FOR NO KEY UPDATE SKIP LOCKED
"""

CHUNK_END = """
SELECT seq FROM assignment
WHERE status = 0 AND seq > $1 AND seq <= $2
ORDER BY seq OFFSET $3 - 1 LIMIT 1
"""

_PASSED_ON = {
    UniformRandom.name: """
        UPDATE assignment t
        SET assignee_id = ($4::uuid[])[1 + floor(random() * cardinality($4::uuid[]))::int],
            assignment_no = t.assignment_no + 1, version = t.version + 1, assigned_at = $5
        WHERE t.status = 0 AND t.seq > $2 AND t.seq <= $3
        RETURNING t.seq, t.task_id, t.assignment_no, t.assignee_id
    """,
    LeastLoaded.name: """
        UPDATE assignment t
        SET assignee_id = ($4::uuid[])[1 + (dealt.done + place.number) % cardinality($4::uuid[])],
            assignment_no = t.assignment_no + 1, version = t.version + 1, assigned_at = $5
        FROM (SELECT done FROM reassignment WHERE id = $1) AS dealt,
             (SELECT seq, row_number() OVER (ORDER BY seq) - 1 AS number FROM assignment
              WHERE status = 0 AND seq > $2 AND seq <= $3) AS place
        WHERE t.seq = place.seq AND t.status = 0 AND t.seq > $2 AND t.seq <= $3
        RETURNING t.seq, t.task_id, t.assignment_no, t.assignee_id
    """,
}

_STATEMENT = """
WITH passed_on AS (
    {passed_on}
), batched AS (
    SELECT *, (row_number() OVER (ORDER BY seq) - 1) / {batch} AS batch FROM passed_on
), announced AS (
    INSERT INTO outbox (type, version, body)
    SELECT 'task.assigned', 1,
           convert_to(replace(replace($6, $7, ($8::uuid[])[1 + batch]::text), '"assignments":[]',
               '"assignments":[' || string_agg(
                   '{{"task_id":"' || task_id || '","assignment_no":' || assignment_no
                   || ',"account_id":"' || assignee_id || '"}}', ',' ORDER BY seq
               ) || ']'), 'UTF8')
    FROM batched GROUP BY batch ORDER BY batch
    RETURNING id
), traced AS (
    INSERT INTO stretch (reassignment_id, first_seq, last_seq, outbox_id)
    SELECT $1, place.first_seq, place.last_seq, event.id
    FROM (SELECT batch, min(seq) AS first_seq, max(seq) AS last_seq FROM batched GROUP BY batch) AS place
    JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS batch, id FROM announced) AS event USING (batch)
)
UPDATE reassignment
SET done = done + (SELECT count(*) FROM passed_on),
    last_seq = $3,
    state = CASE WHEN $3 >= max_seq THEN 'finished' ELSE state END,
    finished_at = CASE WHEN $3 >= max_seq THEN $5 END
WHERE id = $1 AND state = 'running' AND last_seq = $2
RETURNING *
"""

PASS_ON = {
    policy: _STATEMENT.format(passed_on=passed_on, batch=ASSIGNMENTS_PER_EVENT_MAX)
    for policy, passed_on in _PASSED_ON.items()
}
