namespace Restaurant.Actors.Aggregates;

/// <summary>An event with the metadata that it is stored with: one row of the journal.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="AggregateId">The id as the contract shows it, without the prefix of the persistence id.</param>
/// <param name="Version">1 for the first event of the aggregate; equals the journal's sequence number.</param>
/// <param name="Timestamp">UTC in whole microseconds, strictly rising within the aggregate.</param>
/// <param name="CommandId">The idempotency key of the command, or an id that was minted for it.</param>
/// <param name="CorrelationId">What the caller named the conversation, or an id that was minted for it.</param>
/// <param name="CausationId">The id of the command that made the event.</param>
/// <param name="By">Who gave the command.</param>
/// <param name="Hash">Tells whether a repeated command is the same, see <see cref="CommandHash"/>.</param>
/// <param name="Data">What happened.</param>
public sealed record StoredEvent(
    Guid Id,
    string AggregateId,
    long Version,
    DateTimeOffset Timestamp,
    string CommandId,
    string CorrelationId,
    string CausationId,
    Caller By,
    CommandHash Hash,
    DomainEvent Data) : IWireMessage;

/// <summary>
/// A row of the journal that this program cannot read: a newer node wrote it, or it is damaged. An aggregate stops on it;
/// a projection sets it aside. The row itself stays as it is.
/// </summary>
public sealed record UnreadableEvent(string Manifest, ReadOnlyMemory<byte> Bytes, string Reason);
