using System.Diagnostics.Metrics;
using Akka.Actor;

namespace Restaurant.Actors.Hosting;

/// <summary>
/// Counts the shards of aggregates that come to live on this node, and those that leave it. Sharding tells nobody of them; the actor
/// system tells of every actor that starts and stops (<c>akka.actor.telemetry.enabled</c>), and a shard is the child of its region.
/// </summary>
internal sealed class ShardMoves : ReceiveActor
{
    private readonly Counter<long> _moves;

    public ShardMoves(Counter<long> moves)
    {
        _moves = moves;
        Receive<ActorStarted>(started => Count(started.Subject.Path, "in"));
        Receive<ActorStopped>(stopped => Count(stopped.Subject.Path, "out"));
    }

    public static Props Props(Meter meter)
    {
        var moves = meter.CreateCounter<long>("restaurant.shard.moves", "{shard}", "Shards that have come to live on this node, and that have left it.");
        return Akka.Actor.Props.Create(() => new ShardMoves(moves));
    }

    // /system/sharding/order/17
    private void Count(ActorPath path, string direction)
    {
        if (path.Depth == 4 && path.Parent.Parent.Name == "sharding" && Catalog.All.Any(aggregate => aggregate.Name == path.Parent.Name))
        {
            _moves.Add(1, new KeyValuePair<string, object?>("aggregate", path.Parent.Name), new KeyValuePair<string, object?>("direction", direction));
        }
    }
}
