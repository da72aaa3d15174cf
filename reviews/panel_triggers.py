"""The database's own part: minutes that are closed never change, and never disappear."""

CLOSE = """
CREATE FUNCTION reviews_refuse_change_of_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'closed minutes never change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed BEFORE UPDATE OR DELETE ON reviews_minutes
    FOR EACH ROW EXECUTE FUNCTION reviews_refuse_change_of_minutes();
"""
OPEN = """
DROP TRIGGER closed ON reviews_minutes;
DROP FUNCTION reviews_refuse_change_of_minutes();
"""
