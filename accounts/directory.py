"""The directory of municipalities: what `data/municipalities.csv` says, brought into the database."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from accounts.models import Kind, Organisation

CSV = Path(__file__).parent / "data" / "municipalities.csv"
MERGED_ON = date(2025, 1, 1)


@transaction.atomic
def load_municipalities(path: Path = CSV) -> tuple[int, int]:
    """Bring the rows in, idempotently: key = NIS + validity. Returns how many were made and how many in all."""
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    known = {(o.nis, o.valid_from): o for o in Organisation.objects.filter(kind=Kind.MUNICIPALITY)}
    made = []
    for row in rows:
        day = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("valid_from", "valid_until")}
        facts = {
            "name": row["name"], "kbo": row["kbo"], "ovo": row["ovo"], "province": row["province"],
            "population": int(row["population_2020"]) if row["population_2020"] else None,
            "longitude": row["lon"] or None, "latitude": row["lat"] or None, "valid_until": day["valid_until"],
        }  # fmt: skip
        key = (row["nis"], day["valid_from"])
        if key in known:
            for name, value in facts.items():
                setattr(known[key], name, value)
        else:
            known[key] = Organisation(kind=Kind.MUNICIPALITY, nis=row["nis"], valid_from=day["valid_from"], **facts)
            made.append(known[key])
    Organisation.objects.bulk_create(made)
    newest = {nis: o for (nis, _since), o in sorted(known.items(), key=lambda pair: str(pair[0][1] or ""))}
    for row in rows:
        own = known[row["nis"], date.fromisoformat(row["valid_from"]) if row["valid_from"] else None]
        own.successor = newest.get(row["successor_nis"]) if row["successor_nis"] else None
    fields = "name kbo ovo province population longitude latitude valid_until successor".split()
    Organisation.objects.bulk_update(known.values(), fields)
    return len(made), len(rows)
