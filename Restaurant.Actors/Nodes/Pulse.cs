namespace Restaurant.Actors.Nodes;

/// <summary>
/// Whether this process has been awake all the time. One that was frozen (SIGSTOP, <c>docker pause</c>) goes on as if nothing had happened, while the
/// cluster may have given what it holds to other nodes. A machine that is suspended stops the clock as well: a node on it learns from the others
/// that they have gone on.
/// </summary>
public sealed class Pulse(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // Shorter than what the others take to see that a node is silent (4 s) and to go on without it (5 s).
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    private ITimer? _timer;
    private long _last;
    private string? _stopped;

    /// <summary>For how long it has stood still, in a sentence, or null when it has not, or not for long enough to matter.</summary>
    public string? Stopped
    {
        get
        {
            Feel();
            return Volatile.Read(ref _stopped);
        }
    }

    /// <summary>Until then nothing counts as standing still: a node that is alone is missed by nobody.</summary>
    public void Start()
    {
        Volatile.Write(ref _last, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Beat(), state: null, Interval, Interval);
    }

    public void Dispose() => _timer?.Dispose();

    private void Beat()
    {
        Feel();
        Volatile.Write(ref _last, time.GetTimestamp());
    }

    private void Feel()
    {
        var last = Volatile.Read(ref _last);
        if (last != 0 && time.GetElapsedTime(last) is var still && still > Longest)
        {
            Interlocked.CompareExchange(ref _stopped, $"This node stood still for {still.TotalSeconds:0} s, and the others may have gone on without it.", null);
        }
    }
}
