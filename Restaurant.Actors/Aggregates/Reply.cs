namespace Restaurant.Actors.Aggregates;

/// <summary>What an aggregate answers, once and always.</summary>
public abstract record Reply : IWireMessage
{
    private Reply()
    {
    }

    /// <summary>The command was accepted and its event is stored. Nothing else is an acknowledgement.</summary>
    /// <param name="State">The aggregate as of that event.</param>
    /// <param name="IsReplay">Whether it had been accepted before, and nothing was stored now. A node of this version says <see cref="Replayed"/>.</param>
    public sealed record Accepted(StoredEvent Event, AggregateState State, bool IsReplay = false) : Reply;

    /// <summary>The command was accepted before, as the event of this version. The aggregate may have moved on since.</summary>
    public sealed record Replayed(long Version) : Reply;

    /// <summary>The command was refused; nothing was stored.</summary>
    public sealed record Refused(Refusal Refusal) : Reply;

    /// <summary>A system command whose deadline has not passed; nothing was stored.</summary>
    /// <param name="For">How long it is until then by the clock of the aggregate's node; null when a node of an earlier version answers.</param>
    public sealed record NotDue(TimeSpan? For = null) : Reply;

    /// <summary>The aggregate has moved on since the facts in the command were gathered; nothing was stored. Gather again.</summary>
    public sealed record FactsStale(long Version) : Reply;

    /// <summary>The command came without its facts, and the decision depends on them; nothing was stored.</summary>
    public sealed record FactsNeeded : Reply;

    /// <summary>The envelope's deadline had passed; nothing was stored.</summary>
    public sealed record Expired : Reply;

    /// <summary>Not served, or the outcome is unknown. Repeat with the same command id.</summary>
    /// <param name="Lasting">It will be the same at once again: only people or a new version of the program can mend it.</param>
    public sealed record Unavailable(string Reason, bool Lasting = false) : Reply;

    /// <summary>The answer to <see cref="StateQuery"/>: the present state, or version 0 and no state when there are no events.</summary>
    public sealed record Present(long Version, AggregateState? State) : Reply;
}
