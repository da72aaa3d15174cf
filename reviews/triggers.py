"""The database's own part: neither a ranking that is fixed nor what was said in a jury ever changes."""

FREEZE = """
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON reviews_ranking
    FOR EACH ROW EXECUTE FUNCTION workflow_refuse_change();

CREATE FUNCTION reviews_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a message is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.thread_id, NEW.text, NEW.corrects_id, NEW.by_id, NEW.at)
        IS DISTINCT FROM (OLD.thread_id, OLD.text, OLD.corrects_id, OLD.by_id, OLD.at) THEN
        RAISE EXCEPTION 'a message is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.struck_at IS NOT NULL THEN
        RAISE EXCEPTION 'a message is struck once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER said BEFORE UPDATE OR DELETE ON reviews_message
    FOR EACH ROW EXECUTE FUNCTION reviews_refuse_change();
"""

THAW = """
DROP TRIGGER immutable ON reviews_ranking;
DROP TRIGGER said ON reviews_message;
DROP FUNCTION reviews_refuse_change();
"""
