using Akka.Cluster.Sharding;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Persistence;

/// <summary>Entity and shard are functions of the aggregate's id alone. The number of shards is part of the cluster's contract.</summary>
public sealed class AggregateMessageExtractor() : HashCodeMessageExtractor(Shards)
{
    public const int Shards = 50;

    /// <summary>Null for a message that is for no aggregate.</summary>
    public override string EntityId(object message) => (message as IAggregateMessage)?.AggregateId!;
}
