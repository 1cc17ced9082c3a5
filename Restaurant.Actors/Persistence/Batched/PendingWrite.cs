using Akka.Actor;
using Akka.Persistence;
using PluginRow = Akka.Persistence.Sql.Journal.Types.JournalRow;

namespace Restaurant.Actors.Persistence.Batched;

/// <summary>
/// What one persistent actor wants stored at one time, and how it learns what has become of it: by the messages of Akka's journals. That all are stored comes last, not
/// first as from those: an actor begins its next write when it comes, and so no answer to that one can be there before the last one to this. Nobody has to put them in order.
/// </summary>
/// <param name="asked">Events, and among them what is to come back in its place without being stored.</param>
/// <param name="rows">Those that are to be stored.</param>
/// <param name="unwritable">For each atomic write, why it is not among them, or null; empty when all are.</param>
/// <param name="journal">Who answers.</param>
/// <param name="forget">Is called when it has ended.</param>
internal sealed class PendingWrite(WriteMessages asked, IReadOnlyList<PluginRow> rows, IReadOnlyList<Exception?> unwritable, IActorRef journal, Action<PendingWrite> forget)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<PluginRow> Rows => rows;

    /// <summary>Until then it is not known whether what is read has its rows.</summary>
    public Task Ended => _ended.Task;

    public void IsStored() => IsDone(refusal: null);

    /// <param name="refusal">Why the database does not store it, which is certain.</param>
    public void IsRefused(Exception refusal) => IsDone(refusal);

    /// <summary>It is not said that it is stored, nor that it is not.</summary>
    /// <param name="underWay">Its statement, which may go on; one that has ended when there is none.</param>
    public void HasFailed(Exception cause, Task underWay)
    {
        if (underWay.IsCompleted)
        {
            End();
        }
        else
        {
            underWay.ContinueWith(
                statement =>
                {
                    // Seen to: nobody else looks at it any more.
                    _ = statement.Exception;
                    End();
                },
                TaskScheduler.Default);
        }

        Tell(new WriteMessagesFailed(cause, asked.Messages.Count(each => each is AtomicWrite)), journal);
        TellOfEach((one, _) => new WriteMessageFailure(one, cause, asked.ActorInstanceId));
    }

    private void IsDone(Exception? refusal)
    {
        // Before the answer, behind which the next one may come.
        End();
        TellOfEach((one, why) => (why ?? refusal) is { } cause ? new WriteMessageRejected(one, cause, asked.ActorInstanceId) : new WriteMessageSuccess(one, asked.ActorInstanceId));
        Tell(WriteMessagesSuccessful.Instance, journal);
    }

    private void End()
    {
        _ended.SetResult();
        forget(this);
    }

    /// <param name="what">Is told of one event; its second argument is why it cannot be written, or null.</param>
    private void TellOfEach(Func<IPersistentRepresentation, Exception?, IJournalResponse> what)
    {
        var place = 0;
        foreach (var envelope in asked.Messages)
        {
            if (envelope is not AtomicWrite write)
            {
                Tell(new LoopMessageSuccess(envelope.Payload, asked.ActorInstanceId), envelope.Sender);
                continue;
            }

            var why = place < unwritable.Count ? unwritable[place] : null;
            place++;
            foreach (var one in (IEnumerable<IPersistentRepresentation>)write.Payload)
            {
                Tell(what(one, why), one.Sender);
            }
        }
    }

    private void Tell(IJournalResponse response, IActorRef from) => asked.PersistentActor.Tell(response, from);
}
