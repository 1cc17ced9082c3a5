using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Cluster;

/// <summary>The node that looks for deadlines goes, and another one does so.</summary>
[Collection(nameof(FaultTests))]
[Trait("Database", "PostgreSql")]
public sealed class DeadlineFaultTests(ITestOutputHelper output)
{
    // The rows may be made by the same node, and follow as late as they do when it is killed.
    private static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HandedOverWithin = TimeSpan.FromSeconds(8);

    private static int _clients;

    [PostgreSqlFact]
    public async Task Deadlines_go_on_when_the_node_that_looks_for_them_is_stopped_and_when_the_next_one_is_killed()
    {
        using var database = new PostgreSqlTestDatabase();
        using var cluster = TestCluster.With(database, "--Restaurant:AcceptanceTimeout=00:00:03");
        try
        {
            await cluster.StartAsync();
            await FireAsync(cluster.Nodes[1], "three nodes", TimeSpan.FromSeconds(1), () => Task.CompletedTask);

            var first = await OldestAsync(cluster.Nodes[1]);
            await FireAsync(Other(first), "stopped", HandedOverWithin, async () => Assert.Equal(0, await first.Program.TerminateAsync()));
            first.Start();
            await cluster.IsWholeAsync();

            var next = await OldestAsync(first);
            Assert.NotEqual(first, next);
            await FireAsync(Other(next), "killed", TakenOverWithin, next.Program.KillAsync);
        }
        catch
        {
            output.WriteLine(cluster.Output);
            throw;
        }

        Assert.Equal(30, database.Scalar<int>("select count(*) from journal where manifest = 'orderRejected:1'"));
        Assert.Equal(30, database.Scalar<int>("select count(*) from journal where manifest = 'orderPlaced:1'"));

        async Task<ClusterNode> OldestAsync(ClusterNode asked)
        {
            var oldest = (await asked.MembersAsync())[0].Address;
            return cluster.Nodes.Single(node => node.Address == oldest);
        }

        ClusterNode Other(ClusterNode than) => cluster.Nodes.First(node => node != than);
    }

    /// <summary>Orders are placed, something happens, and their time runs out.</summary>
    private async Task FireAsync(ClusterNode at, string what, TimeSpan lateAtMost, Func<Task> happens)
    {
        var orders = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PlaceAsync(at.Http)));
        var began = Stopwatch.GetTimestamp();
        var happened = happens();
        var late = new List<TimeSpan>();
        foreach (var order in orders)
        {
            var closed = default(JsonObject);
            await Eventually.HoldsAsync(
                async () => (string?)(closed = await FindAsync(at.Http, order))?["status"] == "rejected", within: TimeSpan.FromSeconds(60), every: TimeSpan.FromMilliseconds(50));
            Assert.Equal("acceptanceTimeout", (string?)closed!["closeReason"]);
            late.Add(Time(closed["closedAt"]) - Time(closed["acceptBy"]));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: all have fired {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s after it, late by at most {late.Max().TotalSeconds:0.00} s"));
        Assert.All(late, each => Assert.InRange(each, TimeSpan.Zero, lateAtMost));
        await happened;
    }

    private static async Task<string> PlaceAsync(HttpClient http)
    {
        var client = new OrderingClient(Interlocked.Increment(ref _clients));
        var last = default(OrderingClient.Acknowledged);
        for (var command = 0; command < 5; command++)
        {
            await Eventually.HoldsAsync(async () => (last = await client.TrySendAsync(http)) is not null);
        }

        return (string)JsonNode.Parse(last!.Body)!["id"]!;
    }

    // Null as long as the rows do not have it.
    private static async Task<JsonObject?> FindAsync(HttpClient http, string order)
    {
        using var answer = await http.GetAsync($"/orders/{order}");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonObject>() : null;
    }

    private static DateTimeOffset Time(JsonNode? time) => DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture);
}
