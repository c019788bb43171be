"""Links that lead nowhere, and why."""
