using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Nodes;

/// <summary>What this node knows of the cluster.</summary>
public sealed class ClusterOverview(ActorSystem system)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Whether this node has the role, and others that have it are up.</summary>
    public bool SharesRole(string role)
    {
        var cluster = Cluster.Get(system);
        return cluster.SelfRoles.Contains(role) && cluster.State.Members.Any(member => member.UniqueAddress != cluster.SelfUniqueAddress && member.Status == MemberStatus.Up && member.HasRole(role));
    }

    /// <param name="regions">The shard regions to look into, each with the role of the nodes that have it.</param>
    public async Task<ClusterView> LookAsync(IReadOnlyList<(string Name, string Role)> regions, CancellationToken cancellation)
    {
        var cluster = Cluster.Get(system);
        var state = cluster.State;
        return new ClusterView(
            cluster.SelfAddress.ToString(),
            state.Leader?.ToString(),
            await Task.WhenAll(state.Members.Order(Member.AgeOrdering).Select(ViewAsync)));

        async Task<NodeView> ViewAsync(Member member)
        {
            var reachable = !state.Unreachable.Contains(member);
            var held = await Task.WhenAll(regions
                .Where(region => reachable && member.HasRole(region.Role))
                .Select(async region => (region.Name, Shards: await ShardsAsync(member.Address, region.Name, cancellation))));
            return new NodeView(
                member.Address.ToString(),
                CamelCase.Name(member.Status),
                reachable,
                [.. member.Roles.Order(StringComparer.Ordinal)],
                member.AppVersion.Version,
                held.Where(region => region.Shards is not null).ToDictionary(region => region.Name, region => region.Shards!));
        }
    }

    // Each node is asked itself. The coordinator would ask all of them as well, and have nothing to tell of any as long as one of them is silent.
    private async Task<IReadOnlyDictionary<string, int>?> ShardsAsync(Address node, string region, CancellationToken cancellation)
    {
        try
        {
            return (await system.ActorSelection(new RootActorPath(node) / "system" / "sharding" / Uri.EscapeDataString(region))
                .Ask<ShardRegionStats>(GetShardRegionStats.Instance, Patience, cancellation)).Stats;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}

/// <param name="Self">The address of the node that looks, such as <c>akka.tcp://restaurant@node1:4053</c>.</param>
/// <param name="Leader">The address of the one that lets others in and out, or null.</param>
/// <param name="Members">The oldest first: of those with a role, the oldest says which of its shards lives where.</param>
public sealed record ClusterView(string Self, string? Leader, IReadOnlyList<NodeView> Members);

/// <param name="Address">What other nodes dial.</param>
/// <param name="Status"><c>joining</c>, <c>weaklyUp</c>, <c>up</c>, <c>leaving</c>, <c>exiting</c> or <c>down</c>.</param>
/// <param name="Reachable">Whether it answers at present, as far as has been heard.</param>
/// <param name="Roles">What it does.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Shards">What lives on it, by region: each shard with how many entities are in memory. Without the regions that do not answer, such as those of a node that cannot be reached.</param>
public sealed record NodeView(
    string Address, string Status, bool Reachable, IReadOnlyList<string> Roles, string Version, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Shards);
