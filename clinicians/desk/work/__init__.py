"""Notes, contacts, tasks, handing one person over, and the record on paper."""
