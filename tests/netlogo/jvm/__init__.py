"""Tests of `netlogo.jvm`; those of the shared face run on the embedded engine as well."""
