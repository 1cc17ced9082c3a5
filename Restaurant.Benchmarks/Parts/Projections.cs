using System.Diagnostics;
using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Journals;
using Restaurant.Benchmarks.Nodes;
using Restaurant.Benchmarks.ReadSide;

namespace Restaurant.Benchmarks.Parts;

/// <summary>Whether the read side keeps up with all that can be written, and how fast it makes its rows anew.</summary>
internal static class Projections
{
    private const int InFlight = 256;
    private const int Slices = 60;
    private const int MostEvents = 200_000;

    public static async Task RunAsync(Workbench bench)
    {
        await LevelAsync(bench);
        await CatchUpAsync(bench);
    }

    private static async Task LevelAsync(Workbench bench)
    {
        var time = bench.Options.Slice * Slices;
        var database = await bench.Server.CreateDatabaseAsync();
        await using (var node = await ShippedNode.StartAsync(ShippedNode.OnPostgreSql(database, "Batched")))
        await using (var backlog = new Backlog(database, bench.Say))
        {
            var orders = await LiveOrders.OpenAsync(await OrderDesk.OpenAsync(node.Gateway), InFlight);
            await backlog.PassAsync(await backlog.HeadAsync());
            bench.Say(FormattableString.Invariant($"projections: full load for {time.TotalSeconds:0.#} s"));
            var (events, took) = await WriteAsync(orders, time);
            var ended = Stopwatch.GetTimestamp();
            var head = await backlog.HeadAsync();
            var behind = head - await backlog.OffsetAsync();
            await backlog.PassAsync(head);
            var seconds = Stopwatch.GetElapsedTime(ended).TotalSeconds;
            bench.Add(new ResultTable(
                    $"Items added to live orders, {InFlight} in flight for {Figures.Of(took.TotalSeconds)} s, on a node that makes rows meanwhile", ["events/s", "events behind at the end", "s until level"])
                .Row(Figures.Of(events / took.TotalSeconds), Figures.Of(behind), Figures.Of(seconds)));
            bench.Judge(AllBars.Level, seconds);
        }

        await bench.Server.DropDatabaseAsync(database);
    }

    // Nothing is to be done at its end but to look at the clock.
    private static async Task<(long Events, TimeSpan Took)> WriteAsync(LiveOrders orders, TimeSpan time)
    {
        var events = 0L;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            for (; Stopwatch.GetElapsedTime(began) < time; Interlocked.Increment(ref events))
            {
                await orders.NextAsync();
            }
        })));
        return (events, Stopwatch.GetElapsedTime(began));
    }

    private static async Task CatchUpAsync(Workbench bench)
    {
        const string Rebuild = "rebuild";
        const string Single = "one transaction per event";
        var events = Math.Min(bench.Options.Events, MostEvents);
        string[] databases = [await bench.Server.CreateDatabaseAsync(), await bench.Server.CreateDatabaseAsync()];
        foreach (var database in databases)
        {
            await BulkJournal.FillAsync(database, events, bench.Say);
        }

        await using (var node = await ShippedNode.StartAsync(ShippedNode.OnPostgreSql(databases[0], "Batched")))
        await using (var backlog = new Backlog(databases[0], bench.Say))
        await using (var rebuilding = new Rebuilding(node, databases[0]))
        using (var single = await OneByOne.OpenAsync(databases[1]))
        {
            var head = await backlog.HeadAsync();
            await backlog.PassAsync(head);
            await BulkJournal.TidyAsync(databases[0]);
            var standings = await bench.ContestOfNew().RunAsync("catch-up", new Contender(Rebuild, _ => rebuilding.RunAsync(head)), new Contender(Single, single.RunAsync));
            var ratio = standings.Ratio(Rebuild, Single);
            bench.Add(new ResultTable(
                    $"The orders of a journal of {head:#,0} events, made anew; and the first of them made by one transaction per event", ["", "events/s", "against one by one", "lowest"])
                .Row(Rebuild, Figures.Of(standings.PerSecond(Rebuild)), Figures.Of(ratio.Median), Figures.Of(ratio.Lowest))
                .Row(Single, Figures.Of(standings.PerSecond(Single)), Figures.Of(1.0), Figures.Of(1.0)));
            bench.Judge(AllBars.CatchUp, ratio.Median);
        }

        foreach (var database in databases)
        {
            await bench.Server.DropDatabaseAsync(database);
        }
    }
}
