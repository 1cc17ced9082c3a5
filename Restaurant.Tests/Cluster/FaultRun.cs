using System.Diagnostics;
using System.Globalization;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Cluster;

/// <summary>
/// Something happens to a cluster while clients order. What was acknowledged is stored, once, and each node reads it, and so does whoever follows the feed; no client has waited for longer than is
/// allowed; the cluster is whole again by itself, but that processes which have ended are started again.
/// </summary>
internal sealed class FaultRun
{
    private const int LostExitCode = 3;

    private readonly ITestOutputHelper _output;

    private FaultRun(ITestOutputHelper output, TestCluster cluster, Load load) => (_output, Cluster, Load) = (output, cluster, load);

    public TestCluster Cluster { get; }

    public Load Load { get; }

    /// <param name="waitsAtMost">From a client's first request with a command until its acknowledgement.</param>
    /// <param name="serving">The nodes that take requests; null for all.</param>
    public static async Task IsOutlivedAsync(
        ITestOutputHelper output, TestDatabase database, TestCluster cluster, TimeSpan waitsAtMost, Func<FaultRun, Task> fault, IReadOnlyList<ClusterNode>? serving = null)
    {
        using var load = new Load(serving ?? cluster.Nodes);
        try
        {
            await TellAsync(output, Stopwatch.GetTimestamp(), "all nodes are up", cluster.StartAsync());
            await using var reader = new FeedReader(serving ?? cluster.Nodes);
            load.Start();
            await load.GoesOnAsync();

            await fault(new FaultRun(output, cluster, load));

            load.Begin("afterwards");
            await load.GoesOnAsync();
            var all = await load.EndAsync();
            await Task.WhenAll((serving ?? cluster.Nodes).Select(node => AcknowledgedCommands.AreReadAsync(node.Http, all)));
            await AcknowledgedCommands.AreStoredOnceAndReadAsync(database, all);
            await reader.HasReadAllAsync(database);
            Assert.InRange(load.Longest, TimeSpan.Zero, waitsAtMost);
        }
        catch
        {
            output.WriteLine(cluster.Output);
            throw;
        }
        finally
        {
            output.WriteLine($"{load}");
        }
    }

    /// <summary>Waits for it, and prints how long after a moment it came.</summary>
    public Task TellAsync(long since, string what, Task happens) => TellAsync(_output, since, what, happens);

    /// <summary>The others notice that a node is away and go on without it.</summary>
    public Task GoesOnWithoutAsync(ClusterNode node, long since) => Task.WhenAll(
        TellAsync(since, $"{node.Name} is unreachable", Cluster.IsUnreachableAsync(node)),
        TellAsync(since, $"{node.Name} is removed", Cluster.IsRemovedAsync(node)),
        TellAsync(since, "each client is served", Load.GoesOnAsync()));

    /// <summary>A node that must not go on says why in one line, and ends.</summary>
    public async Task EndsByItselfAsync(ClusterNode node, long since)
    {
        var ends = node.Program.ExitAsync();
        await TellAsync(since, $"{node.Name} has ended", ends);
        _output.WriteLine($"{node.Name} says: {node.Program.Errors}");
        Assert.Equal(LostExitCode, await ends);
        Assert.NotEmpty(Assert.Single(node.Program.Errors.Split('\n')));
    }

    /// <summary>As a restart policy does with processes that have ended.</summary>
    public async Task StartAgainAsync(params ClusterNode[] nodes)
    {
        Load.Begin("started again");
        var began = Stopwatch.GetTimestamp();
        Array.ForEach(nodes, node => node.Start());
        await TellAsync(began, "all nodes are up again", Cluster.IsWholeAsync());
    }

    private static async Task TellAsync(ITestOutputHelper output, long since, string what, Task happens)
    {
        await happens;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} after {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s"));
    }
}
