"""A state changes in one place: `workflow/moves.py`."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

APPS = "portal projects decisions reviews applications follow calls accounts documents workflow".split()
ROOT = Path(settings.BASE_DIR)
WRITER = ROOT / "workflow" / "moves.py"
UPDATES = {"update", "bulk_update", "update_or_create"}


def writes_a_state(source: str) -> list[int]:
    """Lines that assign `.state`, set it by name, or update it in a queryset."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        targets = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if any(isinstance(each, ast.Attribute) and each.attr == "state" for each in ast.walk(target)):
                lines.append(node.lineno)
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            named = name in UPDATES and any(keyword.arg == "state" for keyword in node.keywords)
            listed = name == "bulk_update" and any("state" in _texts(each) for each in [*node.args, *node.keywords])
            by_name = name == "setattr" and len(node.args) > 1 and _texts(node.args[1]) == ["state"]
            if named or listed or by_name:
                lines.append(node.lineno)
    return lines


def _texts(node) -> list[str]:
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


@pytest.mark.parametrize("app", APPS)
def test_no_other_file_writes_a_state(app):
    found = {}
    for path in (ROOT / app).rglob("*.py"):
        ours = path != WRITER and "migrations" not in path.parts
        if ours and (lines := writes_a_state(path.read_text(encoding="utf-8"))):
            found[str(path.relative_to(ROOT))] = lines
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "call.state = 'sealed'",
        "a.b.state = x",
        "x, call.state = 1, 2",
        "rows.filter(pk=1).update(state='sealed')",
        "rows.bulk_update(things, ['title', 'state'])",
        "setattr(call, 'state', 'sealed')",
    ],
)
def test_this_test_sees_every_way_to_do_it(source):
    assert writes_a_state(source) == [1]


def test_reading_a_state_is_no_writing():
    assert writes_a_state("if call.state == 'sealed': rows.filter(state='x').update(title='y')") == []
