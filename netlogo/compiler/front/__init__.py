"""The front of the compiler: from text to tokens, names, declarations and checked trees."""
