"""Tools for authors of NetLogo code: profile, format, lint, a language server."""
