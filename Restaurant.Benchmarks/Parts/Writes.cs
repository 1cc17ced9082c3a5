using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Nodes;
using Restaurant.Benchmarks.Peers;

namespace Restaurant.Benchmarks.Parts;

/// <summary>An item added to a live order, again and again: the product on both journals, Marten, and the limit.</summary>
internal static class Writes
{
    // Callers change to the next of their orders before one has all the lines that an order can have.
    private const int LinesEach = 40;
    private const int Orders = 2_048;

    public static async Task RunAsync(Workbench bench)
    {
        var table = new ResultTable("Items added to live orders", ["in flight", "contender", "events/s", "p50 ms", "p99 ms", "CPU \u00b5s", "kB", "against Marten", "lowest", "against raw", "lowest"]);
        await using var peers = await WritePeers.StartAsync(bench);
        foreach (var inFlight in (int[])[64, 256])
        {
            var standings = await bench.Contest().RunAsync(
                $"writes, {inFlight} in flight", Product("batched", peers.Batched, inFlight), Product("stock", peers.Stock, inFlight), Marten(peers.Marten, inFlight), Raw(peers.Raw, inFlight));
            foreach (var name in (string[])["batched", "stock", "marten", "raw"])
            {
                var (marten, raw) = (standings.Ratio(name, "marten"), standings.Ratio(name, "raw"));
                table.Row(
                    $"{inFlight}", name, Figures.Of(standings.PerSecond(name)), Figures.Of(standings.P50(name)), Figures.Of(standings.P99(name)), Figures.Of(standings.Microseconds(name)), Figures.Of(standings.Kilobytes(name)),
                    Figures.Of(marten.Median), Figures.Of(marten.Lowest), Figures.Of(raw.Median), Figures.Of(raw.Lowest));
            }

            if (inFlight == 256)
            {
                bench.Judge(AllBars.WarmAgainstMarten, standings.Ratio("batched", "marten").Median);
                bench.Judge(AllBars.WarmAgainstRaw, standings.Ratio("batched", "raw").Median);
            }
        }

        bench.Add(table);
    }

    private static Contender Product(string name, OrderDesk desk, int inFlight)
    {
        var orders = new string[Orders];
        var added = new int[inFlight];
        return new Contender(name, time => Pressure.RunAsync(inFlight, time, caller => desk.AddAsync(orders[Turn(caller, added, inFlight)])))
        {
            PrepareAsync = async () =>
            {
                Array.Clear(added);
                await Pressure.RunAsync(inFlight, orders.Length, async index => orders[index] = await desk.OpenAsync());
            },
        };
    }

    private static Contender Marten(MartenOrders marten, int inFlight)
    {
        var orders = new Guid[Orders];
        var added = new int[inFlight];
        return new Contender("marten", time => Pressure.RunAsync(inFlight, time, caller =>
        {
            var order = orders[Turn(caller, added, inFlight)];
            return marten.AppendAsync(order, OrderStory.Added(order));
        }))
        {
            PrepareAsync = async () =>
            {
                Array.Clear(added);
                // Few of them come to their second order.
                await Pressure.RunAsync(inFlight, orders.Length, index => marten.OpenAsync(orders[index] = Guid.CreateVersion7()));
            },
        };
    }

    private static Contender Raw(RawWriter raw, int inFlight)
    {
        var (order, number) = (new Guid[inFlight], new long[inFlight]);
        return new Contender("raw", time => Pressure.RunAsync(inFlight, time, caller =>
        {
            if (number[caller] % LinesEach == 0)
            {
                (order[caller], number[caller]) = (Guid.CreateVersion7(), 0);
            }

            return raw.StoreAsync(order[caller], ++number[caller], OrderStory.Added(order[caller]));
        }));
    }

    private static int Turn(int caller, int[] added, int inFlight)
    {
        var (turn, each) = (added[caller]++ / LinesEach, Orders / inFlight);
        return turn < each ? caller * each + turn
            : throw new MeasuringException($"A slice is too long: a caller has filled {each} orders. Take a shorter --slice.");
    }
}
