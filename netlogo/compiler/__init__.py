"""NetLogo text in, Python code with NetLogo positions out: lexer, structure, parser, checks, types, code
generator.
"""
