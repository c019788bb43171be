"""The page on which a text is written or translated, kept as it is written, and looked at before it is handed in."""
