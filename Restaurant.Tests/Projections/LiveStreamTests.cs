using System.Diagnostics;
using Akka.Actor;
using Xunit.Abstractions;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

/// <summary>The read model behind the journal's live stream.</summary>
public sealed class LiveStreamTests(ITestOutputHelper output) : LiveStreamTest
{
    [Fact]
    public async Task Two_copies_of_a_group_at_once_leave_rows_that_equal_a_fresh_fold()
    {
        var (one, other) = (StartSystem(), StartSystem());
        var first = StartGroup(one);
        StartGroup(other);
        var events = OfManyOrders(200, new Random(7)).Chunk(5).ToList();

        for (var chunk = 0; chunk < events.Count; chunk++)
        {
            await Writer.AppendAsync(events[chunk]);
            if (chunk % 40 == 20)
            {
                // A node goes down in the middle of its work, and comes back.
                await first.GracefulStop(TimeSpan.FromSeconds(10));
                first = StartGroup(one);
            }
        }

        await Eventually.HoldsAsync(async () => (await VerifyAsync()).Waiting == 0);
        var verified = await VerifyAsync();
        output.WriteLine(verified.ToString());
        Assert.Equal((0, await Journal.HeadAsync(CancellationToken.None)), (verified.Differing, verified.Events));
    }

    [Fact]
    public async Task A_group_that_starts_late_catches_up()
    {
        foreach (var chunk in OfManyOrders(1_000, new Random(3)).Chunk(1_000))
        {
            await Writer.AppendAsync(chunk);
        }

        var head = await Journal.HeadAsync(CancellationToken.None);
        var began = Stopwatch.GetTimestamp();

        StartGroup(StartSystem());

        await Eventually.HoldsAsync(async () => (await Store().OpenAsync(CancellationToken.None)).Ledger.Offset == head);
        output.WriteLine($"{head} events in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms");
        Assert.Equal(0, (await VerifyAsync()).Differing);
    }
}
