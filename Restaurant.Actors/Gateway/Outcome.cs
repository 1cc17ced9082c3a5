using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Gateway;

/// <summary>What became of a command.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>It was accepted and its event is stored.</summary>
    /// <param name="Event">The one event that it made.</param>
    /// <param name="State">The aggregate as of that event, also when it has moved on since.</param>
    /// <param name="Replayed">Whether it had been accepted before, and nothing was written now.</param>
    public sealed record Done(StoredEvent Event, AggregateState State, bool Replayed) : Outcome;

    /// <summary>It was refused; nothing was written.</summary>
    public sealed record Refused(Refusal Refusal) : Outcome;

    /// <summary>A system command before its time; nothing was written.</summary>
    /// <param name="For">How long it is until then, by the clock that decides; null when nobody said.</param>
    public sealed record NotDue(TimeSpan? For) : Outcome;

    /// <summary>Not served, or it is unknown whether it was accepted. Repeat with the same idempotency key.</summary>
    /// <param name="Lasting">It will be the same at once again: only people or a new version of the program can mend it.</param>
    public sealed record Unavailable(string Reason, bool Lasting = false) : Outcome;
}

/// <summary>A command as the edge hands it over.</summary>
/// <param name="Command">What is wanted, with checked fields and without facts.</param>
/// <param name="AggregateId">Whom it is for, as the caller wrote it; null for a command that begins an aggregate.</param>
/// <param name="By">Who asks.</param>
/// <param name="IdempotencyKey">Under which a repeat is recognised, or null.</param>
/// <param name="CorrelationId">The conversation that it belongs to.</param>
/// <param name="Expected">The condition on the version, or null.</param>
public sealed record CommandRequest(
    DomainCommand Command, string? AggregateId, Caller By, string? IdempotencyKey, string CorrelationId, VersionCondition? Expected = null);
