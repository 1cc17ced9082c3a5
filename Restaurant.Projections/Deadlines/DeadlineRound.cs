namespace Restaurant.Projections.Deadlines;

/// <summary>
/// What the sweeper knows of the deadlines of one kind. It reads the table round by round, page by page: which are there, which of them are to be sent next, and which were
/// sent and are still there. These are left alone for a while: the table is a moment behind the orders. One that is not there any more is forgotten.
/// </summary>
internal sealed class DeadlineRound(DeadlineKind kind, TimeProvider time)
{
    /// <summary>How many rows are read at once.</summary>
    public const int Page = 500;

    private readonly Queue<OrderDeadline> _first = new();
    private readonly Queue<OrderDeadline> _again = new();
    private readonly Dictionary<string, Known> _known = [];
    private int _round;

    public DeadlineKind Kind => kind;

    /// <summary>Where the next page begins; null for the beginning of a new round.</summary>
    public OrderDeadline? After { get; private set; }

    /// <summary>Whether a page more can be taken. What waits to be sent bounds what is read.</summary>
    public bool HasRoom => _first.Count + _again.Count < Page / 2;

    /// <summary>Takes the page that begins behind <see cref="After"/>.</summary>
    public void Take(IReadOnlyList<OrderDeadline> page)
    {
        var now = time.GetTimestamp();
        foreach (var deadline in page)
        {
            if (!_known.TryGetValue(deadline.OrderId, out var known) || (known.Deadline != deadline && !known.IsBusy))
            {
                _known[deadline.OrderId] = known = new Known(deadline, now);
            }

            known.SeenIn = _round;
            if (!known.IsBusy && known.NotBefore <= now)
            {
                known.IsBusy = true;
                (known.Pause is null ? _first : _again).Enqueue(known.Deadline);
            }
        }

        After = page.Count < Page ? null : page[^1];
        if (After is null)
        {
            foreach (var gone in _known.Values.Where(known => known.SeenIn != _round && !known.IsBusy).ToList())
            {
                _known.Remove(gone.Deadline.OrderId);
            }

            _round++;
        }
    }

    /// <summary>The next one that is to be sent, the oldest first. It is the caller's until <see cref="Wait(OrderDeadline, TimeSpan)"/>.</summary>
    /// <param name="repeated">Out of those that were sent before in vain, or else of the others.</param>
    public bool TryNext(bool repeated, out OrderDeadline deadline) => (repeated ? _again : _first).TryDequeue(out deadline!);

    /// <summary>It was sent, and is not sent again for so long.</summary>
    public void Wait(OrderDeadline deadline, TimeSpan pause)
    {
        var known = _known[deadline.OrderId];
        (known.IsBusy, known.NotBefore, known.Pause, known.Repeats) = (false, time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency), null, 0);
    }

    /// <summary>The same, longer each time that it ends in the same way.</summary>
    /// <returns>Whether it is the first time.</returns>
    public bool Wait(OrderDeadline deadline, GrowingPause pause)
    {
        var known = _known[deadline.OrderId];
        var repeats = known.Pause == pause ? known.Repeats + 1 : 0;
        Wait(deadline, pause.After(repeats));
        (known.Pause, known.Repeats) = (pause, repeats);
        return repeats == 0;
    }

    /// <summary>How long it is until the first one may be sent again; null when there is none to wait for.</summary>
    public TimeSpan? UntilNext()
    {
        var now = time.GetTimestamp();
        var later = _known.Values.Where(known => !known.IsBusy && known.NotBefore > now).Select(known => known.NotBefore).DefaultIfEmpty(long.MaxValue).Min();
        return later == long.MaxValue ? null : time.GetElapsedTime(now, later);
    }

    private sealed class Known(OrderDeadline deadline, long notBefore)
    {
        public OrderDeadline Deadline { get; } = deadline;

        /// <summary>The round in which it was read last.</summary>
        public int SeenIn { get; set; }

        /// <summary>Whether it waits to be sent, or for its answer.</summary>
        public bool IsBusy { get; set; }

        public long NotBefore { get; set; } = notBefore;

        public GrowingPause? Pause { get; set; }

        public int Repeats { get; set; }
    }
}

/// <summary>A pause that doubles with each repeat.</summary>
internal sealed class GrowingPause(TimeSpan first, TimeSpan longest)
{
    public TimeSpan After(int repeats) => first * Math.Pow(2, Math.Min(repeats, 30)) is var pause && pause < longest ? pause : longest;
}
