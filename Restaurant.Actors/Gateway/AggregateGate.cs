using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Pattern;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Gateway;

/// <summary>Puts one message to one aggregate and waits for its reply.</summary>
internal sealed class AggregateGate(ActorSystem system)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The reply, or <see cref="Reply.Unavailable"/> when there is none in time: then it is unknown what happened.</summary>
    public async Task<Reply> AskAsync(AggregateDefinition aggregate, IAggregateMessage message, CancellationToken cancellation)
    {
        try
        {
            return await ClusterSharding.Get(system).ShardRegion(aggregate.Name).Ask<Reply>(message, Patience, cancellation);
        }
        catch (AskTimeoutException)
        {
            return new Reply.Unavailable($"The {aggregate.Name} did not answer in time.");
        }
        catch (IllegalStateException)
        {
            return new Reply.Unavailable("The shard regions are not started.");
        }
    }
}
