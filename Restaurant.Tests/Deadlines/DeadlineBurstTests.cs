using System.Diagnostics;
using Restaurant.Actors.Orders;
using Restaurant.Projections;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using Xunit.Abstractions;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Deadlines;

/// <summary>After a long stop, many deadlines have passed at once.</summary>
[Collection(nameof(DeadlineTests))]
public sealed class DeadlineBurstTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Orders = 2_000;
    private const string Overdue = """restaurant_deadline_overdue_seconds{command="timeOutAcceptance"}""";

    // As long as the clients of a cluster wait before they ask another node.
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(5);

    private readonly RestaurantNode _node = RestaurantNode.On(TestDatabase.Create());

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Two_thousand_that_are_due_at_once_fire_once_each_and_ordinary_commands_are_served_beside_them()
    {
        await PlaceLongAgoAsync();
        await _node.StartAsync();
        var began = Stopwatch.GetTimestamp();
        var waits = new List<TimeSpan>();
        while (Rejected() < Orders)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60), $"{Rejected()} of {Orders} have fired.");
            var sent = Stopwatch.GetTimestamp();
            await _node.AddMenuItemAsync();
            waits.Add(Stopwatch.GetElapsedTime(sent));
        }

        output.WriteLine(
            $"{Orders} fired within {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s of readiness; of {waits.Count} commands meanwhile, the median was answered after {waits.Order().ElementAt(waits.Count / 2).TotalMilliseconds:0} ms and the last after {waits.Max().TotalMilliseconds:0} ms.");
        Assert.InRange(waits.Max(), TimeSpan.Zero, AnsweredWithin);
        await Eventually.HoldsAsync(async () => (await _node.FiguresAsync())[Overdue] == 0);
        Assert.Equal((3 * Orders) + waits.Count, _node.Database.Scalar<int>("select count(*) from journal"));
        Assert.Equal(0, (await _node.Verification.RunAsync(UsualProjections.Catalog.ReadModel, CancellationToken.None)).Differing);
    }

    // As a program has left it that was stopped before their time.
    private async Task PlaceLongAgoAsync()
    {
        using var database = _node.Database.Open();
        var (writer, now) = (new JournalWriter(database), TimeProvider.System.GetUtcNow());
        var rows = new List<(JournalWriter.Row, long?)>();
        foreach (var order in Enumerable.Range(0, Orders).Select(_ => Guid.CreateVersion7().ToString()))
        {
            var placed = (OrderEvent.OrderPlaced)Placed(order, Line("line", "a")).Item2 with { AcceptBy = now.AddHours(-1) };
            rows.Add((At(writer.Next(order, Opened(order).Item2), now.AddHours(-2)), null));
            rows.Add((At(writer.Next(order, placed), now.AddHours(-2).AddSeconds(1)), null));
        }

        await writer.StoreAsync([.. rows]);

        static JournalWriter.Row At(JournalWriter.Row row, DateTimeOffset time) => row with { Event = row.Event with { Timestamp = time } };
    }

    private long Rejected() => _node.Database.Scalar<long>("select count(*) from journal where manifest = 'orderRejected:1'");
}
