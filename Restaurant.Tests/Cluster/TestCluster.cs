using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Cluster;

/// <summary>The program several times on one database, each a process of its own. The first node is the first seed.</summary>
internal sealed class TestCluster : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Who asks a node whether it is ready makes it work, and what is measured is how it works for others.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private TestCluster(TestDatabase database, IReadOnlyList<Place> places, Func<int, IEnumerable<string>> arguments)
    {
        var seeds = $"--Cluster:SeedNodes={string.Join(',', places.Select(place => place.Address))}";
        Nodes = [.. places.Select((place, number) => new ClusterNode(
            $"node {number + 1}", place, database.Folder, [.. database.Arguments, seeds, .. arguments(number)]))];
    }

    public IReadOnlyList<ClusterNode> Nodes { get; }

    public string Output => string.Join('\n', Nodes.Select(node => node.Output));

    /// <summary>Three nodes that do everything, on this machine.</summary>
    public static TestCluster Of(TestDatabase database) => new(database, Loopback(3), _ => []);

    /// <summary>The same, each with settings of the test's own.</summary>
    /// <param name="settings">Such as <c>--Restaurant:AcceptanceTimeout=00:00:05</c>.</param>
    public static TestCluster With(TestDatabase database, params string[] settings) => new(database, Loopback(3), _ => settings);

    /// <summary>Nodes of these roles, on this machine.</summary>
    public static TestCluster Of(TestDatabase database, params string[] roles) =>
        new(database, Loopback(roles.Length), number => [$"--Cluster:Roles={roles[number]}"]);

    /// <summary>Nodes that do everything, one on each host of a network, none of which leads to the database.</summary>
    public static TestCluster Of(TestDatabase database, TestNetwork network, string connectionString) =>
        new(database, [.. network.Hosts.Select(Place.On)], _ => [$"--ConnectionStrings:Restaurant={connectionString}"]);

    public async Task StartAsync()
    {
        foreach (var node in Nodes)
        {
            node.Start();
        }

        await IsWholeAsync();
    }

    /// <summary>All nodes are ready, and each sees all of them up.</summary>
    public Task IsWholeAsync() => Eventually.HoldsAsync(
        async () => (await Task.WhenAll(Nodes.Select(async node => await node.IsReadyAsync() && SeesAll(await node.MembersAsync())))).All(sees => sees), Patience, Interval);

    /// <summary>All other nodes see it no more as one that answers.</summary>
    public Task IsUnreachableAsync(ClusterNode node) => EachOtherAsync(
        node, members => members.Count > 0 && !members.Any(member => member.Address == node.Address && member.Reachable));

    /// <summary>All other nodes tell what lives on each of them while this one does not answer.</summary>
    public Task TellOfEachOtherAsync(ClusterNode node) => EachOtherAsync(
        node,
        members => members.Any(member => member.Address == node.Address && !member.Reachable) && members.Where(member => member.Reachable).All(member => member.Aggregates.Count > 0));

    /// <summary>It is no member any more for any other node.</summary>
    public Task IsRemovedAsync(ClusterNode node) => EachOtherAsync(node, members => members.Count > 0 && members.All(member => member.Address != node.Address));

    /// <summary>All other nodes say that they serve.</summary>
    public Task OthersAreReadyAsync(ClusterNode node) => Eventually.HoldsAsync(
        async () => (await Task.WhenAll(Nodes.Where(other => other != node).Select(other => other.IsReadyAsync()))).All(ready => ready), Patience, Interval);

    public void Dispose()
    {
        foreach (var node in Nodes)
        {
            node.Dispose();
        }
    }

    private static Place[] Loopback(int count) => [.. Enumerable.Range(0, count).Select(_ => Place.OnLoopback())];

    private bool SeesAll(IReadOnlyList<ClusterNode.Member> members) =>
        members.Count == Nodes.Count && members.All(member => member is { Status: "up", Reachable: true });

    private Task EachOtherAsync(ClusterNode than, Func<IReadOnlyList<ClusterNode.Member>, bool> sees) => Eventually.HoldsAsync(
        async () => (await Task.WhenAll(Nodes.Where(node => node != than).Select(node => node.MembersAsync()))).All(sees), Patience, Interval);
}
