"""What staff ask and write down as they close a flag about suicidal thoughts: our own plain form, or a licensed one."""
