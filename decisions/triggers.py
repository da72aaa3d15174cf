"""The database adds up what is awarded on the call, where a constraint holds it within the budget.

The sum stands on the row of the call, so concurrent awards of one call queue up on that row and the last one that
does not fit fails, whatever the code above does.
"""

ADD_UP = """
CREATE FUNCTION decisions_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE calls_call SET awarded = awarded - OLD.amount WHERE id = OLD.call_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE calls_call SET awarded = awarded + NEW.amount WHERE id = NEW.call_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER add_up AFTER INSERT OR DELETE OR UPDATE OF amount, call_id ON decisions_decision
    FOR EACH ROW EXECUTE FUNCTION decisions_add_up();
"""

FORGET = """
DROP TRIGGER add_up ON decisions_decision;
DROP FUNCTION decisions_add_up();
"""
