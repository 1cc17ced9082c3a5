using System.Diagnostics;
using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Nodes;
using Restaurant.Benchmarks.Processes;

namespace Restaurant.Benchmarks.Parts;

/// <summary>
/// What nodes take that nobody asks for anything: the CPU time of their processes, by the clock. The second minute counts. In the first one the runtime compiles anew, better,
/// what has been run often by then, which is once in the life of a process.
/// </summary>
internal static class Idling
{
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(Workbench bench)
    {
        using var restaurant = await PublishedProgram.RestaurantAsync(bench);
        using var folder = new TemporaryFolder();
        var database = await bench.Server.CreateDatabaseAsync();
        using (var sqlite = await NodeProcesses.ServeAsync(restaurant, NodeProcesses.OnSqlite(folder)))
        using (var postgreSql = await NodeProcesses.ServeAsync(restaurant, ShippedNode.OnPostgreSql(database, "Batched")))
        {
            ServerProcess[] nodes = [sqlite, postgreSql];
            bench.Say("idle nodes: the first minute of two");
            var first = await SharesAsync(nodes);
            bench.Say("idle nodes: the second minute");
            var second = await SharesAsync(nodes);
            bench.Add(new ResultTable("Share of one core that a ready node takes which nobody asks for anything (its process alone, without the server of its database)", ["node on", "first minute", "second minute"])
                .Row("SQLite", Figures.Of(first[0]), Figures.Of(second[0]))
                .Row("PostgreSQL", Figures.Of(first[1]), Figures.Of(second[1])));
            bench.Judge(AllBars.Idle, second[0]);
        }

        await bench.Server.DropDatabaseAsync(database);
    }

    private static async Task<double[]> SharesAsync(ServerProcess[] nodes)
    {
        var (began, before) = (Stopwatch.GetTimestamp(), nodes.Select(node => node.Cpu).ToArray());
        await Task.Delay(Time);
        var took = Stopwatch.GetElapsedTime(began);
        return [.. nodes.Zip(before, (node, until) => (node.Cpu - until) / took)];
    }
}
