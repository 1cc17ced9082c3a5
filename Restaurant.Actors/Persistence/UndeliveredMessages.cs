using Akka.Actor;
using Akka.Event;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Persistence;

/// <summary>
/// Answers for aggregates that have stopped or move. What waited behind a write that failed, or for a recovery that did, was not taken up, nor was what a
/// shard had in its buffer when it was handed over: its sender is told so at once, and need not wait in vain before it sends again.
/// </summary>
public sealed class UndeliveredMessages : ReceiveActor
{
    public UndeliveredMessages()
    {
        Receive<DeadLetter>(letter => Answer(letter.Sender), letter => letter.Message is IAggregateMessage);
        Receive<DeadLetter>(letter => Answer(((Dropped)letter.Message).Sender), letter => letter.Message is Dropped { Message: IAggregateMessage });
    }

    public static Props Props() => Akka.Actor.Props.Create(() => new UndeliveredMessages());

    protected override void PreStart() => Context.System.EventStream.Subscribe<DeadLetter>(Self);

    private static void Answer(IActorRef sender)
    {
        if (!sender.IsNobody())
        {
            sender.Tell(new Reply.Unavailable("The aggregate has stopped, or moves."));
        }
    }
}
