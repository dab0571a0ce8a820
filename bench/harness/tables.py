"""What both databases hold: `citizens` and `citizens_public`, the same made-up rows of eight columns.

The rules classify two columns of the first and none of the second, so that a masked and an unmasked SELECT differ in
nothing but the masking. Beside them each database has its own benchmark's table: `pgbench_accounts`, `sbtest1`.
"""

DATABASE = "bench"
COLUMNS = ("id", "full_name", "city", "cnic", "email", "phone", "birth", "balance")
MASKED_COLUMNS = ("cnic", "email")
