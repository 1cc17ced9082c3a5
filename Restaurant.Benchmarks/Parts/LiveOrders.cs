using System.Diagnostics;
using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Processes;
using Restaurant.Benchmarks.Wire;

namespace Restaurant.Benchmarks.Parts;

/// <summary>
/// What orders take that live in a node's memory. Nobody can tell a node from outside to collect what it needs no longer, so what counts is the lowest of many readings: of the node
/// when it has started, and of the same node when the orders are there.
/// </summary>
internal static class LiveOrders
{
    private const int MostOrders = 100_000;
    private const int InFlight = 256;
    private const int AtOnce = 5_000;
    private const int Readings = 30;

    private static readonly TimeSpan BetweenReadings = TimeSpan.FromSeconds(1);

    // An order that nobody has asked for in two minutes leaves memory.
    private static readonly TimeSpan UntilAskedAgain = TimeSpan.FromSeconds(40);

    public static async Task RunAsync(Workbench bench)
    {
        using var restaurant = await PublishedProgram.RestaurantAsync(bench);
        var database = await bench.Server.CreateDatabaseAsync();
        using (var node = await NodeProcesses.ServeAsync(restaurant, NodeProcesses.OnPostgreSql(database)))
        using (var desk = await HttpDesk.OpenAsync(node.Address, InFlight))
        {
            // A short run is one with a small journal.
            var orders = new string[Math.Min(MostOrders, bench.Options.Events)];
            var empty = await ReadAsync(bench, "the node without orders", node, desk);
            await FillAsync(bench, desk, orders);
            await RequireAsync(desk, orders.Length);
            var full = await ReadAsync(bench, $"the node with {orders.Length} orders", node, desk);
            await RequireAsync(desk, orders.Length);
            var each = (full - empty) / orders.Length;
            bench.Add(new ResultTable($"Memory of a node on PostgreSQL; {orders.Length:#,0} orders of one line live in it; the lowest of {Readings} readings, one each second", ["", "working set", "heap after its last collection"])
                .Row("without orders, MB", Figures.Of(empty.WorkingSet / 1e6), Figures.Of(empty.Heap / 1e6))
                .Row("with them, MB", Figures.Of(full.WorkingSet / 1e6), Figures.Of(full.Heap / 1e6))
                .Row("for each order, bytes", Figures.Of(each.WorkingSet), Figures.Of(each.Heap)));
            bench.Judge(AllBars.Memory, each.WorkingSet);
        }

        await bench.Server.DropDatabaseAsync(database);
    }

    private static async Task FillAsync(Workbench bench, HttpDesk desk, string[] orders)
    {
        var asked = Stopwatch.GetTimestamp();
        for (var there = 0; there < orders.Length;)
        {
            var from = there;
            there = Math.Min(from + AtOnce, orders.Length);
            await Pressure.RunAsync(InFlight, there - from, async index => await desk.AddAsync(orders[from + index] = await desk.OpenAsync()));
            if (Stopwatch.GetElapsedTime(asked) > UntilAskedAgain)
            {
                asked = Stopwatch.GetTimestamp();
                await Pressure.RunAsync(InFlight, there, index => desk.AskAsync(orders[index]));
            }

            bench.Say($"memory: {there} of {orders.Length} orders");
        }

        await desk.CaughtUpAsync();
    }

    private static async Task<Reading> ReadAsync(Workbench bench, string what, ServerProcess node, HttpDesk desk)
    {
        bench.Say($"memory: reads {what} for {Readings} s");
        var readings = new List<Reading>();
        while (readings.Count < Readings)
        {
            await Task.Delay(BetweenReadings);
            readings.Add(new Reading(node.WorkingSet, await desk.MetricAsync("dotnet_gc_last_collection_heap_size_bytes{")));
        }

        return readings.MinBy(reading => reading.WorkingSet);
    }

    private static async Task RequireAsync(HttpDesk desk, int orders)
    {
        if (await desk.MetricAsync("restaurant_entities{aggregate=\"order\"}") is var live && live < orders)
        {
            throw new MeasuringException($"Only {live} of {orders} orders live in the node: the machine is too busy to have all of them asked for within two minutes.");
        }
    }

    /// <summary>In bytes.</summary>
    private readonly record struct Reading(double WorkingSet, double Heap)
    {
        public static Reading operator -(Reading one, Reading other) => new(one.WorkingSet - other.WorkingSet, one.Heap - other.Heap);

        public static Reading operator /(Reading all, int count) => new(all.WorkingSet / count, all.Heap / count);
    }
}
