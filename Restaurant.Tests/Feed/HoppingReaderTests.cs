using System.Globalization;
using System.Text.Json.Nodes;
using Restaurant.Actors.Aggregates;
using Restaurant.Tests.Cluster;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Feed;

/// <summary>A reader that goes from node to node, and is cut off wherever it happens to be, misses nothing and sees nothing twice.</summary>
[Trait("Database", "PostgreSql")]
public sealed class HoppingReaderTests(ITestOutputHelper output)
{
    private const int Commands = 400;

    [PostgreSqlFact]
    public async Task Whatever_node_it_reaches_it_ends_with_exactly_the_journal()
    {
        var random = new Random((int)RandomRun.Seed("HOPS", output));
        using var database = TestDatabase.Create();
        var (one, other) = (RestaurantNode.On(database), RestaurantNode.On(database));
        int[] ports = [LoopbackPorts.Take(), LoopbackPorts.Take()];
        await one.StartAsync(Member(ports[0], ports[0]));
        await other.StartAsync(Member(ports[1], ports[0]));
        try
        {
            using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(90));
            var ordering = Task.WhenAll(Enumerable.Range(0, 4).Select(number => OrderAsync(new OrderingClient(number), [one, other])));
            var (seen, hops) = (new List<(long Position, string Id)>(), 0);
            while (!ordering.IsCompleted || seen.Count < Written())
            {
                enough.Token.ThrowIfCancellationRequested();
                using var http = new HttpClient { BaseAddress = (random.Next(2) == 0 ? one : other).Address };
                var after = seen.Count == 0 ? 0 : seen[^1].Position;
                seen.AddRange(random.Next(3) == 0 ? await PollAsync(http, after, random) : await FollowAsync(http, after, random.Next(1, 30), ordering, Written));
                hops++;
            }

            await ordering;
            output.WriteLine($"{seen.Count} events in {hops} hops");
            var journal = await one.Journal.ReadBehindAsync(0, int.MaxValue, CancellationToken.None);
            Assert.Equal(Enumerable.Range(1, journal.Count).Select(position => (long)position), seen.Select(happened => happened.Position));
            Assert.Equal(journal.Select(row => $"{((StoredEvent)row.Event).Id}").Order(StringComparer.Ordinal), seen.Select(happened => happened.Id).Order(StringComparer.Ordinal));
            var places = seen.ToDictionary(happened => happened.Id, happened => happened.Position);
            Assert.All(
                journal.GroupBy(row => row.PersistenceId),
                rows => Assert.Equal(rows.Select(row => places[$"{((StoredEvent)row.Event).Id}"]).Order(), rows.Select(row => places[$"{((StoredEvent)row.Event).Id}"])));
        }
        finally
        {
            await other.StopAsync();
            await one.StopAsync();
        }

        long Written() => database.Scalar<long>("select count(*) from journal");
    }

    private static string[] Member(int port, int seed) => [$"--Cluster:Port={port}", $"--Cluster:SeedNodes=akka.tcp://restaurant@127.0.0.1:{seed}"];

    private static async Task OrderAsync(OrderingClient client, RestaurantNode[] nodes)
    {
        for (var command = 0; command < Commands / 4; command++)
        {
            await Eventually.HoldsAsync(async () => await client.TrySendAsync(nodes[command % nodes.Length].Client) is not null);
        }
    }

    private static async Task<IReadOnlyList<(long, string)>> PollAsync(HttpClient http, long after, Random random)
    {
        var batch = JsonNode.Parse(await http.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"/events?after={after}&limit={random.Next(1, 50)}&wait={random.Next(2)}")))!.AsArray();
        return [.. batch.Select((happened, place) => (after + 1 + place, (string)happened!["id"]!))];
    }

    // Lets go after some events; when nothing more happens, after what there is.
    private static async Task<IReadOnlyList<(long, string)>> FollowAsync(HttpClient http, long after, int most, Task until, Func<long> written)
    {
        var taken = new List<(long, string)>();
        using var stream = await EventStream.OpenAsync(http, "/events?after=0", after);
        while (taken.Count < most)
        {
            var next = stream.NextAsync();
            if (await Task.WhenAny(next, until) != next && after + taken.Count == written())
            {
                break;
            }

            var item = (await next)!.Value;
            taken.Add((long.Parse(item.EventId!, CultureInfo.InvariantCulture), (string)JsonNode.Parse(item.Data)!["id"]!));
        }

        return taken;
    }
}
