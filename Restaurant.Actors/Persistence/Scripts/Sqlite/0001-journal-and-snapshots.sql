-- The tables of Akka.Persistence.Sql under the plugin's own names. No tag table: the streams read all events.
-- AUTOINCREMENT: an ordering is never given twice, not even after the last row was taken away by hand.
create table journal
(
    ordering        integer not null primary key autoincrement,
    created         integer not null,
    deleted         integer not null,
    persistence_id  text    not null,
    sequence_number integer not null,
    message         blob    not null,
    tags            text,
    manifest        text,
    identifier      integer,
    writer_uuid     text
);

-- The fence: of two writers of one aggregate, only one can store a version.
create unique index journal_uq on journal (persistence_id, sequence_number);

create table snapshot
(
    persistence_id  text    not null,
    sequence_number integer not null,
    created         integer not null,
    snapshot        blob,
    manifest        text,
    serializer_id   integer,
    primary key (persistence_id, sequence_number)
);
