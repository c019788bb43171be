"""Minutes that staff spent, written where they are spent: what costs and outcomes will count."""
