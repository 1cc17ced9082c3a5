using System.Diagnostics;

namespace Restaurant.Benchmarks.Contests;

/// <summary>A number of callers, each of whom begins anew as soon as it has its answer.</summary>
internal static class Pressure
{
    /// <param name="inFlight">How many callers.</param>
    /// <param name="once">What each of them does, by its number.</param>
    public static async Task<Slice> RunAsync(int inFlight, TimeSpan time, Func<int, Task> once)
    {
        var latencies = new List<TimeSpan>[inFlight];
        var (before, began) = (Effort.Now, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(caller => Task.Run(async () =>
        {
            var mine = latencies[caller] = new List<TimeSpan>(256);
            for (var now = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began, now) < time;)
            {
                await once(caller);
                var after = Stopwatch.GetTimestamp();
                mine.Add(Stopwatch.GetElapsedTime(now, after));
                now = after;
            }
        })));
        return Done(before, began, latencies);
    }

    /// <summary>The same until a number of things has been done, each once, by its index.</summary>
    public static async Task<Slice> RunAsync(int inFlight, int count, Func<int, Task> once)
    {
        var latencies = new List<TimeSpan>[inFlight];
        var next = -1;
        var (before, began) = (Effort.Now, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(caller => Task.Run(async () =>
        {
            var mine = latencies[caller] = new List<TimeSpan>(count / inFlight + 1);
            for (var index = Interlocked.Increment(ref next); index < count; index = Interlocked.Increment(ref next))
            {
                var now = Stopwatch.GetTimestamp();
                await once(index);
                mine.Add(Stopwatch.GetElapsedTime(now));
            }
        })));
        return Done(before, began, latencies);
    }

    private static Slice Done(Effort before, long began, List<TimeSpan>[] latencies)
    {
        var (took, effort) = (Stopwatch.GetElapsedTime(began), Effort.Now - before);
        TimeSpan[] all = [.. latencies.SelectMany(each => each).Order()];
        return new Slice(all.Length, took, all, effort);
    }
}
