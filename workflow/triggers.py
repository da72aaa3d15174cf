"""The database's own part of the event log: it links the chain and refuses any change."""

LINK = """
CREATE TABLE workflow_chain (
    subject varchar(80) PRIMARY KEY, event_id bigint NOT NULL, hash varchar(64) NOT NULL, length int NOT NULL
);
CREATE FUNCTION workflow_hash(before text, e workflow_event) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|', before, e.subject, e.verb, coalesce(e.by_id::text, '-'),
        extract(epoch FROM e.at)::text, e.facts::text), 'UTF8')), 'hex')
$$;
CREATE FUNCTION workflow_link_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last varchar(64);
BEGIN
    INSERT INTO workflow_chain AS c VALUES (NEW.subject, NEW.id, repeat('0', 64), 0)
        ON CONFLICT (subject) DO UPDATE SET length = c.length RETURNING c.hash INTO last;
    -- The number was drawn before waiting for a fellow writer; draw it again, so that numbers follow the chain.
    NEW.id := nextval(pg_get_serial_sequence('workflow_event', 'id'));
    NEW.hash := workflow_hash(last, NEW);
    UPDATE workflow_chain SET event_id = NEW.id, hash = NEW.hash, length = length + 1 WHERE subject = NEW.subject;
    RETURN NEW;
END $$;
CREATE TRIGGER link_event BEFORE INSERT ON workflow_event FOR EACH ROW EXECUTE FUNCTION workflow_link_event();
CREATE FUNCTION workflow_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON workflow_event
    FOR EACH ROW EXECUTE FUNCTION workflow_refuse_change();
CREATE FUNCTION workflow_broken_events() RETURNS TABLE (subject varchar, event_id bigint, reason text)
LANGUAGE plpgsql AS $$
DECLARE e workflow_event; c record; before text; last bigint; n int;
BEGIN
    FOR c IN SELECT coalesce(k.subject, s.subject) AS subject, k.event_id, k.hash, k.length
             FROM workflow_chain k FULL JOIN (SELECT DISTINCT w.subject FROM workflow_event w) s USING (subject) LOOP
        before := repeat('0', 64); n := 0; last := NULL;
        FOR e IN SELECT * FROM workflow_event w WHERE w.subject = c.subject ORDER BY w.id LOOP
            n := n + 1; last := e.id;
            IF e.hash IS DISTINCT FROM workflow_hash(before, e) THEN
                subject := c.subject; event_id := e.id; reason := 'hash'; RETURN NEXT; EXIT;
            END IF;
            before := e.hash;
        END LOOP;
        IF n IS DISTINCT FROM c.length OR before IS DISTINCT FROM c.hash THEN
            subject := c.subject; event_id := last; reason := 'head'; RETURN NEXT;
        END IF;
    END LOOP;
END $$;
"""

UNLINK = """
DROP FUNCTION workflow_broken_events();
DROP TRIGGER append_only ON workflow_event;
DROP TRIGGER link_event ON workflow_event;
DROP FUNCTION workflow_link_event();
DROP FUNCTION workflow_hash(text, workflow_event);
DROP TABLE workflow_chain;
"""
