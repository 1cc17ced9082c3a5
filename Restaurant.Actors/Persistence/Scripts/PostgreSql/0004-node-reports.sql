-- The nodes that work on this database. Each says again and again that it is there, by the server's clock.
create table public.node_report
(
    -- What other nodes dial, such as akka.tcp://restaurant@node1:4053.
    address     text        not null primary key,
    -- Which life of the node.
    instance    uuid        not null,
    reported_at timestamptz not null,
    -- Whether it is in a cluster, and does not only want to be.
    is_member   boolean     not null
);
