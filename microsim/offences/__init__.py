"""Tables of offences: severity, shares, outcomes, grades, calls, the rhythm of the week."""
