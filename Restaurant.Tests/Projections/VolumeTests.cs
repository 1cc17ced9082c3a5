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

        var view = new OrdersView(Database);
        var before = await ReadAsync(view, reads: 2_000, until: () => false);
        await new ProjectionsView(Database, new ReadModelHealth(Database, Journal, UsualProjections.Catalog, TimeProvider.System), UsualProjections.Catalog, TimeProvider.System).RebuildAsync("orders", "anna", CancellationToken.None);
        var reading = Task.Run(() => ReadAsync(view, reads: int.MaxValue, until: () => Scalar<long>("select generation from projection_generation where projection = 'orders'") == 2));
        await TellAsync("rebuilt", () => reading.IsCompleted);
        var meanwhile = await reading;
        output.WriteLine($"a page of orders: {Tell(before)}; during the rebuild {Tell(meanwhile)} ({meanwhile.Count} reads)");

        var verified = await VerifyAsync();
        output.WriteLine($"{verified} after {verified.Seconds:F1} s");
        Assert.Equal((Events, 0, 0), (verified.Events, verified.Differing, verified.Waiting));
    }

    private static string Tell(IReadOnlyList<double> sorted) => string.Create(CultureInfo.InvariantCulture, $"p50 {LagMeter.Quantile(sorted, 0.5):F1} ms, p99 {LagMeter.Quantile(sorted, 0.99):F1} ms");

    private static async Task<IReadOnlyList<double>> ReadAsync(OrdersView view, int reads, Func<bool> until)
    {
        var took = new List<double>();
        for (var read = 0; read < reads && !(read % 20 == 0 && until()); read++)
        {
            var began = Stopwatch.GetTimestamp();
            var page = await view.ListAsync(new OrderQuery([], null, null, null, null, 50, null), CancellationToken.None);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            Assert.Equal(50, page.Items.Count);
        }

        return [.. took.Order()];
    }

    private async Task TellAsync(string what, Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(condition, Patience);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} after {seconds:F1} s: {Events / seconds:F0} events/s"));
    }
}
