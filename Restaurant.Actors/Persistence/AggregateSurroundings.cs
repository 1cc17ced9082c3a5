using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Persistence;

/// <summary>What the aggregates of one kind have in common on a node.</summary>
public sealed record AggregateSurroundings(AggregateDefinition Definition, HouseRules Rules, TimeProvider Time, OutageNotice Outage, AggregateMetrics Metrics);
