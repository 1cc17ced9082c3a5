using System.Diagnostics;
using System.Globalization;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Orders;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Support;
using Xunit.Abstractions;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

/// <summary>
/// Many events: <c>RESTAURANT_TEST_EVENTS</c> of them. Prints how long it takes to catch up, to rebuild a projection under reads, and to verify.
/// </summary>
[Collection(nameof(LagTests))]
public sealed class VolumeTests(ITestOutputHelper output) : LiveStreamTest
{
    private const int Chunk = 2_000;
    private const int ReadsPerSecond = 200;
    private const int WritesPerSecond = 100;

    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(5);

    private static readonly int Events = int.Parse(Environment.GetEnvironmentVariable("RESTAURANT_TEST_EVENTS") ?? "10000", CultureInfo.InvariantCulture);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task Many_events_are_caught_up_with_rebuilt_while_the_tables_serve_and_verified()
    {
        await Store().OpenAsync(CancellationToken.None);
        foreach (var chunk in OfManyOrders(int.MaxValue, new Random(1)).Take(Events).Chunk(Chunk))
        {
            await Writer.AppendAsync(chunk);
        }

        StartGroup(StartSystem());
        await TellAsync("caught up", () => Scalar<long>("select ledger_offset from projection_group") == Events);

        var (view, began) = (new OrdersView(Database), Stopwatch.GetTimestamp());
        var before = await ReadAsync(view, until: () => Stopwatch.GetElapsedTime(began) > UsualTime);
        await new ProjectionsView(Database, new ReadModelHealth(Database, Journal, UsualProjections.Catalog, TimeProvider.System), UsualProjections.Catalog, TimeProvider.System).RebuildAsync("orders", "anna", CancellationToken.None);
        var reading = ReadAsync(view, until: () => Scalar<long>("select generation from projection_generation where projection = 'orders'") == 2);
        await TellAsync("rebuilt", () => reading.IsCompleted);
        output.WriteLine($"a page of orders, {ReadsPerSecond} reads and {WritesPerSecond} events a second: {Tell(before)}; during the rebuild {Tell(await reading)}");

        var verified = await VerifyAsync();
        output.WriteLine($"{verified} after {verified.Seconds:F1} s");
        Assert.Equal((Scalar<long>("select count(*) from journal"), 0, 0), (verified.Events, verified.Differing, verified.Waiting));
    }

    // As on any day: guests look at their orders, and others are written meanwhile.
    private async Task<IReadOnlyList<double>> ReadAsync(OrdersView view, Func<bool> until)
    {
        using var meter = new LagMeter(Database, Writer);
        var reading = ReadSteadilyAsync(view, until);
        while (!reading.IsCompleted)
        {
            await meter.MeasureAsync(WritesPerSecond, TimeSpan.FromSeconds(1));
        }

        return await reading;
    }

    private static async Task<IReadOnlyList<double>> ReadSteadilyAsync(OrdersView view, Func<bool> until)
    {
        var took = new List<double>();
        using var clock = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / ReadsPerSecond));
        while (took.Count % 20 != 0 || !until())
        {
            await clock.WaitForNextTickAsync();
            var began = Stopwatch.GetTimestamp();
            var page = await view.ListAsync(new OrderQuery([], null, null, null, null, 50, null), CancellationToken.None);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            Assert.Equal(50, page.Items.Count);
        }

        return [.. took.Order()];
    }

    private static string Tell(IReadOnlyList<double> sorted) =>
        string.Create(CultureInfo.InvariantCulture, $"p50 {LagMeter.Quantile(sorted, 0.5):F1} ms, p99 {LagMeter.Quantile(sorted, 0.99):F1} ms of {sorted.Count}");

    private async Task TellAsync(string what, Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(condition, Patience);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} after {seconds:F1} s: {Events / seconds:F0} events/s"));
    }
}
