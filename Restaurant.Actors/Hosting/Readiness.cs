using System.Data.Common;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Restaurant.Actors.Nodes;
using Restaurant.Actors.Persistence;

namespace Restaurant.Actors.Hosting;

/// <summary>Whether this node can serve: the journal answers, the node is up, and the shard regions have come to know their coordinator.</summary>
public sealed class Readiness(ActorSystem system, NodeStatus node, JournalReader journal, OutageNotice outage)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Once is enough: while the coordinator moves to another node, what has a home is served all the same, and so are all reads.
    private volatile bool _isRegistered;

    /// <summary>What is missing, in a sentence, or null when nothing is.</summary>
    public async Task<string?> WhyNotAsync(CancellationToken cancellation)
    {
        if (node.Lost is { } lost)
        {
            return lost;
        }

        try
        {
            await journal.HeadAsync(cancellation).WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException)
        {
            return $"The journal does not answer within {Patience.TotalSeconds} s.";
        }
        catch (DbException unavailable)
        {
            outage(unavailable);
            return $"The journal does not answer: {unavailable.Message}";
        }

        if (Cluster.Get(system).SelfMember.Status != MemberStatus.Up)
        {
            return node.WaitsFor is { } what ? $"The node is not up in the cluster: it waits for {what}." : "The node is not up in the cluster.";
        }

        foreach (var aggregate in _isRegistered ? [] : Catalog.All)
        {
            if (!await IsRegisteredAsync(aggregate.Name, cancellation))
            {
                return $"The shard region of {aggregate.Name} is not registered.";
            }
        }

        _isRegistered = true;
        return null;
    }

    // Answered by the coordinator with the regions that it knows; a region without a coordinator answers with none.
    private async Task<bool> IsRegisteredAsync(string region, CancellationToken cancellation)
    {
        try
        {
            var known = await ClusterSharding.Get(system).ShardRegion(region).Ask<CurrentRegions>(GetCurrentRegions.Instance, Patience, cancellation);
            return known.Regions.Count > 0;
        }
        catch (Exception missing) when (missing is AskTimeoutException or ArgumentException)
        {
            return false;
        }
    }
}
