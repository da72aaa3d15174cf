"""The database's own part: what a document says never changes, and a document never disappears."""

FREEZE = """
CREATE FUNCTION documents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a document is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.kind, NEW.number, NEW.code, NEW.subject, NEW.snapshot, NEW.created_at)
        IS DISTINCT FROM (OLD.kind, OLD.number, OLD.code, OLD.subject, OLD.snapshot, OLD.created_at) THEN
        RAISE EXCEPTION 'what a document says is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'made' AND (NEW.state, NEW.file, NEW.sha256, NEW.size, NEW.pages, NEW.made_at, NEW.template)
        IS DISTINCT FROM (OLD.state, OLD.file, OLD.sha256, OLD.size, OLD.pages, OLD.made_at, OLD.template) THEN
        RAISE EXCEPTION 'a document that is made is never made again' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.superseded_by_id IS NOT NULL AND (NEW.superseded_by_id, NEW.superseded_at)
        IS DISTINCT FROM (OLD.superseded_by_id, OLD.superseded_at) THEN
        RAISE EXCEPTION 'a document is replaced only once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_change();
"""

THAW = """
DROP TRIGGER frozen ON documents_document;
DROP FUNCTION documents_refuse_change();
"""
