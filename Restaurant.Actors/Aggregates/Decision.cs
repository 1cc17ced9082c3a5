namespace Restaurant.Actors.Aggregates;

/// <summary>What a decider makes of a command: one event, a refusal, or nothing yet.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>The command is accepted and makes exactly this event.</summary>
    public sealed record Accept(DomainEvent Event) : Decision;

    /// <summary>The command is refused and makes no event.</summary>
    public sealed record Refuse(Refusal Refusal) : Decision;

    /// <summary>A system command came before its deadline: it makes no event and is no refusal.</summary>
    /// <param name="Until">The deadline.</param>
    public sealed record NotDue(DateTimeOffset Until) : Decision;

    /// <summary>Nothing speaks against the command so far, but its facts are missing.</summary>
    public sealed record FactsNeeded : Decision;

    public static implicit operator Decision(DomainEvent accepted) => new Accept(accepted);

    public static implicit operator Decision(Refusal refused) => new Refuse(refused);
}
