using Akka.Actor;
using Akka.Cluster.Sharding;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Nodes;

namespace Restaurant.Actors.Gateway;

/// <summary>Puts one message to one aggregate and waits for its reply.</summary>
internal sealed class AggregateGate(ActorSystem system, NodeStatus node, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly IActorRefProvider _provider = ((ExtendedActorSystem)system).Provider;

    private ClusterSharding? _sharding;

    /// <summary>The reply, or <see cref="Reply.Unavailable"/> when there is none in time: then it is unknown what happened.</summary>
    /// <param name="deadline">After this time nobody waits for the reply.</param>
    public async Task<Reply> AskAsync(AggregateDefinition aggregate, IAggregateMessage message, DateTimeOffset deadline, CancellationToken cancellation)
    {
        if (node.Lost is { } before)
        {
            return new Reply.Unavailable(before, Lasting: true);
        }

        var left = deadline - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return new Reply.Unavailable($"There was no time left to ask the {aggregate.Name}.");
        }

        if (RegionOf(aggregate) is not { } region)
        {
            return new Reply.Unavailable("The shard regions are not started.");
        }

        try
        {
            var reply = await AskAsync(region, message, left < Patience ? left : Patience, cancellation);
            // Whoever replies may be an aggregate of this node that lives elsewhere by now.
            return node.Lost is { } since ? new Reply.Unavailable(since, Lasting: true) : reply;
        }
        catch (TimeoutException)
        {
            return new Reply.Unavailable($"The {aggregate.Name} did not answer in time.");
        }
    }

    // As Akka's Ask does it, without a source of cancellation and closures for each question: most commands ask twice.
    private async Task<Reply> AskAsync(IActorRef region, IAggregateMessage message, TimeSpan patience, CancellationToken cancellation)
    {
        var reply = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asker = _provider.CreateFutureRef(reply);
        _provider.RegisterTempActor(asker, asker.Path);
        try
        {
            region.Tell(message, asker);
            return await reply.Task.WaitAsync(patience, cancellation);
        }
        finally
        {
            _provider.UnregisterTempActor(asker.Path);
        }
    }

    private IActorRef? RegionOf(AggregateDefinition aggregate)
    {
        try
        {
            return (_sharding ??= ClusterSharding.Get(system)).ShardRegion(aggregate.Name);
        }
        catch (ArgumentException)
        {
            // What sharding says of a region that it does not know (yet, or any more).
            return null;
        }
    }
}
