"""The transactional outbox: what happened is written with the act itself and handled by the rooms above."""
