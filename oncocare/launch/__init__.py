"""Starting OncoCare on one machine: the demo, and one command beside a throw-away PostgreSQL."""
