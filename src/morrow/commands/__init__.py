"""The commands of `morrow`: they parse, call and print.  Each is one file; `cli.py` lists them."""
