using System.Collections.Immutable;
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

    /// <param name="regions">The shard regions to look into: such as this node has, or has a proxy to.</param>
    public async Task<ClusterView> LookAsync(IReadOnlyList<string> regions, CancellationToken cancellation)
    {
        var cluster = Cluster.Get(system);
        var state = cluster.State;
        var held = await Task.WhenAll(regions.Select(async region => (Name: region, Stats: await StatsAsync(region, cancellation))));
        return new ClusterView(
            cluster.SelfAddress.ToString(),
            state.Leader?.ToString(),
            [.. state.Members.Order(Member.AgeOrdering).Select(View)]);

        NodeView View(Member member) => new(
            member.Address.ToString(),
            CamelCase.Name(member.Status),
            !state.Unreachable.Contains(member),
            [.. member.Roles.Order(StringComparer.Ordinal)],
            member.AppVersion.Version,
            held.Where(region => region.Stats.Regions.ContainsKey(member.Address))
                .ToDictionary(region => region.Name, region => (IReadOnlyDictionary<string, int>)region.Stats.Regions[member.Address].Stats));
    }

    // Nothing of a region that one of the nodes does not tell of.
    private async Task<ClusterShardingStats> StatsAsync(string region, CancellationToken cancellation)
    {
        try
        {
            return await ClusterSharding.Get(system).ShardRegion(region)
                .Ask<ClusterShardingStats>(new GetClusterShardingStats(Patience), 2 * Patience, cancellation);
        }
        catch (AskTimeoutException)
        {
            return new ClusterShardingStats(ImmutableDictionary<Address, ShardRegionStats>.Empty);
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
/// <param name="Shards">What lives on it, by region: each shard with how many entities are in memory.</param>
public sealed record NodeView(
    string Address, string Status, bool Reachable, IReadOnlyList<string> Roles, string Version, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Shards);
