using Restaurant.Actors.Aggregates;

namespace Restaurant.Projections.Deadlines;

/// <summary>When the time of an order runs out, as the read tables have it.</summary>
/// <param name="Since">What its row says.</param>
/// <param name="At">With the time limit.</param>
public sealed record OrderDeadline(DeadlineKind Kind, string OrderId, DateTimeOffset Since, DateTimeOffset At)
{
    /// <summary>
    /// The same one whoever sends the command for this deadline, and however often: so a repeat is recognised. No caller's idempotency key has a space, so none of them is
    /// taken for it.
    /// </summary>
    public string CommandId => $"{Kind.Name} {Timestamps.Format(Since)}";
}
