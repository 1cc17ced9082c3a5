-- The tables of Akka.Persistence.Sql under the plugin's own names. No tag table: the streams read all events.
-- Texts are compared by their code points, whatever the database's language is.
-- The numbers of "ordering" are given out one at a time (CACHE 1, the default): the projections find out by them who may still fill a gap.
create table public.journal
(
    ordering        bigint           not null generated always as identity primary key,
    created         bigint           not null,
    deleted         boolean          not null,
    persistence_id  text collate "C" not null,
    sequence_number bigint           not null,
    message         bytea            not null,
    tags            text,
    manifest        text,
    identifier      integer,
    writer_uuid     text
);

-- The fence: of two writers of one aggregate, only one can store a version.
create unique index journal_uq on public.journal (persistence_id, sequence_number);

create table public.snapshot
(
    persistence_id  text collate "C" not null,
    sequence_number bigint           not null,
    created         bigint           not null,
    snapshot        bytea,
    manifest        text,
    serializer_id   integer,
    primary key (persistence_id, sequence_number)
);
