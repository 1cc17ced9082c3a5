using Akka.Actor;
using Akka.Event;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Persistence;

/// <summary>
/// Answers for aggregates that have stopped. What waited behind a write that failed, or for a recovery that did, was not taken up: its
/// sender is told so at once, and need not wait in vain before it sends again.
/// </summary>
public sealed class UndeliveredMessages : ReceiveActor
{
    public UndeliveredMessages() => Receive<DeadLetter>(
        letter => letter.Sender.Tell(new Reply.Unavailable("The aggregate has stopped.")),
        letter => letter.Message is IAggregateMessage && !letter.Sender.IsNobody());

    public static Props Props() => Akka.Actor.Props.Create(() => new UndeliveredMessages());

    protected override void PreStart() => Context.System.EventStream.Subscribe<DeadLetter>(Self);
}
