"""Every component in every state on one page, for the people who build and check them. Shown only in the demo."""
