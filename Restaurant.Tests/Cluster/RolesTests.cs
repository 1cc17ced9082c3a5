using System.Diagnostics;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Cluster;

/// <summary>The roles are split: one node takes requests, two hold the aggregates, two can run the projections.</summary>
[Collection(nameof(FaultTests))]
[Trait("Database", "PostgreSql")]
public sealed class RolesTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(15);

    // The same, and then whoever keeps the groups alive has to look whether they are.
    private static readonly TimeSpan RowsGoOnWithin = TimeSpan.FromSeconds(20);

    private readonly Lazy<PostgreSqlTestDatabase> _database = new(() => new PostgreSqlTestDatabase());

    public void Dispose()
    {
        if (_database.IsValueCreated)
        {
            _database.Value.Dispose();
        }
    }

    [PostgreSqlFact]
    public Task Commands_go_on_when_a_node_that_holds_aggregates_is_killed() => IsOutlivedAsync(async run =>
    {
        var node = run.Cluster.Nodes[1];
        run.Load.Begin("killed");
        var began = Stopwatch.GetTimestamp();
        await node.Program.KillAsync();
        await run.GoesOnWithoutAsync(node, began);
        await run.StartAgainAsync(node);
    });

    [PostgreSqlFact]
    public Task Rows_and_commands_go_on_when_the_nodes_that_make_and_take_them_are_stopped() => IsOutlivedAsync(async run =>
    {
        ClusterNode[] nodes = [run.Cluster.Nodes[1], await MakerOfRowsAsync(run)];
        foreach (var node in nodes)
        {
            run.Load.Begin("stopped");
            var began = Stopwatch.GetTimestamp();
            Assert.Equal(0, await node.Program.TerminateAsync());
            var position = Position();
            await run.TellAsync(began, "rows go on", Eventually.HoldsAsync(() => Position() > position));
            await run.StartAgainAsync(node);
        }
    });

    [PostgreSqlFact]
    public Task Rows_go_on_when_the_node_that_makes_them_is_killed() => IsOutlivedAsync(async run =>
    {
        var node = await MakerOfRowsAsync(run);
        run.Load.Begin("killed");
        var began = Stopwatch.GetTimestamp();
        await node.Program.KillAsync();
        var position = Position();
        await run.TellAsync(began, "rows go on", Eventually.HoldsAsync(() => Position() > position));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, RowsGoOnWithin);
        await run.StartAgainAsync(node);
    });

    private async Task IsOutlivedAsync(Func<FaultRun, Task> fault)
    {
        using var cluster = TestCluster.Of(_database.Value, "api", "aggregates", "aggregates", "projections", "projections");
        await FaultRun.IsOutlivedAsync(output, _database.Value, cluster, TakenOverWithin, fault, serving: [cluster.Nodes[0]]);
    }

    private static async Task<ClusterNode> MakerOfRowsAsync(FaultRun run)
    {
        var members = await run.Cluster.Nodes[0].MembersAsync();
        return run.Cluster.Nodes.Single(node => members.Any(member => member.Address == node.Address && member.Groups.Contains("read-model")));
    }

    private long Position() => _database.Value.Scalar<long>("select min(ledger_offset) from projection_group");
}
