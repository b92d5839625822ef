/*
about = "Where the shared settings are written: one row a value and span of month ends."
*/
create or replace table settings_in_force (
    name varchar, value decimal(18, 6), codes varchar, unit varchar, zh varchar, en varchar, source_zh varchar,
    source_en varchar, valid_from date, valid_to date, origin varchar, who varchar, recorded timestamp
);
create or replace table setting_needs (name varchar, other varchar, needed decimal(18, 6));
