using System.Diagnostics;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Nodes;

namespace Restaurant.Benchmarks.ReadSide;

/// <summary>Commands that come when they are due, whether others have been answered or not.</summary>
internal static class SteadyLoad
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    // What comes more slowly than that is another load.
    private const double Least = 0.95;

    /// <param name="acknowledged">Is told of each event, by its place among all, as soon as it is acknowledged.</param>
    /// <returns>Events per second, from the first command to the last answer.</returns>
    /// <exception cref="MeasuringException">The node, or this program, does not keep up.</exception>
    public static async Task<double> RunAsync(LiveOrders orders, int perSecond, TimeSpan time, Action<int, string, long> acknowledged)
    {
        var all = (int)(perSecond * time.TotalSeconds);
        var sent = new List<Task>(all);
        using var clock = new PeriodicTimer(Tick);
        var began = Stopwatch.GetTimestamp();
        while (sent.Count < all)
        {
            await clock.WaitForNextTickAsync();
            var due = Math.Min(all, (int)(perSecond * Stopwatch.GetElapsedTime(began).TotalSeconds));
            while (sent.Count < due)
            {
                sent.Add(SendAsync(sent.Count));
            }
        }

        await Task.WhenAll(sent);
        var rate = all / Stopwatch.GetElapsedTime(began).TotalSeconds;
        return rate >= perSecond * Least ? rate
            : throw new MeasuringException(FormattableString.Invariant($"Of {perSecond} events per second only {rate:0} were written: the machine is too busy, and the lag would be that of another load."));

        async Task SendAsync(int place)
        {
            var (order, version) = await orders.NextAsync();
            acknowledged(place, order, version);
        }
    }
}
