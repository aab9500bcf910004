"""Titles stored whole, as the first version of `task.created` told them, taken apart."""

SPLIT_TITLES = r"""
WITH whole AS (
    SELECT task_id,
        regexp_match(title, '^\s*\[\s*([A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,8})\s*\]\s*(\S[^\n]*)') AS part
    FROM task
    WHERE jira_id IS NULL AND title ~ '^\s*\[\s*[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,8}\s*\]\s*\S'
    LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE task t SET jira_id = part[1], title = left(rtrim(part[2]), 200)
FROM whole WHERE t.task_id = whole.task_id
"""
