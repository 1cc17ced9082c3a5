using Akka.Actor;
using Akka.Persistence;
using PluginRow = Akka.Persistence.Sql.Journal.Types.JournalRow;

namespace Restaurant.Actors.Persistence.Batched;

/// <summary>
/// What one persistent actor wants stored at one time, and how it learns what has become of it: by the messages of Akka's journals, in their order. (An actor has one
/// write under way at most, so nothing needs to be put in order between them.)
/// </summary>
/// <param name="asked">Several events, each in an atomic write of its own, and what is to come back behind them without being stored.</param>
/// <param name="rows">Those that are to be stored.</param>
/// <param name="unwritable">For each atomic write, why it is not among them, or null.</param>
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

    /// <summary>Nobody knows whether it is stored, or will be.</summary>
    /// <param name="underWay">Its statement, which may go on.</param>
    public void HasFailed(Exception cause, Task underWay)
    {
        if (underWay.IsCompleted)
        {
            End();
        }
        else
        {
            underWay.ContinueWith(_ => End(), TaskScheduler.Default);
        }

        Answer(new WriteMessagesFailed(cause, asked.Messages.Count(each => each is AtomicWrite)), (one, _) => new WriteMessageFailure(one, cause, asked.ActorInstanceId));
    }

    private void IsDone(Exception? refusal)
    {
        // Before the answer, behind which the next one may come.
        End();
        Answer(
            WriteMessagesSuccessful.Instance,
            (one, why) => (why ?? refusal) is { } cause ? new WriteMessageRejected(one, cause, asked.ActorInstanceId) : new WriteMessageSuccess(one, asked.ActorInstanceId));
    }

    private void End()
    {
        _ended.SetResult();
        forget(this);
    }

    /// <param name="first">Comes before all others.</param>
    /// <param name="each">What is told of one event; its second argument is why it cannot be written, or null.</param>
    private void Answer(IJournalResponse first, Func<IPersistentRepresentation, Exception?, IJournalResponse> each)
    {
        asked.PersistentActor.Tell(first, journal);
        var place = 0;
        foreach (var envelope in asked.Messages)
        {
            if (envelope is not AtomicWrite write)
            {
                asked.PersistentActor.Tell(new LoopMessageSuccess(envelope.Payload, asked.ActorInstanceId), envelope.Sender);
                continue;
            }

            var why = place < unwritable.Count ? unwritable[place] : null;
            place++;
            foreach (var one in (IEnumerable<IPersistentRepresentation>)write.Payload)
            {
                asked.PersistentActor.Tell(each(one, why), one.Sender);
            }
        }
    }
}
