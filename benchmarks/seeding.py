"""Rows as the services make them, by the million."""

TASK_ID = """
(lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint + n), 12, '0')
 || '7' || left(md5('version ' || n), 3) || '8' || left(md5('rest ' || n), 15))::uuid
"""
"""An id for the n-th task that sorts by time of creation, as `chassis.identifiers.new_id` makes them."""
