"""A further service, made from templates: it starts, catches up on accounts, and shows them."""
