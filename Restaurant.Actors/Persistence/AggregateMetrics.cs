using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Telemetry;

namespace Restaurant.Actors.Persistence;

/// <summary>Counts the aggregates in memory, and times how they get there and how they store their events.</summary>
public sealed class AggregateMetrics
{
    private readonly FrozenDictionary<string, StrongBox<long>> _alive = Catalog.All.ToFrozenDictionary(aggregate => aggregate.Name, _ => new StrongBox<long>());
    private readonly Histogram<double> _activations;
    private readonly Histogram<double> _persists;

    public AggregateMetrics(Meter meter)
    {
        _activations = meter.CreateLatency("restaurant.activation.duration", "From the start of an aggregate's actor until it has read its events.");
        _persists = meter.CreateLatency("restaurant.persist.duration", "From the decision until the event is stored.");
        meter.CreateObservableUpDownCounter("restaurant.entities", Alive, "{entity}", "Aggregates in memory.");
    }

    public void Started(AggregateDefinition aggregate) => Interlocked.Increment(ref _alive[aggregate.Name].Value);

    public void Stopped(AggregateDefinition aggregate) => Interlocked.Decrement(ref _alive[aggregate.Name].Value);

    public void Activated(AggregateDefinition aggregate, TimeSpan duration) => _activations.Record(duration.TotalSeconds, Tag(aggregate.Name));

    public void Persisted(AggregateDefinition aggregate, TimeSpan duration) => _persists.Record(duration.TotalSeconds, Tag(aggregate.Name));

    private IEnumerable<Measurement<long>> Alive() => _alive.Select(kind => new Measurement<long>(Volatile.Read(ref kind.Value.Value), Tag(kind.Key)));

    private static KeyValuePair<string, object?> Tag(string aggregate) => new("aggregate", aggregate);
}
