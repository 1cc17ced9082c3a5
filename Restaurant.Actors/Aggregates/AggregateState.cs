namespace Restaurant.Actors.Aggregates;

/// <summary>What the events of one aggregate add up to. Before the first event there is none (null).</summary>
public abstract record AggregateState;
