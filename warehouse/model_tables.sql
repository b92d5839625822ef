/*
about = "Where the models are written as they were, with their SQL, so that a part can be run again from the snapshot alone."
*/
create table if not exists models_in_force (
    name varchar, zh varchar, en varchar, grain varchar[], kind varchar, after_verdicts boolean,
    needs_earlier_months boolean, sql varchar, version varchar
);
create table if not exists column_settings (model varchar, column_name varchar, setting varchar);
create table if not exists dependencies (
    reader_kind varchar, reader varchar, read_kind varchar, read_name varchar
);
