using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Projections;

/// <summary>What is measured is measured while no other test runs.</summary>
[CollectionDefinition(nameof(LagTests), DisableParallelization = true)]
[Collection(nameof(LagTests))]
public sealed class LagTests : LiveStreamTest
{
    private readonly ITestOutputHelper _output;
    private readonly (int Workers, int Io) _threads;

    public LagTests(ITestOutputHelper output)
    {
        _output = output;
        ThreadPool.GetMinThreads(out _threads.Workers, out _threads.Io);
        // As many as the program has at hand: here, work that blocks would else wait up to a second for a thread.
        ThreadPool.SetMinThreads(64, _threads.Io);
    }

    public override void Dispose()
    {
        ThreadPool.SetMinThreads(_threads.Workers, _threads.Io);
        base.Dispose();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    public async Task A_write_is_in_the_read_tables_within_150_ms_at_the_99th_percentile(int eventsPerSecond)
    {
        await Store().OpenAsync(CancellationToken.None);
        StartGroup(StartSystem());
        using var meter = new LagMeter(Database, Writer);
        await meter.MeasureAsync(eventsPerSecond, TimeSpan.FromSeconds(1));

        var slices = new List<double>();
        for (var slice = 0; slice < 6; slice++)
        {
            using var stalls = new Stalls();
            var collected = GC.GetTotalPauseDuration();
            var lags = await meter.MeasureAsync(eventsPerSecond, TimeSpan.FromSeconds(1), burnEvery: TimeSpan.FromSeconds(1));
            _output.WriteLine(
                $"{eventsPerSecond} events/s: p50 {LagMeter.Quantile(lags, 0.5):F0} ms, p95 {LagMeter.Quantile(lags, 0.95):F0} ms, p99 {LagMeter.Quantile(lags, 0.99):F0} ms, most {lags[^1]:F0} ms; garbage was collected for {(GC.GetTotalPauseDuration() - collected).TotalMilliseconds:F0} ms, {stalls}");
            slices.Add(LagMeter.Quantile(lags, 0.99));
        }

        // Whatever else the machine has to do comes on top: that most slices keep to it tells how long the program takes.
        Assert.InRange(slices.Order().ElementAt(slices.Count / 2), 0, 150);
    }
}
