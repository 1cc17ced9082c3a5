using System.Diagnostics;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Cluster;

/// <summary>Something happens to a cluster of three nodes, see <see cref="FaultRun"/>. How long clients wait is measured while no other test runs.</summary>
[CollectionDefinition(nameof(FaultTests), DisableParallelization = true)]
[Collection(nameof(FaultTests))]
[Trait("Database", "PostgreSql")]
public sealed class FaultTests(ITestOutputHelper output)
{
    private static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HandedOverWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(20);

    [PostgreSqlTheory]
    [InlineData(0)]
    [InlineData(2)]
    public Task A_node_that_is_killed(int number) => IsOutlivedAsync(TakenOverWithin, async run =>
    {
        var node = run.Cluster.Nodes[number];
        run.Load.Begin("killed");
        var began = Stopwatch.GetTimestamp();
        await node.Program.KillAsync();
        // A balancer goes on sending requests to the others, also while they have no coordinator of their shards.
        var removed = run.Cluster.IsRemovedAsync(node);
        await run.Cluster.TellOfEachOtherAsync(node);
        Assert.NotSame(removed, await Task.WhenAny(removed, run.Cluster.OthersAreReadyAsync(node)));
        await run.GoesOnWithoutAsync(node, began);
        await run.StartAgainAsync(node);
    });

    [PostgreSqlFact]
    public Task A_node_that_is_killed_and_started_again_at_once() => IsOutlivedAsync(TakenOverWithin, async run =>
    {
        await run.Cluster.Nodes[0].Program.KillAsync();
        await run.StartAgainAsync(run.Cluster.Nodes[0]);
    });

    [PostgreSqlFact]
    public Task All_nodes_that_are_killed_at_once() => IsOutlivedAsync(TimeSpan.FromSeconds(30), async run =>
    {
        await Task.WhenAll(run.Cluster.Nodes.Select(node => node.Program.KillAsync()));
        await run.StartAgainAsync([.. run.Cluster.Nodes]);
    });

    [PostgreSqlFact]
    public Task Nodes_that_are_stopped_and_started_again_one_after_the_other() => IsOutlivedAsync(TakenOverWithin, async run =>
    {
        const string stopped = "stopped";
        foreach (var node in run.Cluster.Nodes)
        {
            run.Load.Begin(stopped);
            await StopsAsync(run, node);
            // Who was held up by the hand-over, which comes last, has its answer.
            await run.Load.GoesOnAsync();
            await run.StartAgainAsync(node);
        }

        Assert.InRange(run.Load.LongestIn(stopped), TimeSpan.Zero, HandedOverWithin);
        Assert.All(run.Load.Undone, end => Assert.True(end is Load.Unavailable or Load.Refused, end));
    });

    [PostgreSqlFact]
    public Task Two_nodes_that_are_stopped_in_the_same_second() => IsOutlivedAsync(TakenOverWithin, async run =>
    {
        // The shards move away from the first, and so does their coordinator: to the second.
        ClusterNode[] nodes = [run.Cluster.Nodes[0], run.Cluster.Nodes[1]];
        run.Load.Begin("stopped");
        await Task.WhenAll(nodes.Select(node => StopsAsync(run, node)));
        await run.StartAgainAsync(nodes);
    });

    [PostgreSqlFact]
    public Task A_node_that_is_frozen_for_thirty_seconds() => IsOutlivedAsync(TakenOverWithin + Load.Patience, async run =>
    {
        var node = run.Cluster.Nodes[0];
        var orders = await OpenAsync(run.Load, count: 40);
        run.Load.Begin("frozen");
        var began = Stopwatch.GetTimestamp();
        node.Program.Signal("STOP");
        await run.GoesOnWithoutAsync(node, began);
        // Half of the orders are another than they were for the node. It takes connections and says nothing, so a client may have spent its patience on it.
        await Task.WhenAll(orders.Where((_, number) => number % 2 == 0).Select(order => run.Load.SendAsync(order, at: 1)));
        await PassedAsync(began, TimeSpan.FromSeconds(30));

        run.Load.Begin("woken");
        // Half of them it knows as they are, and the other half as they were: it may answer for none.
        var sent = orders.Select(order => run.Load.SendAsync(order, at: 0)).ToList();
        var woken = Stopwatch.GetTimestamp();
        node.Program.Signal("CONT");
        await run.EndsByItselfAsync(node, woken);
        await Task.WhenAll(sent);
        await run.StartAgainAsync(node);
    });

    [NetworkFact]
    public async Task A_node_that_the_network_cuts_off_and_that_is_started_again_meanwhile()
    {
        using var network = new TestNetwork(hosts: 3);
        using var server = new PostgreSqlServer();
        using var database = new PostgreSqlTestDatabase(server.ConnectionString);
        using var cluster = TestCluster.Of(database, network, server.Local(database.ConnectionString));
        await FaultRun.IsOutlivedAsync(output, database, cluster, TakenOverWithin, async run =>
        {
            var node = cluster.Nodes[0];
            run.Load.Begin("cut off");
            var began = Stopwatch.GetTimestamp();
            network.CutOff(network.Hosts[0]);
            await Task.WhenAll(run.GoesOnWithoutAsync(node, began), run.EndsByItselfAsync(node, began));
            // It is the first seed: alone it must not begin a cluster of its own, also when it has waited for the others for longer than Akka lets it.
            node.Start();
            await run.TellAsync(began, "it waits for those whom the database names", Eventually.HoldsAsync(() => node.WaitsForAsync("which have reported in the database a moment ago")));
            var looked = Stopwatch.GetTimestamp();
            await PassedAsync(looked, TimeSpan.FromSeconds(8));
            Assert.True(await node.WaitsForAsync("which have reported in the database a moment ago"));
            Assert.DoesNotContain(await node.MembersAsync(), member => member.Status == "up");

            run.Load.Begin("healed");
            network.Heal();
            await run.TellAsync(began, "all nodes are up again", cluster.IsWholeAsync());
        });
    }

    [PostgreSqlFact]
    public Task A_database_server_that_is_restarted() => IsOutlivedAsync(server => server.Restart());

    [PostgreSqlFact]
    public Task A_database_server_that_is_killed() => IsOutlivedAsync(server =>
    {
        server.Signal("KILL");
        server.Resume();
    });

    private async Task IsOutlivedAsync(TimeSpan waitsAtMost, Func<FaultRun, Task> fault)
    {
        using var database = new PostgreSqlTestDatabase();
        using var cluster = TestCluster.Of(database);
        await FaultRun.IsOutlivedAsync(output, database, cluster, waitsAtMost, fault);
    }

    private async Task IsOutlivedAsync(Action<PostgreSqlServer> fault)
    {
        using var server = new PostgreSqlServer();
        using var database = new PostgreSqlTestDatabase(server.ConnectionString);
        using var cluster = TestCluster.Of(database);
        await FaultRun.IsOutlivedAsync(output, database, cluster, TakenOverWithin, async run =>
        {
            run.Load.Begin("away");
            fault(server);
            var back = Stopwatch.GetTimestamp();
            await run.TellAsync(back, "each client is served", run.Load.GoesOnAsync());
            await run.TellAsync(back, "all nodes are ready", cluster.IsWholeAsync());
        });
    }

    // Nothing happens to be waited for: it is the time that counts.
    private static Task PassedAsync(long since, TimeSpan duration) =>
        Stopwatch.GetElapsedTime(since) is var passed && passed < duration ? Task.Delay(duration - passed) : Task.CompletedTask;

    private static async Task StopsAsync(FaultRun run, ClusterNode node)
    {
        var began = Stopwatch.GetTimestamp();
        var ends = node.Program.TerminateAsync();
        await run.TellAsync(began, $"{node.Name} has ended", ends);
        Assert.Equal(0, await ends);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, StopsWithin);
    }

    /// <summary>Orders without a line, each of a client of its own.</summary>
    private static async Task<IReadOnlyList<OrderingClient>> OpenAsync(Load load, int count)
    {
        var clients = Enumerable.Range(100, count).Select(number => new OrderingClient(number)).ToList();
        await Task.WhenAll(clients.Select(async client =>
        {
            for (var command = 0; command < 3; command++)
            {
                await load.SendAsync(client, at: 0);
            }
        }));
        return clients;
    }
}
