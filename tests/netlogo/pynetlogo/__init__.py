"""pyNetLogo's verbs: the values, frames and errors that its users know."""
