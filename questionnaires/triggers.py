"""The database's own part: a frozen version of a form never changes."""

FREEZE = """
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON questionnaires_version
    FOR EACH ROW EXECUTE FUNCTION workflow_refuse_change();
"""
THAW = "DROP TRIGGER immutable ON questionnaires_version;"
