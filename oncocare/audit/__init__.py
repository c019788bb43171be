"""Who did and who read what: text ids, no foreign keys, append-only, sealed in hash-chained batches."""
