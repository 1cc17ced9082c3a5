namespace Restaurant.Actors.Aggregates;

/// <summary>An optional short cut for recovery: what the first <c>Version</c> events add up to. Never the only copy of anything.</summary>
public sealed record AggregateSnapshot(
    AggregateState State,
    DateTimeOffset LastTimestamp,
    IReadOnlyList<AcceptedCommand> Commands) : IWireMessage;
