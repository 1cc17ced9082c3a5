using Dapper;
using Microsoft.Data.Sqlite;
using Restaurant.Actors.Hosting;
using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Nodes;

namespace Restaurant.Benchmarks.Parts;

/// <summary>New orders on SQLite: in the write-ahead log that the product uses, and in the rollback journal that SQLite itself would.</summary>
internal static class SqliteWrites
{
    private const int InFlight = 64;
    private const int Events = 5;

    public static async Task RunAsync(Workbench bench)
    {
        await using var wal = await Place.OpenAsync("wal");
        await using var rollback = await Place.OpenAsync("delete");
        var standings = await bench.Contest().RunAsync("writes on SQLite", Contender("wal", wal.Desk), Contender("rollback", rollback.Desk));
        var ratio = standings.Ratio("wal", "rollback");
        var table = new ResultTable($"New orders of five commands on SQLite, {InFlight} in flight, each durable", ["journal mode", "events/s", "p50 ms", "p99 ms", "against rollback", "lowest"]);
        table.Row("wal", Figures.Of(standings.PerSecond("wal")), Figures.Of(standings.P50("wal")), Figures.Of(standings.P99("wal")), Figures.Of(ratio.Median), Figures.Of(ratio.Lowest));
        table.Row("rollback", Figures.Of(standings.PerSecond("rollback")), Figures.Of(standings.P50("rollback")), Figures.Of(standings.P99("rollback")), "1.00", "");
        bench.Add(table);
        bench.Judge(AllBars.DurableSqlite, ratio.Median);
    }

    private static Contender Contender(string name, OrderDesk desk) => new(name, async time =>
    {
        var orders = await Pressure.RunAsync(InFlight, time, _ => desk.TakeAsync());
        return orders with { Done = orders.Done * Events };
    });

    /// <summary>A node on a file of its own.</summary>
    private sealed class Place(DirectoryInfo folder, ShippedNode node, OrderDesk desk) : IAsyncDisposable
    {
        public OrderDesk Desk => desk;

        public static async Task<Place> OpenAsync(string mode)
        {
            var folder = Directory.CreateTempSubdirectory("restaurant-benchmarks-");
            var node = await ShippedNode.StartAsync(
                () => SetAsync(Path.Combine(folder.FullName, "restaurant.db"), mode),
                ("Restaurant:DataDirectory", folder.FullName), ("Cluster:Roles", $"{ClusterSettings.Api},{ClusterSettings.Aggregates}"));
            return new Place(folder, node, await OrderDesk.OpenAsync(node.Gateway));
        }

        public async ValueTask DisposeAsync()
        {
            await node.DisposeAsync();
            folder.Delete(recursive: true);
        }

        // The mode stands in the file: whoever opens it afterwards works in it.
        private static async Task SetAsync(string file, string mode)
        {
            SqliteConnection.ClearAllPools();
            await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
            if (await connection.ExecuteScalarAsync<string>($"pragma journal_mode = {mode}") != mode)
            {
                throw new MeasuringException($"{file} does not go into the journal mode {mode}: somebody works on it.");
            }
        }
    }
}
