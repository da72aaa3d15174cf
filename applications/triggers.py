"""The database's own part: what was handed in never changes."""

FREEZE = """
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON applications_submission
    FOR EACH ROW EXECUTE FUNCTION workflow_refuse_change();
"""
THAW = "DROP TRIGGER immutable ON applications_submission;"
