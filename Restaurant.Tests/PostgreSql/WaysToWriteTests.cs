using Akka.Hosting;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using Restaurant.Actors.Serialization;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.PostgreSql;

/// <summary>
/// The moment that all depends on: a writer has its number and has not stored its row yet. A trigger stops writers there. However they
/// write, they are seen to be at it.
/// </summary>
[Trait("Database", "PostgreSql")]
public sealed class WaysToWriteTests : ReadModelTest
{
    // A number that nobody else on the server locks, unless it is the same test.
    private const int Gate = 7_370_099;

    private const string Insert =
        """
        insert into journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier)
        select 0, false, persistence_id, sequence_number, message, manifest, identifier from prepared_row
        """;

    [PostgreSqlTheory]
    [InlineData("in no transaction block", Insert)]
    [InlineData("in a transaction block", $"begin; {Insert}; commit")]
    [InlineData("behind a savepoint", $"begin; savepoint s; {Insert}; release s; commit")]
    [InlineData("in a function that catches errors", $"do $$ begin {Insert}; exception when division_by_zero then null; end $$")]
    [InlineData("in a statement that does more", $"with written as ({Insert} returning 1) select count(*) from written")]
    [InlineData("by a merge", """
        merge into journal j using prepared_row p on j.persistence_id = p.persistence_id and j.sequence_number = p.sequence_number when not matched then
            insert (created, deleted, persistence_id, sequence_number, message, manifest, identifier)
            values (0, false, p.persistence_id, p.sequence_number, p.message, p.manifest, p.identifier)
        """)]
    [InlineData("behind a lock of their own", $"begin; lock table journal in share update exclusive mode; {Insert}; commit")]
    [InlineData("as a statement that was planned before", $"prepare p as {Insert}; set plan_cache_mode = force_generic_plan; explain (costs off) execute p; execute p")]
    public Task A_writer_that_has_its_number_keeps_the_gap_open(string how, string sql)
    {
        Assert.NotEmpty(how);
        return KeepsItsGapOpenAsync(connection => connection.ExecuteAsync(sql));
    }

    [PostgreSqlFact]
    public Task A_copy_that_has_its_number_keeps_the_gap_open() => KeepsItsGapOpenAsync(async connection =>
    {
        var (persistenceId, version, message, manifest) = await connection.QuerySingleAsync<(string, long, byte[], string)>(
            "select persistence_id, sequence_number, message, manifest from prepared_row");
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) from stdin binary");
        await copy.StartRowAsync();
        await copy.WriteAsync(0L);
        await copy.WriteAsync(false);
        await copy.WriteAsync(persistenceId, NpgsqlDbType.Text);
        await copy.WriteAsync(version);
        await copy.WriteAsync(message, NpgsqlDbType.Bytea);
        await copy.WriteAsync(manifest, NpgsqlDbType.Text);
        await copy.WriteAsync(RestaurantSerializer.Id);
        await copy.CompleteAsync();
    });

    [PostgreSqlFact]
    public Task A_statement_that_the_driver_has_prepared_keeps_the_gap_open() => KeepsItsGapOpenAsync(async connection =>
    {
        await connection.ExecuteAsync("set plan_cache_mode = force_generic_plan");
        await using var command = new NpgsqlCommand(Insert, connection);
        // Sent by itself: the locks that were taken to look at it are given back before it runs.
        await command.PrepareAsync();
        await command.ExecuteNonQueryAsync();
    });

    [PostgreSqlFact]
    public async Task The_shipped_write_side_keeps_the_gap_open()
    {
        // However long the writer is held, nobody gives it up.
        await using var node = await WriteSideNode.StartAsync(
            TestDatabase,
            also: akka => akka.AddHocon("akka.persistence.journal.sql.circuit-breaker.call-timeout = 60s", HoconAddMode.Prepend),
            configured: ("Restaurant:CommandTimeout", "00:01:00"));
        await KeepsItsGapOpenAsync(_ => node.DoneAsync(new AddMenuItem("a", 10.00m, Category: null)));
    }

    private async Task KeepsItsGapOpenAsync(Func<NpgsqlConnection, Task> write)
    {
        var store = Store();
        var position = await store.OpenAsync(CancellationToken.None);
        var row = Writer.Next("a", MenuItemAdded("a").Item2);
        Execute(
            $"""
            create table prepared_row as select * from (values (@PersistenceId, 1::bigint, @message, @manifest, @serializer)) r (persistence_id, sequence_number, message, manifest, identifier);
            create function wait_at_the_gate() returns trigger language plpgsql as 'begin perform pg_advisory_xact_lock_shared({Gate}); return new; end';
            create trigger wait_at_the_gate before insert on journal for each row when (new.writer_uuid is distinct from 'test') execute function wait_at_the_gate()
            """,
            new { row.PersistenceId, message = EventFormat.Write(row.Event), manifest = EventFormat.Manifest(row.Event.Data), serializer = RestaurantSerializer.Id });
        await using var gate = await Database.ConnectAsync(CancellationToken.None);
        await gate.ExecuteAsync($"select pg_advisory_lock({Gate})");
        await using var writing = (NpgsqlConnection)await Database.ConnectAsync(CancellationToken.None);
        var written = write(writing);
        await Eventually.HoldsAsync(() => Scalar<bool>(
            "select exists (select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))"));

        position = await store.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);
        position = await store.ApplyAsync(position, [], CancellationToken.None);
        Assert.Equal("[[1,1]]", position.Ledger.FormatGaps());

        await gate.ExecuteAsync($"select pg_advisory_unlock({Gate})");
        await written;
        position = await store.ApplyAsync(position, [], CancellationToken.None);
        Assert.Equal(new GapLedger(2, []), position.Ledger);
        Assert.Equal("2 events, 4 rows, 0 differences, 0 events wait", (await VerifyAsync()).ToString());
    }
}
