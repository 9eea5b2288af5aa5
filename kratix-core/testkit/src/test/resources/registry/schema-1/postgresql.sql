-- SPDX-License-Identifier: Apache-2.0
CREATE SCHEMA released;
CREATE TABLE released.kratix_content (
    digest text NOT NULL COLLATE pg_catalog."C",
    size bigint NOT NULL,
    users bigint NOT NULL,
    released bigint NOT NULL,
    body bytea NOT NULL
);
CREATE TABLE released.kratix_entry (
    kind text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    format bigint NOT NULL,
    body text NOT NULL
);
CREATE TABLE released.kratix_entry_index (
    name text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE released.kratix_event (
    number bigint NOT NULL,
    about text NOT NULL COLLATE pg_catalog."C",
    body text NOT NULL
);
ALTER TABLE released.kratix_event ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME released.kratix_event_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE released.kratix_meta (
    name text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE released.kratix_task (
    key text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    lane text NOT NULL COLLATE pg_catalog."C",
    share text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    due bigint NOT NULL,
    ordinal bigint NOT NULL,
    attempts bigint NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C",
    token text NOT NULL COLLATE pg_catalog."C",
    lease_end bigint NOT NULL,
    again bigint NOT NULL,
    again_lane text NOT NULL COLLATE pg_catalog."C",
    again_share text NOT NULL COLLATE pg_catalog."C"
);
INSERT INTO released.kratix_content VALUES ('5d2e34a4887f912125d34d1570e16069bb3244b3001b9312f3dcc9e0d0822ae4', 200, 1, 0, '\x789ccbcecc4bb152084a4dc92c764bccccc92f4b2de2ca1e8262006254483b');
INSERT INTO released.kratix_entry VALUES ('objects', 'redis.example.kratix.io/default/my-request', 1, 1, '{"document":{"apiVersion":"example.kratix.io/v1alpha1","kind":"redis","metadata":{"labels":{"team":"a"},"name":"my-request","namespace":"default"},"spec":{"ratio":0.5,"count":3,"flags":[true,false],"size":"gr\u00F6\u00DFer"},"status":{"message":"Resource requested"}},"generation":2,"created":"2026-11-01T12:00:00.123Z","deletionRequested":["2026-11-01T12:00:01.123Z"],"engineLabels":{"kratix.io/promise-name":"redis"},"facts":{"promise":"redis"}}');
INSERT INTO released.kratix_entry VALUES ('owners', 'redis.example.kratix.io/default/my-request on worker', 2, 1, '{"owner":{"group":"example.kratix.io","kind":"redis","namespace":"default","name":"my-request"},"promise":"redis","destination":"worker","area":{"store":{"kind":"GitStateStore","name":"default"},"location":"file:///state.git#main","root":"worker","directories":["worker/resources/default/redis/my-request"]},"desired":"one","confirmed":"other","revision":"c0ffee"}');
INSERT INTO released.kratix_entry VALUES ('placements', 'redis.example.kratix.io/default/my-request resource configure 5058f1af8388633f609cadb75a75dc9d worker', 3, 1, '{"work":"redis.example.kratix.io/default/my-request resource configure","owner":"redis.example.kratix.io/default/my-request","placement":{"work":{"group":"platform.kratix.io","kind":"Work","namespace":"default","name":"redis-my-request"},"group":"5058f1af8388633f609cadb75a75dc9d","destination":"worker","reason":"chosen"}}');
INSERT INTO released.kratix_entry VALUES ('works', 'redis.example.kratix.io/default/my-request resource configure', 4, 1, '{"work":{"namespace":"default","name":"redis-my-request","type":"RESOURCE","promise":"redis","owner":{"group":"example.kratix.io","kind":"redis","namespace":"default","name":"my-request"},"pipeline":"configure","groups":[{"directory":".","workloads":[{"filepath":"redis.yaml","content":["5d2e34a4887f912125d34d1570e16069bb3244b3001b9312f3dcc9e0d0822ae4",200]}],"selectors":[{"selector":{"matchLabels":{"environment":"dev"}},"source":"RESOURCE_WORKFLOW"}]}]},"generation":1,"conditions":[{"type":"Ready","reason":"Placed","message":"Ready","lastTransitionTime":"2026-11-01T12:00:00.123Z"}]}');
INSERT INTO released.kratix_entry_index VALUES ('objects.kind', 'example.kratix.io/redis', 'redis.example.kratix.io/default/my-request');
INSERT INTO released.kratix_entry_index VALUES ('objects.promise', 'redis', 'redis.example.kratix.io/default/my-request');
INSERT INTO released.kratix_entry_index VALUES ('objects.label.team', 'a', 'redis.example.kratix.io/default/my-request');
INSERT INTO released.kratix_entry_index VALUES ('objects.label.kratix.io/promise-name', 'redis', 'redis.example.kratix.io/default/my-request');
INSERT INTO released.kratix_entry_index VALUES ('owners.owner', 'redis.example.kratix.io/default/my-request', 'redis.example.kratix.io/default/my-request on worker');
INSERT INTO released.kratix_entry_index VALUES ('owners.destination', 'worker', 'redis.example.kratix.io/default/my-request on worker');
INSERT INTO released.kratix_entry_index VALUES ('owners.store', 'GitStateStore/default', 'redis.example.kratix.io/default/my-request on worker');
INSERT INTO released.kratix_entry_index VALUES ('owners.pending', 'GitStateStore/default', 'redis.example.kratix.io/default/my-request on worker');
INSERT INTO released.kratix_entry_index VALUES ('placements.destination', 'worker', 'redis.example.kratix.io/default/my-request resource configure 5058f1af8388633f609cadb75a75dc9d worker');
INSERT INTO released.kratix_entry_index VALUES ('placements.owner', 'redis.example.kratix.io/default/my-request', 'redis.example.kratix.io/default/my-request resource configure 5058f1af8388633f609cadb75a75dc9d worker');
INSERT INTO released.kratix_entry_index VALUES ('placements.work', 'redis.example.kratix.io/default/my-request resource configure', 'redis.example.kratix.io/default/my-request resource configure 5058f1af8388633f609cadb75a75dc9d worker');
INSERT INTO released.kratix_entry_index VALUES ('works.owner', 'redis.example.kratix.io/default/my-request', 'redis.example.kratix.io/default/my-request resource configure');
INSERT INTO released.kratix_event OVERRIDING SYSTEM VALUE VALUES (1, 'Destination/worker', '{"time":"2026-11-01T12:00:00.123Z","type":"WARNING","about":{"group":"platform.kratix.io","kind":"Destination","name":"worker"},"reason":"Late","message":"it took a while"}');
INSERT INTO released.kratix_meta VALUES ('version', '1');
INSERT INTO released.kratix_meta VALUES ('indexes', '1');
INSERT INTO released.kratix_meta VALUES ('clock-offset', '0');
INSERT INTO released.kratix_meta VALUES ('clock-seen', '1795275397769');
INSERT INTO released.kratix_meta VALUES ('numbers', '10000');
INSERT INTO released.kratix_meta VALUES ('id', '00000000-0000-4000-8000-000000000001');
INSERT INTO released.kratix_task VALUES ('WORK redis.example.kratix.io/default/my-request resource configure', 'WORK', 'redis.example.kratix.io/default/my-request resource configure', 'lane', 'redis', 'WORK redis', 4948875397928, 5, 0, '', '', 0, 0, '', '');
SELECT pg_catalog.setval('released.kratix_event_number_seq', 1, true);
ALTER TABLE ONLY released.kratix_content
    ADD CONSTRAINT kratix_content_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY released.kratix_entry_index
    ADD CONSTRAINT kratix_entry_index_pkey PRIMARY KEY (name, value, key);
ALTER TABLE ONLY released.kratix_entry
    ADD CONSTRAINT kratix_entry_pkey PRIMARY KEY (kind, key);
ALTER TABLE ONLY released.kratix_event
    ADD CONSTRAINT kratix_event_pkey PRIMARY KEY (number);
ALTER TABLE ONLY released.kratix_meta
    ADD CONSTRAINT kratix_meta_pkey PRIMARY KEY (name);
ALTER TABLE ONLY released.kratix_task
    ADD CONSTRAINT kratix_task_pkey PRIMARY KEY (key);
CREATE INDEX kratix_content_released ON released.kratix_content USING btree (released) WHERE (users = 0);
CREATE INDEX kratix_event_about ON released.kratix_event USING btree (about, number);
CREATE INDEX kratix_task_due ON released.kratix_task USING btree (type, due) WHERE (token = ''::text);
CREATE UNIQUE INDEX kratix_task_lane ON released.kratix_task USING btree (lane) WHERE (token <> ''::text);
CREATE INDEX kratix_task_line ON released.kratix_task USING btree (line, due, ordinal) WHERE (token = ''::text);
