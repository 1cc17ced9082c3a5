using System.Diagnostics;
using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Nodes;
using Restaurant.Benchmarks.Processes;
using Restaurant.Benchmarks.Wire;

namespace Restaurant.Benchmarks.Parts;

/// <summary>
/// What orders take that live in a node's memory: the difference between readings of a node that has just started and of the same node when the orders are there. By itself a node
/// that is not at work does not collect what it needs no longer, however much of that the work before has left. So it is read as it was left, and once more after its
/// runtime was told to collect, which is the reading that counts; each is the lowest of several, since memory is given back to the system little by little.
/// </summary>
internal static class OrdersInMemory
{
    private const int MostOrders = 100_000;
    private const int InFlight = 256;
    private const int AtOnce = 5_000;
    private const int Readings = 20;
    private const string Collections = "dotnet_gc_collections_total{gc_heap_generation=\"gen2\"}";

    private static readonly TimeSpan BetweenReadings = TimeSpan.FromSeconds(1);

    // An order that nobody has asked for in two minutes leaves memory.
    private static readonly TimeSpan UntilAskedAgain = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(Workbench bench)
    {
        using var restaurant = await PublishedProgram.RestaurantAsync(bench);
        var database = await bench.Server.CreateDatabaseAsync();
        using (var node = await NodeProcesses.ServeAsync(restaurant, ShippedNode.OnPostgreSql(database, "Batched")))
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
            bench.Add(new ResultTable(
                    $"Memory of a node on PostgreSQL in whose memory {orders.Length:#,0} orders of one line live; each is the lowest of {Readings} readings, one each second",
                    ["", "working set as it was left", "working set, collected", "managed objects alive"])
                .Row("without orders, MB", Figures.Of(empty.AsLeft / 1e6), Figures.Of(empty.Collected / 1e6), Figures.Of(empty.Objects / 1e6))
                .Row("with them, MB", Figures.Of(full.AsLeft / 1e6), Figures.Of(full.Collected / 1e6), Figures.Of(full.Objects / 1e6))
                .Row("for each order, bytes", Figures.Of(each.AsLeft), Figures.Of(each.Collected), Figures.Of(each.Objects)));
            bench.Judge(AllBars.Memory, each.Collected);
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
        bench.Say($"memory: reads {what} twice, for {Readings} s each");
        var asLeft = await LowestAsync(node);
        var before = await desk.MetricAsync(Collections);
        await Diagnostics.CollectAsync(node.Id);
        if (await desk.MetricAsync(Collections) == before)
        {
            throw new MeasuringException("The node was told to collect all that it needs no longer, and has not done so.");
        }

        var objects = await desk.MetricAsync("dotnet_gc_last_collection_heap_size_bytes{") - await desk.MetricAsync("dotnet_gc_last_collection_heap_fragmentation_size_bytes{");
        return new Reading(asLeft, await LowestAsync(node), objects);
    }

    private static async Task<double> LowestAsync(ServerProcess node)
    {
        var readings = new List<double>();
        while (readings.Count < Readings)
        {
            await Task.Delay(BetweenReadings);
            readings.Add(node.WorkingSet);
        }

        return readings.Min();
    }

    private static async Task RequireAsync(HttpDesk desk, int orders)
    {
        if (await desk.MetricAsync("restaurant_entities{aggregate=\"order\"}") is var live && live < orders)
        {
            throw new MeasuringException($"Only {live} of {orders} orders live in the node: the machine is too busy to have all of them asked for within two minutes.");
        }
    }

    /// <summary>In bytes.</summary>
    /// <param name="AsLeft">The working set before it was collected.</param>
    /// <param name="Collected">The working set after that.</param>
    /// <param name="Objects">What the collection has left in the managed heap, without the holes between.</param>
    private readonly record struct Reading(double AsLeft, double Collected, double Objects)
    {
        public static Reading operator -(Reading one, Reading other) => new(one.AsLeft - other.AsLeft, one.Collected - other.Collected, one.Objects - other.Objects);

        public static Reading operator /(Reading all, int count) => new(all.AsLeft / count, all.Collected / count, all.Objects / count);
    }
}
