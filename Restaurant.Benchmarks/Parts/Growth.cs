using Npgsql;
using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Journals;
using Restaurant.Benchmarks.Nodes;
using Restaurant.Benchmarks.Processes;
using Restaurant.Benchmarks.ReadSide;

namespace Restaurant.Benchmarks.Parts;

/// <summary>What a long past costs: the same on a journal of millions of events and on one that has just begun.</summary>
internal static class Growth
{
    private const int InFlight = 256;
    private const int LagPerSecond = 100;
    private const int LagSlices = 30;

    // What is asked of stopped orders has to have some.
    private const int FewEvents = Storm.Needed * ClosedOrder.Events;

    private const string Empty = "empty";
    private const string Grown = "grown";

    public static async Task RunAsync(Workbench bench)
    {
        if (bench.Options.Events <= FewEvents)
        {
            throw new MeasuringException($"A grown journal has more than {FewEvents} events, of which the other one consists.");
        }

        var databases = new Dictionary<string, string> { [Empty] = await bench.Server.CreateDatabaseAsync(), [Grown] = await bench.Server.CreateDatabaseAsync() };
        var (few, many) = (await BulkJournal.FillAsync(databases[Empty], FewEvents, bench.Say), await BulkJournal.FillAsync(databases[Grown], bench.Options.Events, bench.Say));

        var writes = await WritesAsync(bench, databases);
        var cold = await ColdAsync(bench, new Storm(Empty, databases[Empty], "Batched", few), new Storm(Grown, databases[Grown], "Batched", many));
        var lags = new Dictionary<string, Lag> { [Empty] = await LagAsync(bench, databases[Empty]), [Grown] = await LagAsync(bench, databases[Grown]) };
        var starts = await StartsAsync(bench, databases);

        var table = new ResultTable(
            $"A journal of {bench.Options.Events:#,0} events against one that has begun with {FewEvents:#,0}: items added to live orders ({InFlight} in flight, no rows made), stopped orders (from all over the journal) asked after a restart, the lag at {LagPerSecond} events/s, and the time from the start of the process to the first persisted answer",
            ["", "items/s", "p99 ms", "stopped orders/s", "p99 ms", "lag p50 ms", "lag p99 ms", "start ms"]);
        foreach (var name in (string[])[Empty, Grown])
        {
            table.Row(
                name, Figures.Of(writes.PerSecond(name)), Figures.Of(writes.P99(name)), Figures.Of(cold.PerSecond(name)), Figures.Of(cold.P99(name)),
                Figures.Of(lags[name].Rows.P50), Figures.Of(lags[name].Rows.P99), Figures.Of(1000 / starts.PerSecond(name)));
        }

        var (write, ask, start) = (writes.Ratio(Grown, Empty), cold.Ratio(Grown, Empty), starts.Ratio(Empty, Grown));
        table.Row("grown against empty", Figures.Of(write.Median), "", Figures.Of(ask.Median), "", "", "", Figures.Of(start.Median));
        table.Row("in the worst round", Figures.Of(write.Lowest), "", Figures.Of(ask.Lowest), "", "", "", Figures.Of(start.Highest));
        bench.Add(table);
        bench.Judge(AllBars.GrowthOfWrites, write.Median);
        bench.Judge(AllBars.GrowthOfStart, start.Median);
        foreach (var database in databases.Values)
        {
            await bench.Server.DropDatabaseAsync(database);
        }
    }

    // With the read side at work, one of them would be catching up.
    private static async Task<Standings> WritesAsync(Workbench bench, Dictionary<string, string> databases)
    {
        await using var empty = await ShippedNode.StartWriteSideAsync(databases[Empty], "Batched");
        await using var grown = await ShippedNode.StartWriteSideAsync(databases[Grown], "Batched");
        return await bench.Contest().RunAsync("growth, writes", Writer(Empty, await OrderDesk.OpenAsync(empty.Gateway)), Writer(Grown, await OrderDesk.OpenAsync(grown.Gateway)));
    }

    private static Contender Writer(string name, OrderDesk desk)
    {
        LiveOrders? orders = null;
        return new Contender(name, time => Pressure.RunAsync(InFlight, time, _ => orders!.NextAsync())) { PrepareAsync = async () => orders = await LiveOrders.OpenAsync(desk, InFlight) };
    }

    private static async Task<Standings> ColdAsync(Workbench bench, Storm empty, Storm grown)
    {
        var standings = await bench.Contest().RunAsync("growth, stopped orders", empty.Contender, grown.Contender);
        await empty.StopAsync();
        await grown.StopAsync();
        return standings;
    }

    // Leaves a database behind whose read side is level.
    private static async Task<Lag> LagAsync(Workbench bench, string database)
    {
        await using var node = await ShippedNode.StartAsync(ShippedNode.OnPostgreSql(database, "Batched"));
        await using var backlog = new Backlog(database, bench.Say);
        await backlog.PassAsync(await backlog.HeadAsync());
        await BulkJournal.TidyAsync(database);
        bench.Say($"growth, lag at {LagPerSecond} events/s");
        var lag = await LagMeter.MeasureAsync(node, database, LagPerSecond, bench.Options.Slice * LagSlices);
        await backlog.PassAsync(await backlog.HeadAsync());
        return lag;
    }

    private static async Task<Standings> StartsAsync(Workbench bench, Dictionary<string, string> databases)
    {
        using var restaurant = await PublishedProgram.RestaurantAsync(bench);
        return await bench.ContestOfNew().RunAsync(
            "growth, starts",
            [.. databases.Select(each => new Contender(
                each.Key, async _ => new Slice(1, await ServerProcess.FirstAnswerAsync(restaurant, ShippedNode.OnPostgreSql(each.Value, "Batched"), 201, FirstAnswers.Command), Latencies: []))
            {
                PrepareAsync = () => ForgetNodesAsync(each.Value),
            })]);
    }

    // The last one was killed. For some seconds whoever comes after it waits, since it may only be silent.
    private static async Task ForgetNodesAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var forget = source.CreateCommand("delete from public.node_report");
        await forget.ExecuteNonQueryAsync();
    }
}
