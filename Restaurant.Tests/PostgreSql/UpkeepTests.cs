using System.Diagnostics;
using Dapper;
using Npgsql;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.PostgreSql;

/// <summary>What is done to a database for hours while it serves: none of it is taken for a writer.</summary>
[Trait("Database", "PostgreSql")]
public sealed class UpkeepTests : ReadModelTest
{
    [PostgreSqlFact]
    public async Task A_vacuum_under_way_keeps_no_gap_open()
    {
        var store = await FilledAsync();
        await using var connection = (NpgsqlConnection)await Database.ConnectAsync(CancellationToken.None);
        // So slow that it is at work until it is told to stop. The server's own vacuum does the same.
        await connection.ExecuteAsync("set vacuum_cost_delay = 100; set vacuum_cost_limit = 1");
        await using var vacuum = new NpgsqlCommand("vacuum journal", connection);
        var vacuuming = vacuum.ExecuteNonQueryAsync();
        try
        {
            const string UnderWay = "select exists (select from pg_stat_progress_vacuum where relid = 'public.journal'::regclass)";
            await Eventually.HoldsAsync(() => Scalar<bool>(UnderWay));

            await ClosesItsGapAtOnceAsync(store);

            Assert.True(Scalar<bool>(UnderWay));
        }
        finally
        {
            vacuum.Cancel();
            await Assert.ThrowsAsync<OperationCanceledException>(() => vacuuming);
        }
    }

    [PostgreSqlFact]
    public async Task A_dump_under_way_keeps_no_gap_open()
    {
        var store = await FilledAsync();
        var server = new NpgsqlConnectionStringBuilder(((PostgreSqlTestDatabase)TestDatabase).ConnectionString);
        using var dump = new Process
        {
            StartInfo = new ProcessStartInfo("pg_dump", [$"--host={server.Host}", $"--port={server.Port}", $"--username={server.Username}", server.Database!])
            {
                // Nobody reads it, so that it does not come to an end.
                RedirectStandardOutput = true,
                Environment = { ["PGPASSWORD"] = server.Password },
            },
        };
        dump.Start();
        try
        {
            const string UnderWay =
                "select exists (select from pg_locks join pg_stat_activity using (pid) where application_name = 'pg_dump' and relation = 'public.journal'::regclass and datname = current_database())";
            await Eventually.HoldsAsync(() => Scalar<bool>(UnderWay));

            await ClosesItsGapAtOnceAsync(store);

            Assert.True(Scalar<bool>(UnderWay));
        }
        finally
        {
            dump.Kill();
            await dump.WaitForExitAsync();
        }
    }

    // More than goes into a pipe, and more pages than a slow vacuum looks at in seconds.
    private async Task<GroupStore> FilledAsync()
    {
        var store = Store();
        await ApplyAsync(await Writer.AppendAsync([.. Enumerable.Range(0, 300).Select(number => MenuItemAdded($"{number}", new string('x', 1_000)))]));
        return store;
    }

    private async Task ClosesItsGapAtOnceAsync(GroupStore store)
    {
        await using (await Writer.BeginAsync(Writer.Next("a", MenuItemAdded("a").Item2)))
        {
        }

        var position = await store.ApplyAsync(
            await store.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);

        Assert.Equal(new GapLedger(302, []), position.Ledger);
    }
}
