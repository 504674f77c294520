"""How many officers stand where and when: shares, fewest expected minutes, goals, shifts of the week."""
