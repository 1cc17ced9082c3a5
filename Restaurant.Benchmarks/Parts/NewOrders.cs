using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Peers;

namespace Restaurant.Benchmarks.Parts;

/// <summary>Orders that did not exist before: of five commands, and of one.</summary>
internal static class NewOrders
{
    private const int Events = 5;

    public static async Task RunAsync(Workbench bench)
    {
        await using var peers = await WritePeers.StartAsync(bench);
        var five = Table("New orders of five commands: open, add three, place");
        foreach (var inFlight in (int[])[64, 256])
        {
            var standings = await bench.Contest().RunAsync(
                $"new orders, {inFlight} in flight",
                Whole("batched", inFlight, peers.Batched.TakeAsync), Whole("stock", inFlight, peers.Stock.TakeAsync), Whole("marten", inFlight, () => TakeAsync(peers.Marten)));
            Add(five, inFlight, standings);
            bench.Judge(inFlight == 64 ? AllBars.NewOrdersFew : AllBars.NewOrders, standings.Ratio("batched", "marten").Median);
        }

        bench.Add(five);

        var one = Table("Orders opened");
        foreach (var inFlight in (int[])[64, 256])
        {
            var standings = await bench.Contest().RunAsync(
                $"openings, {inFlight} in flight",
                Single("batched", inFlight, peers.Batched.OpenAsync), Single("stock", inFlight, peers.Stock.OpenAsync), Single("marten", inFlight, () => peers.Marten.OpenAsync(Guid.CreateVersion7())));
            Add(one, inFlight, standings);
            if (inFlight == 256)
            {
                bench.Judge(AllBars.Opening, standings.Ratio("batched", "marten").Median);
            }
        }

        bench.Add(one);
    }

    private static async Task TakeAsync(MartenOrders marten)
    {
        var order = Guid.CreateVersion7();
        await marten.OpenAsync(order);
        for (var line = 0; line < Events - 2; line++)
        {
            await marten.AppendAsync(order, OrderStory.Added(order));
        }

        await marten.AppendAsync(order, OrderStory.Placed());
    }

    private static Contender Single(string name, int inFlight, Func<Task> openAsync) => new(name, time => Pressure.RunAsync(inFlight, time, _ => openAsync()));

    // Counted in events, and timed by whole orders.
    private static Contender Whole(string name, int inFlight, Func<Task> takeAsync) => new(name, async time =>
    {
        var orders = await Pressure.RunAsync(inFlight, time, _ => takeAsync());
        return orders with { Done = orders.Done * Events };
    });

    private static ResultTable Table(string title) => new(title, ["in flight", "contender", "events/s", "p50 ms", "p99 ms", "CPU \u00b5s", "kB", "against Marten", "lowest", "against stock", "lowest"]);

    private static void Add(ResultTable table, int inFlight, Standings standings)
    {
        foreach (var name in (string[])["batched", "stock", "marten"])
        {
            var (marten, stock) = (standings.Ratio(name, "marten"), standings.Ratio(name, "stock"));
            table.Row(
                $"{inFlight}", name, Figures.Of(standings.PerSecond(name)), Figures.Of(standings.P50(name)), Figures.Of(standings.P99(name)), Figures.Of(standings.Microseconds(name)), Figures.Of(standings.Kilobytes(name)),
                Figures.Of(marten.Median), Figures.Of(marten.Lowest), Figures.Of(stock.Median), Figures.Of(stock.Lowest));
        }
    }
}
