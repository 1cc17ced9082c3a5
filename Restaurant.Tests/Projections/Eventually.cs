using System.Diagnostics;

namespace Restaurant.Tests.Projections;

/// <summary>Waits on a condition, never on the clock.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    public static Task HoldsAsync(Func<bool> condition, TimeSpan? within = null) => HoldsAsync(() => Task.FromResult(condition()), within);

    /// <param name="every">How often one looks, where looking is work.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan? within = null, TimeSpan? every = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < (within ?? Patience), "What was waited for has not come.");
            await Task.Delay(every ?? Interval);
        }
    }
}
