"""Live pages: hints over a WebSocket that something shown has changed; the page then fetches it again.

A hint is a topic such as `tasks` or `reassignment:0198…`, which everybody who is signed in gets, or one made
by `for_account(topic, account_id)`, which only that account's pages get, as `topic:mine`. Hints carry no
data. Pages fetch at once what a hint names; `in_turn(hint)` is for what concerns many pages in one moment.
"""

from chassis.live.hints import for_account, in_turn
from chassis.live.hub import LiveHub
from chassis.live.publisher import HintPublisher

__all__ = ["HintPublisher", "LiveHub", "for_account", "in_turn"]
