"""Who leads meetings: nobody leads two at once, also at another centre."""
