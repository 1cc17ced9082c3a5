using System.Threading.Channels;

namespace Restaurant.Actors.Persistence;

/// <summary>Work that comes one by one, and is done many at a time: all that waits when a batch may begin. Nobody waits for others to join.</summary>
/// <param name="most">How many batches are worked on at a time, at most.</param>
/// <param name="alone">
/// How long a batch is worked on before another one is begun. The shorter it is, the smaller the batches; the longer, the more wait behind one that is held up.
/// </param>
/// <param name="mostWaiting">How many wait at most.</param>
/// <param name="mostAtOnce">No more is taken when a batch has this weight.</param>
/// <param name="weight">Of one.</param>
/// <param name="doAsync">Does a batch. It does not throw.</param>
/// <param name="refuse">Tells one why it is not done, and will not be.</param>
public sealed class Batches<T>(int most, TimeSpan alone, int mostWaiting, int mostAtOnce, Func<T, int> weight, Func<T[], Task> doAsync, Action<T, Exception> refuse)
{
    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(mostWaiting);

    /// <summary>What is added waits until then.</summary>
    public void Start()
    {
        // It is nobody's work in particular: not that of the request in which it was begun.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(WorkAsync);
        }
    }

    /// <summary>It is done, or refused: at once when as many wait as may.</summary>
    public void Add(T one)
    {
        if (!_waiting.Writer.TryWrite(one))
        {
            refuse(one, _waiting.Reader.Completion.IsCompleted ? Stopped() : new OverloadedException($"More than {mostWaiting} wait for the database."));
        }
    }

    /// <summary>What is worked on is done, what waits is refused.</summary>
    public void Stop()
    {
        _waiting.Writer.TryComplete();
        RefuseWaiting(Stopped());
    }

    /// <summary>What waits is refused; what comes is taken again.</summary>
    public void RefuseWaiting(Exception why)
    {
        while (_waiting.Reader.TryRead(out var left))
        {
            refuse(left, why);
        }
    }

    private static OperationCanceledException Stopped() => new("What does the work has stopped.");

    private async Task WorkAsync()
    {
        var underWay = new List<Task>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            // Nothing is left where it stops meanwhile.
            var work = Take() is { Length: > 0 } batch ? doAsync(batch) : Task.CompletedTask;
            if (alone > TimeSpan.Zero)
            {
                await work.WaitAsync(alone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            underWay.Add(work);
            underWay.RemoveAll(each => each.IsCompleted);
            if (underWay.Count == most)
            {
                await Task.WhenAny(underWay);
            }
        }
    }

    private T[] Take()
    {
        var (taken, heavy) = (new List<T>(), 0);
        while (heavy < mostAtOnce && _waiting.Reader.TryRead(out var one))
        {
            taken.Add(one);
            heavy += weight(one);
        }

        return [.. taken];
    }
}
