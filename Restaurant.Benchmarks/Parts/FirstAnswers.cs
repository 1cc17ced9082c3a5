using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Nodes;
using Restaurant.Benchmarks.Processes;
using Restaurant.Benchmarks.Wire;

namespace Restaurant.Benchmarks.Parts;

/// <summary>
/// From the start of a process to its first answer: of a node with an empty database, to a command that it has stored; of an empty minimal API, to anything. Each is tried
/// again every 2 ms, and published in the same way.
/// </summary>
internal static class FirstAnswers
{
    private const string Empty = "empty minimal API";
    private const string Sqlite = "node on SQLite";
    private const string PostgreSql = "node on PostgreSQL";

    /// <summary>One that any node accepts.</summary>
    public static readonly byte[] Command = WireRequest.Post("/menu/items", """{"description":"Pizza","price":10.00,"category":"Pizza"}""");
    private static readonly byte[] Nothing = WireRequest.Get("/");

    public static async Task RunAsync(Workbench bench)
    {
        using var restaurant = await PublishedProgram.RestaurantAsync(bench);
        using var empty = await PublishedProgram.EmptyApiAsync(bench);
        var standings = await bench.ContestOfNew().RunAsync(
            "starts",
            new Contender(Empty, _ => StartAsync(empty, [], 200, Nothing)),
            new Contender(Sqlite, async _ =>
            {
                using var folder = new TemporaryFolder();
                return await StartAsync(restaurant, NodeProcesses.OnSqlite(folder), 201, Command);
            }),
            OnPostgreSql(bench, restaurant));
        var table = new ResultTable("From the start of a process to its first answer: a stored command, or nothing", ["what", "ms", "against the empty one", "highest"]);
        foreach (var name in (string[])[Empty, Sqlite, PostgreSql])
        {
            // How much longer one takes is how much faster the other is.
            var ratio = standings.Ratio(Empty, name);
            table.Row(name, Figures.Of(1000 / standings.PerSecond(name)), Figures.Of(ratio.Median), Figures.Of(ratio.Highest));
        }

        bench.Add(table);
        bench.Judge(AllBars.StartOnSqlite, standings.Ratio(Empty, Sqlite).Median);
    }

    private static Contender OnPostgreSql(Workbench bench, PublishedProgram restaurant)
    {
        var database = "";
        return new Contender(PostgreSql, async _ =>
        {
            var start = await StartAsync(restaurant, ShippedNode.OnPostgreSql(database, "Batched"), 201, Command);
            await bench.Server.DropDatabaseAsync(database);
            return start;
        })
        {
            PrepareAsync = async () => database = await bench.Server.CreateDatabaseAsync(),
        };
    }

    private static async Task<Slice> StartAsync(PublishedProgram program, IReadOnlyList<(string Key, string Value)> settings, int status, byte[] request) =>
        new(1, await ServerProcess.FirstAnswerAsync(program, settings, status, request), []);
}
