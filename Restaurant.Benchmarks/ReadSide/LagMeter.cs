using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Measuring;
using Restaurant.Benchmarks.Nodes;

namespace Restaurant.Benchmarks.ReadSide;

/// <summary>How long acknowledged events take into the rows of their orders, under a steady load and with a burnt number every second.</summary>
internal static class LagMeter
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    // At a time. Enough that two commands in flight are hardly ever for the same one.
    private const int Orders = 500;

    // More are not looked for at a time than one cheap statement can.
    private const int MostWatched = 150;

    /// <param name="node">Does everything.</param>
    /// <param name="database">The node's.</param>
    public static async Task<Lag> MeasureAsync(ShippedNode node, string database, int perSecond, TimeSpan time)
    {
        var orders = await LiveOrders.OpenAsync(await OrderDesk.OpenAsync(node.Gateway), Orders);
        var watch = new RowWatch(database);
        var every = Math.Max(1, perSecond / MostWatched);
        using var over = new CancellationTokenSource();
        var burning = BurntNumbers.BurnAsync(database, over.Token);
        try
        {
            await SteadyLoad.RunAsync(orders, perSecond, WarmUp, (_, _, _) => { });
            var load = SteadyLoad.RunAsync(orders, perSecond, time, (place, order, version) =>
            {
                if (place % every == 0)
                {
                    watch.Add(order, version);
                }
            });
            await watch.RunAsync(load);
            await over.CancelAsync();
            return new Lag(await load, Spread.Make("lag", watch.Lags.Sorted()), Spread.Make("look", watch.Looks.Sorted()), await burning);
        }
        finally
        {
            await over.CancelAsync();
        }
    }
}

/// <param name="PerSecond">Events that were written.</param>
/// <param name="Rows">Of the events that were watched, from the acknowledgement to the row.</param>
/// <param name="Looks">How finely that was measured: from one look to the next.</param>
/// <param name="Burnt">Numbers, the warm-up's included.</param>
internal sealed record Lag(double PerSecond, Spread Rows, Spread Looks, int Burnt);
