"""What every room stands on: data files with lines, base models, the clock, one transaction. It has no tables."""
