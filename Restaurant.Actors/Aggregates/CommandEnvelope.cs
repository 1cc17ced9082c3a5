namespace Restaurant.Actors.Aggregates;

/// <summary>A message or stored object that is written by this program's own serializer.</summary>
public interface IWireMessage;

/// <summary>A message to one aggregate. The shard is a function of <see cref="AggregateId"/> alone.</summary>
public interface IAggregateMessage : IWireMessage
{
    string AggregateId { get; }
}

/// <summary>A command on its way to its aggregate.</summary>
/// <param name="AggregateId">Whom it is for.</param>
/// <param name="Command">What is wanted.</param>
/// <param name="CommandId">The idempotency key, or an id that was minted for it. A repeat bears the same one.</param>
/// <param name="CorrelationId">The conversation that it belongs to.</param>
/// <param name="By">Who asks.</param>
/// <param name="Hash">See <see cref="CommandHash"/>.</param>
/// <param name="Deadline">After this time the command is no longer executed: nobody waits for it.</param>
/// <param name="Expected">The versions that the caller asks for, or null when any will do.</param>
/// <param name="FactsAsOf">The version of the aggregate that the command's facts were gathered for, or null when they do not depend on it.</param>
/// <param name="WithoutFacts">An owner did not answer, so the command bears no facts. All that can be said without them is still said: a repeat, a conflict, a wrong state.</param>
public sealed record CommandEnvelope(
    string AggregateId,
    DomainCommand Command,
    string CommandId,
    string CorrelationId,
    Caller By,
    CommandHash Hash,
    DateTimeOffset Deadline,
    VersionCondition? Expected = null,
    long? FactsAsOf = null,
    bool WithoutFacts = false) : IAggregateMessage;

/// <summary>Asks an aggregate for its present state; answered by <see cref="Reply.Present"/>.</summary>
public sealed record StateQuery(string AggregateId) : IAggregateMessage;

/// <summary>Asks an aggregate to leave memory, behind everything that it was sent before.</summary>
public sealed record Leave : IWireMessage
{
    public static readonly Leave Instance = new();
}

/// <summary>The header <c>If-Match</c>.</summary>
/// <param name="Any">True for <c>*</c>: any version of what exists.</param>
/// <param name="Versions">The versions listed. Weak tags are not among them, since they never match.</param>
public sealed record VersionCondition(bool Any, IReadOnlyList<long> Versions)
{
    /// <summary>Whether an aggregate at this version meets the condition. What does not exist yet (version 0) meets none.</summary>
    public bool Holds(long version) => version > 0 && (Any || Versions.Contains(version));
}
