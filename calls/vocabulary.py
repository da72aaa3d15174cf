"""The first focuses and types, after the programme Gemeente zonder gemeentehuis. Existing rows are left alone."""

import json
from pathlib import Path

from calls.models import Focus, Type

SOURCE = Path(__file__).parent / "data" / "vocabulary.json"


def load() -> None:
    """Add what is missing, by code."""
    words = json.loads(SOURCE.read_text(encoding="utf-8"))
    for model, rows in ((Focus, words["focuses"]), (Type, words["types"])):
        if model.objects.exists():
            continue
        model.objects.bulk_create(model(position=n, **row) for n, row in enumerate(rows, 1))
