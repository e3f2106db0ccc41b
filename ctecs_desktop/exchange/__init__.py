"""Everything that leaves or enters as a file: workbooks, signatures, keys, plan files."""
