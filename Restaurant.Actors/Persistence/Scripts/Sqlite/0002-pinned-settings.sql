-- Settings that the stored data depends on, such as the currency: a program with others refuses to start.
create table pinned_setting
(
    name  text not null primary key,
    value text not null
);
