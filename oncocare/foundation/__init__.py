"""What every room stands on: data files with line numbers, base models, the clock, one transaction. No tables of its own."""
