"""Prints the rows of D1 (canaries) or D2 (the same but for classified columns), as INSERT statements, one a line."""

import sys
from pathlib import Path

which = sys.argv[1]
values: dict = {}
values_of = (Path(__file__).parent / "postgres-data.py").read_text().split("C=[")[0]
sys.argv = [sys.argv[0], which]
exec(values_of, values)
em, c1, ph, dob, sal = (values[name] for name in ("em", "c1", "ph", "dob", "sal"))
cities = ["Lahore", "Karachi", "Quetta", "Multan"]
people = [
    f"({i},'Name {i}','{c1(i)}','{em(i)}','{ph(i)}','{dob(i)}',{sal(i)},'{cities[i % 4]}','note {i}')" for i in range(1, 21)
]
print(f"INSERT INTO customers VALUES {','.join(people)};")
print("INSERT INTO orders(customer_id,amount) VALUES " + ",".join(f"({i},{i * 10}),({i},{i * 3})" for i in range(1, 21)) + ";")
print("INSERT INTO audit_log(who,what) VALUES('seed','nothing');")
print(f"INSERT INTO one VALUES(1,'{em(1)}');")
