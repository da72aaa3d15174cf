"""The database's own part: a ranking that is fixed never changes."""

FREEZE = """
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON reviews_ranking
    FOR EACH ROW EXECUTE FUNCTION workflow_refuse_change();
"""
THAW = "DROP TRIGGER immutable ON reviews_ranking;"
