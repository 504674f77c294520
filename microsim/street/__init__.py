"""Street-level crimes of data.police.uk: found, read strictly, made tidy, kept parsed."""
